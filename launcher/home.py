"""The folder that keeps everything belongs to one account, or each would lock the other out."""

import os
import pwd

from launcher.paths import HOME, private_folder
from launcher.say import CannotGoOn


def claim_home() -> None:
    """Also root stays out of somebody else's folder: what it wrote there they could not change."""
    try:
        private_folder(HOME)
    except OSError as problem:
        raise CannotGoOn(
            f"不能建立{HOME}（{problem.strerror}），请用LIAISON_HOME另选一个文件夹。"
        ) from problem
    owner = HOME.stat().st_uid
    if owner != os.geteuid():
        raise CannotGoOn(
            f"{HOME}属于账号{name_of(owner)}。请用这个账号运行，或用LIAISON_HOME另选一个文件夹。"
        )


def name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
