from django.urls import path

from stations.api import (
    activities,
    closing,
    codes,
    kinds,
    matters,
    merging,
    months,
    public,
    roster,
    searching,
    standards,
    submissions,
    views,
    visits,
)
from stations.api.deeds import SERVICES, IssueSlip, Reveal, view_of

urlpatterns = [
    *closing.urlpatterns,
    *codes.urlpatterns,
    *kinds.urlpatterns,
    *merging.urlpatterns,
    *roster.urlpatterns,
    path("stations/", views.Stations.as_view(), name="api_stations"),
    path("stations/<int:pk>/", views.StationView.as_view(), name="api_station"),
    path(
        "stations/<int:pk>/months/<str:month>/",
        months.StationMonth.as_view(),
        name="api_station_month",
    ),
    path(
        "stations/<int:pk>/standard/",
        standards.StandardOfStation.as_view(),
        name="api_station_standard",
    ),
    path("star-applications/", standards.StarApplications.as_view(), name="api_stars"),
    path("star-applications/<int:pk>/", standards.StarView.as_view(), name="api_star"),
    *[
        path(
            f"star-applications/<int:pk>/{code.replace('_', '-')}/",
            standards.view_of(code),
            name=f"api_star_{code}",
        )
        for code in standards.DEEDS
    ],
    path("receptions/", views.Receptions.as_view(), name="api_receptions"),
    path("receptions/<int:pk>/", visits.ReceptionView.as_view(), name="api_reception"),
    path("receptions/<int:pk>/add/", visits.Correct.as_view(), name="api_reception_add"),
    path("receptions/<int:pk>/guardian/", visits.Guardian.as_view(), name="api_reception_guardian"),
    path("receptions/<int:pk>/sheet/", visits.KeepSheet.as_view(), name="api_reception_sheet"),
    path(
        "receptions/<int:pk>/open-sheet/",
        visits.OpenSheet.as_view(),
        name="api_reception_open_sheet",
    ),
    path("receptions/<int:pk>/paper/", visits.VisitPaper.as_view(), name="api_reception_paper"),
    path("opinions/", views.Opinions.as_view(), name="api_opinions"),
    path("opinions/search/", searching.OpinionSearch.as_view(), name="api_opinions_search"),
    path("opinions/similar/", matters.Similar.as_view(), name="api_opinions_similar"),
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
    # Without an account
    path("public/stations/<slug:code>/", public.Station.as_view(), name="api_public_station"),
    path("public/opinions/", public.Submit.as_view(), name="api_public_submit"),
    path("public/opinions/follow/", public.Follow.as_view(), name="api_public_follow"),
    path("public/opinions/answer/", public.Answer.as_view(), name="api_public_answer"),
    path("public/opinions/rate/", public.Rate.as_view(), name="api_public_rate"),
    path("public/opinions/withdraw/", public.Withdraw.as_view(), name="api_public_withdraw"),
    # What came in by it
    path("submissions/", submissions.Submissions.as_view(), name="api_submissions"),
    path("submissions/refuse/", submissions.RefuseMany.as_view(), name="api_submissions_refuse"),
    path("submissions/<int:pk>/", submissions.SubmissionView.as_view(), name="api_submission"),
    path(
        "submissions/<int:pk>/accept/",
        submissions.Accept.as_view(),
        name="api_submission_accept",
    ),
    path(
        "submissions/<int:pk>/refuse/",
        submissions.Refuse.as_view(),
        name="api_submission_refuse",
    ),
    path(
        "submissions/<int:pk>/forget/",
        submissions.Forget.as_view(),
        name="api_submission_forget",
    ),
    path("submissions/<int:pk>/look/", submissions.Look.as_view(), name="api_submission_look"),
]
