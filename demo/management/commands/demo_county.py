"""manage.py demo_county: fills an empty installation with the fictional 示范县."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from audit.services import SYSTEM
from demo import story
from liaison.models import Division
from liaison.services import divisions


class Command(BaseCommand):
    help = "在空的系统里建一个虚构的示范县，供试用。只在演示模式可用。"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("演示数据只能在演示模式里建（LIAISON_DEMO=1）。")
        if User.objects.exists():
            raise CommandError("系统里已经有人员，不再建演示数据。")
        started = time.monotonic()
        if not Division.objects.exists():
            self.stdout.write("载入湖南省行政区划")
            path = Path(divisions.__file__).parent.parent / "data" / "hunan-divisions.csv.gz"
            divisions.load(path.read_bytes(), by=SYSTEM)
        story.tell(lambda words: self.stdout.write(words))
        self.stdout.write(f"示范县建好了，用时{time.monotonic() - started:.0f}秒。")
