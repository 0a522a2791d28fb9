"""manage.py import_divisions FILE: load or update the administrative divisions."""

import datetime as dt
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.services import SYSTEM
from core.problems import Invalid
from liaison.services.divisions import LARGEST, load


class Command(BaseCommand):
    help = (
        "导入行政区划（csv或csv.gz，列：code,name,level,parent）。"
        "重复导入不会重复；有错行则一行也不导入。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--on", type=dt.date.fromisoformat, help="变更生效日期（2025-01-31），默认今天"
        )
        parser.add_argument(
            "--close-absent", action="store_true", help="文件中没有的下级区划视为已撤销"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        started = time.monotonic()
        try:
            if path.stat().st_size > LARGEST:
                raise CommandError("文件超过64MB，不像是区划文件，请核对。")
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"读不到文件{path}，请核对路径。") from error
        try:
            done = load(data, by=SYSTEM, on=options["on"], close_absent=options["close_absent"])
        except Invalid as problem:
            lines = problem.errors.get("file", [problem.detail])
            raise CommandError("\n".join([problem.detail, *lines])) from problem
        self.stdout.write(f"{done.words()}用时{time.monotonic() - started:.1f}秒。")
