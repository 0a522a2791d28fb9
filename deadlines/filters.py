"""What lists of duties can be narrowed by, on pages, in the API and in exports."""

import django_filters

from core.clock import today
from deadlines.choices import State
from deadlines.models import Deadline
from deadlines.querysets import DeadlineQuerySet

ALL = "all"


class DeadlineFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        choices=[*State.choices, (ALL, "全部")],
        method="by_state",
        label="状态",
        help_text="不填只列进行中的；也可以选已完成、已取消或全部",
    )
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

    def filter_queryset(self, queryset: DeadlineQuerySet) -> DeadlineQuerySet:
        """Those that run, unless others are asked for: they alone have an index in this order."""
        rows: DeadlineQuerySet = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data["state"] else rows.filter(state=State.OPEN)

    def by_state(self, rows: DeadlineQuerySet, name: str, value: str) -> DeadlineQuerySet:
        return rows if value == ALL else rows.filter(state=value)

    def by_late(self, rows: DeadlineQuerySet, name: str, value: bool) -> DeadlineQuerySet:
        return rows.late() if value else rows.exclude(state=State.OPEN, due_on__lt=today())
