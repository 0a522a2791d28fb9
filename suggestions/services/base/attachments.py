"""Letters, scans and evidence: from the deed on, whoever sees the case may open them."""

from files import services as files
from files.models import StoredFile
from liaison.models import Seat
from suggestions.models import Promise, Suggestion


def attach(file: StoredFile | None, case: Suggestion | Promise, purpose: str, *, by: Seat) -> None:
    """Put an own upload under the case; `purpose` says to which deed it belongs."""
    if file is not None:
        files.attach(file, case, by=by, purpose=purpose)
