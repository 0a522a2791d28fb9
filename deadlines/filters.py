"""What lists of duties can be narrowed by, on pages, in the API and in exports."""

import django_filters

from core.clock import today
from deadlines.choices import State
from deadlines.models import Deadline
from deadlines.querysets import DeadlineQuerySet


class DeadlineFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=State.choices, help_text="进行中、已完成、已取消")
    late = django_filters.BooleanFilter(method="by_late", help_text="true 只看逾期没办完的")
    kind = django_filters.CharFilter(help_text="事项，例如 reply")
    owner_unit = django_filters.NumberFilter(field_name="owner_unit_id", help_text="责任单位")
    subject_type = django_filters.CharFilter(help_text="哪一类事，例如 suggestion")
    due_before = django_filters.DateFilter(
        field_name="due_on", lookup_expr="lte", help_text="这一天或以前到期"
    )
    due_after = django_filters.DateFilter(
        field_name="due_on", lookup_expr="gte", help_text="这一天或以后到期"
    )

    class Meta:
        model = Deadline
        fields: tuple[str, ...] = ()

    def by_late(self, rows: DeadlineQuerySet, name: str, value: bool) -> DeadlineQuerySet:
        return rows.late() if value else rows.exclude(state=State.OPEN, due_on__lt=today())
