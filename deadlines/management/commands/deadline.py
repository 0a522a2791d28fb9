"""manage.py deadline 2025-09-24 "10 working days": the due date, by the product's own service."""

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deadlines import arithmetic
from liaison.calendar import calendar_of
from liaison.models import Division

EXAMPLES = "10 working days、3 months、15 days或2026-06-30"


class Command(BaseCommand):
    help = "期限计算：从哪一天起、多长，几号到期。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("start", help="起算的日子，例如2025-09-24（当日不计）")
        parser.add_argument("period", help="10 working days、3 months、15 days，或一个固定日期")
        parser.add_argument("--division", default="", help="12位区划代码，该地另有放假安排时用")
        parser.add_argument("--json", action="store_true", help="输出JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            start = dt.date.fromisoformat(options["start"])
        except ValueError:
            raise CommandError(f"“{options['start']}”不是日期，请写成2025-09-24。") from None
        try:
            period = arithmetic.parse(options["period"])
        except ValueError:
            raise CommandError(f"“{options['period']}”看不懂，请写成{EXAMPLES}。") from None
        if isinstance(period, dt.date) and period < start:
            raise CommandError("固定日期不能早于起算的日子。")
        try:
            found = arithmetic.of(start, period, calendar_of(regions(options["division"])))
        except OverflowError:
            raise CommandError("这个期限超出了能计算的年份。") from None
        if options["json"]:
            self.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(f"{found.due_on}\n{found.words()}")


def regions(code: str) -> list[int]:
    """The place and all above it: each may have days off of its own."""
    if not code:
        return []
    place = Division.objects.filter(code=code, valid_to=None).first()
    if place is None:
        raise CommandError(f"没有代码为{code}的区划。")
    found = []
    while place is not None:
        found.append(place.pk)
        place = place.parent
    return found
