"""Who runs PostgreSQL: it refuses the superuser, so root has to become somebody else for it."""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from launcher.paths import HOME


@dataclass(frozen=True)
class Account:
    """How to start a program of PostgreSQL, and the folder that this account can reach."""

    prefix: list[str] = field(default_factory=list)
    popen: dict[str, Any] = field(default_factory=dict)
    base: Path = HOME

    def command(self, program: Path, *arguments: str) -> list[str]:
        return [*self.prefix, str(program), *arguments]


def choose(data: Path) -> Account:
    """The user themselves; for root the folder's owner, else a namespace, else `nobody`."""
    if os.geteuid() != 0:
        return Account()
    owner = data.stat().st_uid if data.exists() else 0
    if owner:
        return Account(popen=become(owner), base=data.resolve().parent)
    if os.environ.get("LIAISON_NAMESPACE") != "0":
        inside = stand_in()
        prefix = ["unshare", "-U", f"--map-user={inside}", f"--map-group={inside}"]
        if shutil.which("unshare") and succeeds([*prefix, "true"]):
            return Account(prefix=prefix)
    return Account(popen=become(stand_in()), base=reachable_base())


def stand_in() -> int:
    """initdb looks its account up by name, so it has to be one that the machine knows."""
    for name in ("nobody", "postgres", "daemon"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    return next(entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid)


def become(uid: int) -> dict[str, Any]:
    """Arguments for subprocess; the root folder is one that everybody may stand in."""
    try:
        group = pwd.getpwuid(uid).pw_gid
    except KeyError:
        group = uid
    return {"user": uid, "group": group, "extra_groups": [], "cwd": "/"}


def reachable_base() -> Path:
    """Outside root's own folders, which `nobody` may not enter; one for each LIAISON_HOME."""
    name = hashlib.sha256(str(HOME).encode()).hexdigest()[:12]
    base = Path("/var/lib") / f"liaison-{name}"
    base.mkdir(mode=0o711, exist_ok=True)
    return base


def within_reach(install: Path, account: Account) -> Path:
    """The folder of binaries itself, or a copy where the account cannot enter the original."""
    if not account.popen or succeeds(["test", "-x", str(install / "bin/postgres")], account.popen):
        return install
    package = install.parent
    copied = account.base / "postgresql"
    marker = copied / "complete"
    stamp = f"{package} {(install / 'bin/postgres').stat().st_mtime_ns}"
    if not (marker.exists() and marker.read_text() == stamp):
        shutil.rmtree(copied, ignore_errors=True)
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.exists():
                shutil.copytree(folder, copied / folder.name, symlinks=True)
        marker.write_text(stamp)
    return copied / package.name / install.name


def own(path: Path, account: Account) -> None:
    """Hand a folder and all in it to the account that will run PostgreSQL."""
    uid, gid = account.popen.get("user"), account.popen.get("group")
    if uid is None or gid is None or path.stat().st_uid == uid:
        return
    for folder, _, files in os.walk(path):
        os.chown(folder, uid, gid)
        for name in files:
            os.chown(Path(folder) / name, uid, gid, follow_symlinks=False)


def succeeds(command: list[str], popen: dict[str, Any] | None = None) -> bool:
    """Whether a command ends well, whatever it prints."""
    done = subprocess.run(command, capture_output=True, check=False, **(popen or {}))
    return done.returncode == 0
