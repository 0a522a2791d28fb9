"""Pages of reception days."""

from django.urls import path

from stations.views import roster, roster_feed, roster_plan

urlpatterns = [
    path("roster/", roster.roster, name="roster"),
    path("roster/year/", roster_plan.year, name="roster-year"),
    path("roster/generate/", roster_plan.generate, name="roster-generate"),
    path("roster/coverage/", roster_plan.covered, name="roster-coverage"),
    path("roster/feed/", roster_feed.subscription, name="roster-feed"),
    path("roster/feed/stop/", roster_feed.stop, name="roster-feed-stop"),
    path("roster/stations/<int:station>/", roster_plan.station_patterns, name="roster-patterns"),
    path("roster/stations/<int:station>/new/", roster_plan.new_pattern, name="roster-pattern-new"),
    path(
        "roster/stations/<int:station>/generate/",
        roster_plan.generate_one,
        name="roster-generate-one",
    ),
    path("roster/stations/<int:station>/extra/", roster.extra, name="roster-extra"),
    path("roster/patterns/<int:pk>/", roster_plan.pattern, name="roster-pattern"),
    path("roster/patterns/<int:pk>/end/", roster_plan.end_pattern, name="roster-pattern-end"),
    path("roster/<int:pk>/", roster.day, name="roster-day"),
    path("roster/<int:pk>/poster/<str:form>/", roster.poster_paper, name="roster-poster"),
    path("roster/<int:pk>/<slug:deed>/", roster.deed, name="roster-deed"),
    path("ical/<str:token>.ics", roster_feed.ical, name="ical"),
]
