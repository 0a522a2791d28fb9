import django_filters
from django.db.models import QuerySet

from notifications.models import Notification


class NotificationFilter(django_filters.FilterSet):
    unread = django_filters.BooleanFilter(method="by_unread", help_text="true 只看未读的")
    kind = django_filters.CharFilter(help_text="种类，例如 reminder")

    class Meta:
        model = Notification
        fields: tuple[str, ...] = ()

    def by_unread(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(read_at__isnull=value)
