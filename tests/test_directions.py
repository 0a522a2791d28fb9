"""The linter of imports is trusted only because these planted faults make it fail."""

import shutil
import subprocess
from pathlib import Path

import pytest

from launcher.paths import ROOT, VENV

LOWEST_ROOM = "suggestions/choices.py"
PLANTED = {
    "a lower app imports an upper one": ("liaison/choices.py", "from suggestions import choices"),
    "strangers import each other": ("notifications/models.py", "from files import services"),
    "somebody imports the wiring": ("workbench/todo.py", "from config import urls"),
    "a lower room imports an upper one": (LOWEST_ROOM, "from suggestions import permissions"),
    "the clock imports a page": ("suggestions/tasks.py", "from suggestions import views"),
    "a room that nobody declared": ("stations/helpers.py", ""),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The modules alone, where a fault can be planted without harm."""
    target = tmp_path_factory.mktemp("planted")
    shutil.copy(ROOT / "pyproject.toml", target)
    for package in ROOT.glob("*/__init__.py"):
        shutil.copytree(
            package.parent,
            target / package.parent.name,
            ignore=lambda folder, names: [
                name for name in names if (Path(folder) / name).is_file() and name[-3:] != ".py"
            ],
        )
    return target


def kept(folder: Path) -> bool:
    """Whether every contract holds for the modules of this folder."""
    done = subprocess.run(
        [VENV / "bin" / "lint-imports", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "LANG": "C.UTF-8", "TERM": "dumb"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts: " in done.stdout, done.stdout + done.stderr
    return done.returncode == 0


def test_contracts_hold_as_the_house_stands(copy: Path) -> None:
    assert kept(copy)


@pytest.mark.parametrize("fault", PLANTED)
def test_planted_fault_is_found(copy: Path, fault: str) -> None:
    name, line = PLANTED[fault]
    module = copy / name
    before = module.read_text() if module.exists() else None
    try:
        module.write_text(f"{before or ''}\n{line}\n")
        assert not kept(copy)
    finally:
        module.unlink()
        if before is not None:
            module.write_text(before)
