"""Pages of stations; parts that answer while somebody types end in a verb-less noun."""

from django.urls import path

from stations.urls_roster import urlpatterns as roster_pages
from stations.views import activities, deeds, opinions, partials, receptions, registry, visits

app_name = "stations"
urlpatterns = [
    *roster_pages,
    path("receptions/", receptions.receptions, name="receptions"),
    path("receptions/new/", receptions.new, name="reception-new"),
    path("receptions/daily/", receptions.daily, name="daily"),
    path("receptions/handling/", partials.handling, name="handling"),
    path("receptions/returning/", partials.returning, name="returning"),
    path("receptions/similar/", partials.similar, name="similar"),
    path("receptions/deputies/", partials.deputies, name="deputies"),
    path("receptions/<int:pk>/", receptions.reception, name="reception"),
    path("receptions/<int:pk>/print/", receptions.paper, name="reception-print"),
    path("receptions/daily/<slug:form>/", visits.register, name="daily-paper"),
    path("receptions/<int:pk>/add/", visits.correct, name="reception-add"),
    path("receptions/<int:pk>/sheet/", visits.sheet, name="reception-sheet"),
    path("receptions/<int:pk>/sheet/<uuid:token>/", visits.open_scan, name="reception-scan"),
    path("receptions/<int:pk>/paper/<slug:form>/", visits.paper, name="reception-paper"),
    path(
        "receptions/<int:pk>/paper/<slug:form>/whole/",
        visits.whole_paper,
        name="reception-paper-whole",
    ),
    path("receptions/<int:pk>/slips/", receptions.slips, name="slips"),
    path("receptions/<int:pk>/reveal/", deeds.reveal_reception, name="reception-reveal"),
    path("opinions/", opinions.opinions, name="opinions"),
    path("opinions/export/", opinions.export, name="opinions-export"),
    path("opinions/<int:pk>/", opinions.opinion, name="opinion"),
    path("opinions/<int:pk>/<slug:deed>/", deeds.deed, name="opinion-deed"),
    path("stations/", registry.stations, name="stations"),
    path("stations/new/", registry.found, name="station-new"),
    path("stations/<int:pk>/", registry.station, name="station"),
    path("stations/<int:pk>/change/", registry.change, name="station-change"),
    path("stations/<int:pk>/attach/", registry.attach, name="station-attach"),
    path("stations/<int:pk>/detach/<int:deputy>/", registry.detach, name="station-detach"),
    # Activities
    path("activities/", activities.activities, name="activities"),
    path("activities/new/", activities.plan, name="activity-new"),
    path("activities/<int:pk>/", activities.activity, name="activity"),
    path("activities/<int:pk>/change/", activities.change, name="activity-change"),
    path("activities/<int:pk>/paper/<str:form>/", activities.paper, name="activity-paper"),
    path(
        "activities/<int:pk>/people/<int:person>/",
        activities.take_out,
        name="activity-take-out",
    ),
    path("activities/<int:pk>/<slug:deed>/", activities.deed, name="activity-deed"),
]
