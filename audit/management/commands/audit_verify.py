"""manage.py audit_verify: walks the hash chain and says where it does not hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import chain
from audit.models import Entry, Seal


class Command(BaseCommand):
    help = "核对审计链：逐环重算，指出被改动、缺失或插入的地方。"

    def handle(self, *args: Any, **options: Any) -> None:
        breaks = list(chain.verify())
        for found in breaks:
            self.stderr.write(found.what)
        if breaks:
            raise CommandError(f"审计链有{len(breaks)}处对不上。")
        waiting = Entry.objects.filter(seal__isnull=True).count()
        last = Seal.objects.order_by("-number").first()
        digest = last.digest if last else chain.GENESIS
        self.stdout.write(
            f"审计链完好：{Seal.objects.count()}环，末环{digest}，待封存{waiting}条。"
        )
