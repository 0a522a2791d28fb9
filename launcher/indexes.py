"""Hands pip's settings to uv, which does not read them: many sites install from a mirror."""

import configparser
import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

DEFAULT_INDEX = "https://pypi.org/simple"

# pip's setting → uv's variable, for the settings that are one value in both.
SINGLE = {
    "index-url": "UV_DEFAULT_INDEX",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
}
# Settings that are lists: pip separates by white space, uv by the character given here.
LISTS = {
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
}


def read_pip_settings(python: Path) -> dict[str, str]:
    """Ask pip itself, so that every file and variable that it honours is honoured."""
    listed = subprocess.run(
        [python, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    settings: dict[str, str] = {}
    for line in listed.stdout.splitlines():
        name, _, value = line.partition("=")
        section, _, key = name.rpartition(".")
        if section in ("global", "install", ":env:") and value:
            settings[key] = " ".join(shlex.split(value))
    return settings


def as_uv_environment(settings: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """The variables for uv; what the user set for uv directly always wins."""
    wanted = {SINGLE[key]: value for key, value in settings.items() if key in SINGLE}
    for key, (variable, separator) in LISTS.items():
        if settings.get(key):
            wanted[variable] = separator.join(settings[key].split())
    if settings.get("proxy"):
        wanted["ALL_PROXY"] = settings["proxy"]
    if settings.get("no-index", "").lower() in ("1", "true", "yes", "on"):
        wanted["UV_NO_INDEX"] = "1"
    if "UV_INDEX" in wanted:
        # As pip does: all indexes are equal. Safe here, since every file has to match a hash.
        wanted["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    if "UV_INDEX_URL" in environ:
        wanted.pop("UV_DEFAULT_INDEX", None)
    return {name: value for name, value in wanted.items() if name not in environ}


def index_without_pip() -> str:
    """The index for a machine that has no pip to ask: variable first, then pip's files."""
    if os.environ.get("PIP_INDEX_URL"):
        return os.environ["PIP_INDEX_URL"]
    files = [
        os.environ.get("PIP_CONFIG_FILE", ""),
        "~/.config/pip/pip.conf",
        "~/.pip/pip.conf",
        "/etc/xdg/pip/pip.conf",
        "/etc/pip.conf",
    ]
    for name in filter(None, files):
        parser = configparser.ConfigParser(interpolation=None)
        try:
            parser.read(Path(name).expanduser(), encoding="utf-8")
        except (OSError, configparser.Error):
            continue
        found = parser.get("global", "index-url", fallback="")
        if found:
            return found
    return DEFAULT_INDEX
