from django.apps import AppConfig


class LiaisonConfig(AppConfig):
    name = "liaison"
    verbose_name = "机构与人员"

    def ready(self) -> None:
        # Models exist only now.
        from liaison.calendar import is_office_day  # noqa: PLC0415
        from liaison.services.stand_ins import STANDING  # noqa: PLC0415
        from notifications.services import also_tell, wait_for_office_days  # noqa: PLC0415

        also_tell(STANDING)
        wait_for_office_days(is_office_day)
