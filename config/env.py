"""Reads and types environment variables; the only module that touches os.environ."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def origin_of(address: str) -> list[str]:
    """What a Content-Security-Policy must name so that pictures of that address are shown.

    `{s}` in the host of map tiles stands for one of several servers.
    """
    parts = urlsplit(address)
    if not parts.scheme:
        return []
    return [f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"]


def home() -> Path:
    """Folder for everything the installation keeps: database, uploads, logs, keys."""
    return Path(text("LIAISON_HOME") or BASE_DIR / ".local").resolve()


def database(url: str) -> dict[str, Any]:
    """postgresql://user:password@host:port/name?host=/socket/folder → Django settings."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL must be postgresql://…, not {parts.scheme}://…")
    query = dict(parse_qsl(parts.query))
    options: dict[str, Any] = {
        "connect_timeout": 5,
        "tcp_user_timeout": 10_000,
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        # For the cursors that ask for it (core.kept); all others bind in the client.
        "prepare_threshold": 1,
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": options | query,
    }


def secret_key() -> str:
    """From LIAISON_SECRET_KEY, else from the key file that the launcher made (mode 0600)."""
    value = text("LIAISON_SECRET_KEY")
    path = home() / "secret"
    if not value and path.exists():
        value = path.read_text().strip()
    return value
