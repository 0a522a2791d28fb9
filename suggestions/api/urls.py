from django.urls import path

from suggestions.api import archive, key_items, meetings, promises, publications, views
from suggestions.api.deeds import SERVICES, view_of
from suggestions.api.grounds import Ground, Grounds
from suggestions.api.letters import LetterSeriesView

urlpatterns = [
    path("refusal-grounds/", Grounds.as_view(), name="api_refusal_grounds"),
    path("refusal-grounds/<int:pk>/", Ground.as_view(), name="api_refusal_ground"),
    path("archive-batches/", archive.ArchiveBatches.as_view(), name="api_archive_batches"),
    path("archive-batches/preview/", archive.ArchivePreview.as_view(), name="api_archive_preview"),
    path("archive-batches/import/", archive.PastImport.as_view(), name="api_archive_import"),
    path("archive-batches/<int:pk>/", archive.ArchiveBatchView.as_view(), name="api_archive_batch"),
    path("letter-series/", LetterSeriesView.as_view(), name="api_letter_series"),
    path("suggestions/", views.Suggestions.as_view(), name="api_suggestions"),
    path("suggestions/<int:pk>/", views.SuggestionView.as_view(), name="api_suggestion"),
    path(
        "suggestions/<int:pk>/timeline/",
        views.SuggestionTimeline.as_view(),
        name="api_suggestion_timeline",
    ),
    path(
        "suggestions/<int:pk>/versions/",
        views.SuggestionVersions.as_view(),
        name="api_suggestion_versions",
    ),
    path(
        "suggestions/<int:pk>/volume/",
        archive.SuggestionVolume.as_view(),
        name="api_suggestion_volume",
    ),
    *[
        path(
            f"suggestions/<int:pk>/{code.replace('_', '-')}/",
            view_of(code),
            name=f"api_suggestion_{code}",
        )
        for code in SERVICES
    ],
    *meetings.routes(),
    *promises.routes(),
    *publications.routes(),
    *key_items.key_routes(),
]
