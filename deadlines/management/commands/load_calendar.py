"""manage.py load_calendar FILE: a new year of days off, and what it does to open duties."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.services import SYSTEM
from core.problems import Problem
from deadlines import services
from liaison.models import Division
from liaison.services.calendar import load_calendar_year, read_year, refuse_faulty

SHOWN = 50


class Command(BaseCommand):
    help = "载入一年的放假安排（CSV：日期,种类,名称），重新计算受影响的期限。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV文件，第一行可以用#写明通知名称和文号")
        parser.add_argument("--region", default="", help="12位区划代码：只在该地适用的放假")
        parser.add_argument("--dry-run", action="store_true", help="只看哪些期限会变，不载入")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as problem:
            raise CommandError(f"打不开{options['file']}：{problem.strerror}") from None
        region = self.region(options["region"])
        try:
            draft = read_year(content)
            refuse_faulty(draft, region)
            if options["dry_run"]:
                self.preview(draft.year, draft.days)
                return
            load_calendar_year(draft, by=SYSTEM, region=region)
        except Problem as problem:
            lines = [problem.detail, *problem.errors.get("file", [])]
            raise CommandError("\n".join(lines)) from None
        moved = services.recompute_provisional(draft.year)
        self.stdout.write(
            f"已载入{draft.year}年放假安排，共{len(draft.days)}天；有{moved}个期限改了日期。"
        )

    def region(self, code: str) -> Division | None:
        if not code:
            return None
        found: Division | None = Division.objects.filter(code=code, valid_to=None).first()
        if found is None:
            raise CommandError(f"没有代码为{code}的区划。")
        return found

    def preview(self, year: int, days: Any) -> None:
        changes = services.changes_by(year, days, limit=SHOWN)
        self.stdout.write(f"{year}年放假安排可以载入，有{len(changes)}个期限会改：")
        for change in changes:
            row = change.deadline
            self.stdout.write(f"  {row.due_on} → {change.due_on}  {row.subject_label}")
