from django.apps import AppConfig

from core import registry


class StationsConfig(AppConfig):
    name = "stations"
    verbose_name = "联络站"

    def ready(self) -> None:
        # The registry needs models, which exist only now.
        from stations.models import (  # noqa: PLC0415
            Activity,
            Opinion,
            Reception,
            RosterDay,
            StarApplication,
            Station,
            Submission,
        )
        from stations.services import reform, taking_in  # noqa: PLC0415
        from stations.services.planning import year_loaded  # noqa: PLC0415
        from stations.services.summary import dates_moved  # noqa: PLC0415

        registry.register_holding(registry.Holding(reform.open_of, reform.hand_over))
        registry.register(
            registry.Subject(
                "opinion",
                "群众意见",
                Opinion.objects.visible_to,
                "stations:opinion",
                dates_moved,
            )
        )
        registry.register(
            registry.Subject("station", "联络站", Station.objects.visible_to, "stations:station")
        )
        registry.register(
            registry.Subject(
                "starapplication",
                "星级申报",
                StarApplication.objects.visible_to,
                "stations:star",
            )
        )
        registry.register(
            registry.Subject("activity", "活动", Activity.objects.visible_to, "stations:activity")
        )
        registry.register(
            registry.Subject(
                "submission",
                "扫码来件",
                Submission.objects.visible_to,
                "stations:submission",
                taking_in.dates_moved,
            )
        )
        registry.register(
            registry.Subject(
                "rosterday",
                "接待日",
                RosterDay.objects.visible_to,
                "stations:roster-day",
                year_loaded=year_loaded,
            )
        )
        registry.register(
            registry.Subject(
                "reception",
                "接待登记",
                Reception.objects.visible_to,
                "stations:reception",
                # A signed sheet shows who came: it is opened with a reason, by its own door.
                opens_files=lambda case, seat: False,
            )
        )
