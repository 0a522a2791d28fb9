"""Where things lie: the project, and the folder that keeps everything between runs."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = (ROOT / os.environ.get("LIAISON_HOME", ".local")).absolute()
VENV = HOME / "venv"
PYTHON = VENV / "bin" / "python"
LOGS = HOME / "log"


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner may enter: it holds passwords and voters' data."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
