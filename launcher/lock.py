"""requirements*.txt from requirements*.in: every platform, all files by hash, no host names."""

import os
import subprocess

from launcher import environment, indexes
from launcher.paths import HOME, PYTHON, ROOT, VENV
from launcher.say import CannotGoOn

OPTIONS = [
    "--quiet",
    "--universal",
    "--generate-hashes",
    "--python-version=3.11",
    "--only-binary=:all:",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
]


def make() -> int:
    """Keeps the versions that are locked already; delete a line of the lock to renew it."""
    environment.ensure("run")
    settings = indexes.read_pip_settings(PYTHON)
    variables = os.environ | indexes.as_uv_environment(settings, os.environ)
    # A lock speaks for every site: what only this machine has must not get into it.
    for name in ("UV_INDEX", "UV_FIND_LINKS", "UV_INDEX_STRATEGY"):
        variables.pop(name, None)
    if not environment.has_uv(variables):
        raise CannotGoOn("取不到uv，无法更新依赖清单。请检查网络后重试。")
    pin = HOME / "uv.in"
    pin.write_text(f"uv=={environment.pinned_uv()}\n")
    jobs = [
        [str(pin), "-o", "launcher/uv.txt"],
        ["requirements.in", "-o", "requirements.txt"],
        ["requirements-dev.in", "-c", "requirements.txt", "-o", "requirements-dev.txt"],
    ]
    for job in jobs:
        command = [str(VENV / "bin" / "uv"), "pip", "compile", *OPTIONS, *job]
        if subprocess.run(command, cwd=ROOT, env=variables, check=False).returncode:
            raise CannotGoOn(f"{job[0]}没有解出结果，原因见上。")
    return 0
