"""节假日: which days are off and which weekends are worked, year by year."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from liaison.choices import DayKind, Role
from liaison.models import CalendarYear


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    seat = request.seat
    years = CalendarYear.objects.order_by("-year", "region_id").select_related("region")
    tables = [
        {
            "year": year,
            "off": [day for day in days if day.kind == DayKind.HOLIDAY],
            "worked": [day for day in days if day.kind == DayKind.MAKE_UP],
        }
        for year, days in (
            (year, sorted(year.days.all(), key=lambda day: day.day))
            for year in years.prefetch_related("days")
        )
    ]
    context = {"tables": tables, "may_load": seat.role == Role.ADMIN}
    return render(request, "liaison/calendar.html", context)
