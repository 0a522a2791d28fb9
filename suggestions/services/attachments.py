"""Letters and scans of a case: from the deed on, whoever sees the case may open them."""

from typing import Any

from files.models import StoredFile
from suggestions.models import Suggestion
from suggestions.services.checks import refuse


def attach(file: StoredFile | None, case: Suggestion, purpose: str, *, field: str = "scan") -> None:
    """Put an upload that belongs to nobody yet under the case; `purpose` says to which deed."""
    if file is None:
        return
    taken: Any = (file.subject_type, file.subject_id)
    if taken not in {("", None), ("suggestion", case.pk)}:
        raise refuse(field, "这份文件已经用在别处，请重新上传。")
    file.subject_type, file.subject_id, file.purpose = "suggestion", case.pk, purpose
    file.save(update_fields=["subject_type", "subject_id", "purpose"])
