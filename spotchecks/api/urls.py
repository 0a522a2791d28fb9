from django.urls import path

from spotchecks.api import views

urlpatterns = [
    path("spot-checks/", views.SpotChecks.as_view(), name="api_spot_checks"),
    path("spot-checks/<int:pk>/", views.SpotCheckView.as_view(), name="api_spot_check"),
    *[
        path(f"spot-checks/<int:pk>/{code}/", views.view_of(code), name=f"api_spot_check_{code}")
        for code in views.DEEDS
    ],
    path("spot-check-cases/<int:pk>/", views.SpotCaseView.as_view(), name="api_spot_case"),
    path(
        "spot-check-cases/<int:pk>/review/", views.SpotReview.as_view(), name="api_spot_case_review"
    ),
    path(
        "public/spot-checks/<str:code>/",
        views.PublishedDrawView.as_view(),
        name="api_public_spot_check",
    ),
]
