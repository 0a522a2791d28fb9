from django.apps import AppConfig

from core import registry


class SpotChecksConfig(AppConfig):
    name = "spotchecks"
    verbose_name = "随机抽评"

    def ready(self) -> None:
        # The registry needs models, which exist only now.
        from spotchecks.models import SpotCheck, SpotCheckCase  # noqa: PLC0415

        registry.register(
            registry.Subject(
                "spotcheck", "随机抽评", SpotCheck.objects.visible_to, "spotchecks:check"
            )
        )
        registry.register(
            registry.Subject(
                "spotcheckcase", "现场评议", SpotCheckCase.objects.visible_to, "spotchecks:case"
            )
        )
