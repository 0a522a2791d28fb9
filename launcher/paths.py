"""Where things lie: the project, and the folder that keeps everything between runs."""

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("LIAISON_HOME") or ROOT / ".local").absolute()
VENV = HOME / "venv"
PYTHON = VENV / "bin" / "python"
LOGS = HOME / "log"


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner may enter: it holds passwords and voters' data."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def kept_secret(name: str) -> str:
    """A random word made once and kept in a file that only its owner may read."""
    path = private_folder(HOME) / name
    if not path.exists():
        with open(path, "w", opener=lambda target, flags: os.open(target, flags, 0o600)) as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
