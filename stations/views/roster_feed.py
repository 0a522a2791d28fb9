"""日历订阅: the address is made here once; a phone fetches it without signing in."""

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import quotas
from accounts.idempotency import done, once
from accounts.public import public_page
from core.context import origin
from core.problems import TooOften
from stations.services import feeds
from stations.views.roster import tabs_of

# A phone asks a few times an hour; a guesser would need many more tries than that.
PER_NETWORK = 120
WINDOW = dt.timedelta(hours=1)


@require_http_methods(["GET", "POST"])
@never_cache
@once
def subscription(request: HttpRequest) -> HttpResponse:
    """The address is shown this once; a new one ends the old."""
    if not feeds.may_subscribe(request.seat):
        raise Http404
    url = ""
    if request.method == "POST":
        secret = feeds.new_address(request.seat)
        url = f"{settings.SITE_URL}{reverse('stations:ical', kwargs={'token': secret})}"
    page = render(
        request,
        "stations/roster_feed.html",
        {
            "tabs": tabs_of(request, "feed"),
            "url": url,
            "exists": feeds.has_address(request.seat),
        },
    )
    # The secret is stored nowhere, so a second sending makes a new address.
    return done(page) if request.method == "POST" else page


@require_POST
@once
def stop(request: HttpRequest) -> HttpResponse:
    if not feeds.may_subscribe(request.seat):
        raise Http404
    feeds.stop(request.seat)
    return redirect("stations:roster-feed")


@public_page
@require_GET
def ical(request: HttpRequest, token: str) -> HttpResponse:
    """What stands on a notice anyway: days, hours, places, deputies; nothing of any voter."""
    taken = quotas.take(f"ical:{origin().address}", PER_NETWORK, WINDOW)
    if not taken.allowed:
        raise TooOften("取日历的次数太多了，请过一会儿再取。", retry_after=taken.retry_after)
    body = feeds.feed(token)
    if body is None:
        raise Http404
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=900"
    response["Content-Disposition"] = 'inline; filename="reception-days.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response
