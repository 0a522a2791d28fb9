"""Pages at /, the API at /api/v1/."""

from django.urls import include, path

from deadlines.views import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/", include("config.api")),
    path("", include("accounts.urls")),
    path("", include("files.urls")),
    path("notifications/", include("notifications.urls")),
    path("deadlines/", include("deadlines.urls")),
    path("", include("liaison.urls")),
    path("", include("stations.urls")),
    path("suggestions/", include("suggestions.urls")),
    path("figures/", include("reports.urls")),
    path("", include("spotchecks.urls")),
    path("", include("workbench.urls")),
]

handler400 = "core.errors.bad_request"
handler403 = "core.errors.forbidden"
handler404 = "core.errors.not_found"
handler500 = "core.errors.server_error"
