"""The Chinese typeface of printed papers: fetched once from npm, by the hashes of a lock."""

import hashlib
import shutil

from launcher import environment, node
from launcher.paths import HOME, ROOT
from launcher.say import CannotGoOn, say

FOLDER = HOME / "fonts"
PROJECT = ROOT / "launcher" / "npm" / "fonts"
SCRATCH = HOME / "fonts-fetched"
PACKAGE = SCRATCH / "node_modules" / "@expo-google-fonts" / "noto-serif-sc"
FILES = {
    "400Regular/NotoSerifSC_400Regular.ttf": "NotoSerifSC-Regular.ttf",
    "700Bold/NotoSerifSC_700Bold.ttf": "NotoSerifSC-Bold.ttf",
    "LICENSE_FONT": "NotoSerifSC-OFL.txt",
}


def ensure() -> None:
    """Two weights of one face; what an administrator has put beside them stays."""
    lock = hashlib.sha256((PROJECT / "package-lock.json").read_bytes()).hexdigest()
    stamp = FOLDER / "installed"
    if stamp.exists() and stamp.read_text() == lock:
        return
    with environment.one_at_a_time("fonts"):
        say("正在从npm取公文用的中文字体（只在第一次，约70MB）……")
        node.find().install(PROJECT, SCRATCH)
        FOLDER.mkdir(parents=True, exist_ok=True)
        for packed, name in FILES.items():
            # In two steps: a running server never reads half a font.
            shutil.copyfile(PACKAGE / packed, FOLDER / f"{name}.part")
            (FOLDER / f"{name}.part").replace(FOLDER / name)
        shutil.rmtree(SCRATCH, ignore_errors=True)
        stamp.write_text(lock)


def ensure_if_possible() -> None:
    """Without them everything works but PDF, which says so; the next start tries again."""
    try:
        ensure()
    except (CannotGoOn, OSError) as problem:
        say(f"中文字体没有取到，暂时不能生成PDF（Word文件不受影响）：{problem}")
