from django.urls import path

from stations.api import activities, roster, views, visits
from stations.api.deeds import SERVICES, IssueSlip, Reveal, view_of

urlpatterns = [
    *roster.urlpatterns,
    path("stations/", views.Stations.as_view(), name="api_stations"),
    path("stations/<int:pk>/", views.StationView.as_view(), name="api_station"),
    path("receptions/", views.Receptions.as_view(), name="api_receptions"),
    path("receptions/<int:pk>/", visits.ReceptionView.as_view(), name="api_reception"),
    path("receptions/<int:pk>/add/", visits.Correct.as_view(), name="api_reception_add"),
    path("receptions/<int:pk>/sheet/", visits.KeepSheet.as_view(), name="api_reception_sheet"),
    path(
        "receptions/<int:pk>/open-sheet/",
        visits.OpenSheet.as_view(),
        name="api_reception_open_sheet",
    ),
    path("receptions/<int:pk>/paper/", visits.VisitPaper.as_view(), name="api_reception_paper"),
    path("opinions/", views.Opinions.as_view(), name="api_opinions"),
    path("opinions/<int:pk>/", views.OpinionView.as_view(), name="api_opinion"),
    *[
        path(
            f"opinions/<int:pk>/{code.replace('_', '-')}/",
            view_of(code),
            name=f"api_opinion_{code}",
        )
        for code in SERVICES
    ],
    path("activities/", activities.Activities.as_view(), name="api_activities"),
    path("activities/<int:pk>/", activities.ActivityView.as_view(), name="api_activity"),
    *[
        path(
            f"activities/<int:pk>/{code.replace('_', '-')}/",
            activities.view_of(code),
            name=f"api_activity_{code}",
        )
        for code in activities.DEEDS
    ],
    path("opinions/<int:pk>/reveal/", Reveal.as_view(), name="api_opinion_reveal"),
    path("opinions/<int:pk>/issue-slip/", IssueSlip.as_view(), name="api_opinion_issue_slip"),
]
