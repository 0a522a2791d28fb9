"""The API of version 1: each app's addresses, the stored schema and its pages."""

from django.urls import include, path
from drf_spectacular.views import SpectacularSwaggerSplitView

from core.api.stored_schema import StoredSchema

urlpatterns = [
    path("", include("accounts.api.urls")),
    path("", include("liaison.api.urls")),
    path("", include("deadlines.api.urls")),
    path("", include("notifications.api.urls")),
    path("", include("files.api.urls")),
    path("", include("stations.api.urls")),
    path("", include("suggestions.api.urls")),
    path("", include("reports.api.urls")),
    path("", include("spotchecks.api.urls")),
    path("", include("workbench.api.urls")),
    path("schema/", StoredSchema.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
]
