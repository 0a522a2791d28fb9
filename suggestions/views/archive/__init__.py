from suggestions.views.archive.batches import (
    archive_batch,
    archive_home,
    archive_preview,
    archive_volume,
)
from suggestions.views.archive.imports import import_done, import_past, import_template
from suggestions.views.archive.volume import volume

__all__ = [
    "archive_batch",
    "archive_home",
    "archive_preview",
    "archive_volume",
    "import_done",
    "import_past",
    "import_template",
    "volume",
]
