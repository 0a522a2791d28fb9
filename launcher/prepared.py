"""Whether database, demo county and static files are up to date, known without Django."""

import hashlib
import os
from pathlib import Path

from launcher.paths import HOME, ROOT

STAMP = HOME / "prepared"


def fingerprint() -> str:
    """Changes with every migration, static file and lock, and with the demo switch."""
    seen = hashlib.sha256()
    seen.update(os.environ.get("LIAISON_DEMO", "").encode())
    seen.update((ROOT / "requirements.txt").read_bytes())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        seen.update(path.read_bytes())
    for path in sorted(static_files()):
        state = path.stat()
        seen.update(f"{path}{state.st_size}{state.st_mtime_ns}".encode())
    return seen.hexdigest()


def static_files() -> list[Path]:
    folders = (ROOT / "static", *ROOT.glob("*/static"))
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


def is_current() -> bool:
    """A real server may have been changed by another installation, so it is always asked."""
    if os.environ.get("DATABASE_URL"):
        return False
    return STAMP.exists() and STAMP.read_text() == fingerprint()


def remember() -> None:
    STAMP.write_text(fingerprint())


def forget() -> None:
    STAMP.unlink(missing_ok=True)
