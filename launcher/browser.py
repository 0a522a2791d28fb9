"""A Chromium for the journeys and a Chinese font for it: the system's, else from npm packages."""

import hashlib
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from launcher import environment, node
from launcher.paths import HOME, ROOT
from launcher.say import CannotGoOn, say

FOLDER = HOME / "browser"
PROJECT = ROOT / "launcher" / "npm"
PACKAGES = FOLDER / "node_modules"
WRAPPER = FOLDER / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def ensure() -> Path:
    """The program to start: LIAISON_CHROMIUM, the system's, or a wrapper around ours."""
    named = os.environ.get("LIAISON_CHROMIUM")
    if named:
        return Path(named)
    system = system_chromium()
    if system and has_chinese_font():
        return system
    with environment.one_at_a_time("browser"):
        return own(system)


def system_chromium() -> Path | None:
    """One that really starts: some systems ship only a note where to get it."""
    if os.environ.get("LIAISON_CHROMIUM_SYSTEM") == "0":
        return None
    for name in (*NAMES, ON_MACOS):
        found = shutil.which(name)
        if found and starts(Path(found)):
            return Path(found)
    return None


def starts(program: Path, **variables: str) -> bool:
    try:
        done = subprocess.run(
            [program, "--version"],
            capture_output=True,
            check=False,
            timeout=60,
            env=os.environ | variables,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def has_chinese_font() -> bool:
    """Without one every page is boxes, and a screenshot proves nothing."""
    if sys.platform == "darwin":
        return True
    if os.environ.get("LIAISON_FONTS_SYSTEM") == "0" or not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


def own(system: Path | None) -> Path:
    """Fetched once, kept until the lock of the npm packages changes."""
    fetch()
    program, libraries = (system, None) if system else unpacked()
    lines = ["#!/bin/sh", f"export FONTCONFIG_FILE={shlex.quote(str(font_settings()))}"]
    if libraries:
        lines.append(f"export LD_LIBRARY_PATH={shlex.quote(str(libraries))}")
    lines.append(f'exec {shlex.quote(str(program))} "$@"')
    WRAPPER.write_text("\n".join(lines) + "\n")
    WRAPPER.chmod(0o755)
    return WRAPPER


def fetch() -> None:
    lock = hashlib.sha256((PROJECT / "package-lock.json").read_bytes()).hexdigest()
    stamp = FOLDER / "installed"
    if stamp.exists() and stamp.read_text() == lock:
        return
    say("本机没有Chromium或中文字体，正在从npm取（只在第一次，约需一两分钟）……")
    stamp.unlink(missing_ok=True)
    shutil.rmtree(FOLDER / "unpacked", ignore_errors=True)
    node.find().install(PROJECT, FOLDER)
    stamp.write_text(lock)


def unpacked() -> tuple[Path, Path | None]:
    """The program, and its libraries' folder where the system has none of its own."""
    if platform.machine() not in ("x86_64", "AMD64") or not sys.platform.startswith("linux"):
        raise CannotGoOn("请先安装Chromium或Chrome：npm上的那一份只适用于x86_64的Linux。")
    target = FOLDER / "unpacked"
    program = target / "chromium"
    if not (target / "complete").exists():
        target.mkdir(parents=True, exist_ok=True)
        packed = PACKAGES / "@sparticuz" / "chromium" / "bin"
        unpack(packed / "chromium.br", program)
        program.chmod(0o755)
        for name in ("swiftshader", "al2023"):
            archive = target / f"{name}.tar"
            unpack(packed / f"{name}.tar.br", archive)
            with tarfile.open(archive) as files:
                files.extractall(target, filter="data")
            archive.unlink()
        (target / "complete").touch()
    if starts(program):
        return program, None
    libraries = next((found.parent for found in target.rglob("libnss3.so")), target)
    if starts(program, LD_LIBRARY_PATH=str(libraries)):
        return program, libraries
    raise CannotGoOn("取到的Chromium在本机不能启动，请安装系统的Chromium后重试。")


def unpack(packed: Path, target: Path) -> None:
    command = [*node.find().node, str(PROJECT / "unpack.mjs"), str(packed), str(target)]
    subprocess.run(command, check=True)


def font_settings() -> Path:
    """The system's settings if there are any, and our font folder on top."""
    fonts = PACKAGES / "@expo-google-fonts" / "noto-sans-sc"
    path = FOLDER / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
        "<fontconfig>\n"
        '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
        f"  <dir>{fonts / '400Regular'}</dir>\n"
        f"  <dir>{fonts / '700Bold'}</dir>\n"
        f"  <cachedir>{FOLDER / 'font-cache'}</cachedir>\n"
        "</fontconfig>\n"
    )
    return path
