from django.apps import AppConfig

from core import registry


class DeadlinesConfig(AppConfig):
    name = "deadlines"
    verbose_name = "期限与提醒"

    def ready(self) -> None:
        # The registry needs models, which exist only now.
        from deadlines.services import reform  # noqa: PLC0415

        registry.register_holding(registry.Holding(reform.open_of, reform.hand_over))
