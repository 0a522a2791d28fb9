"""Staff ask the voter who follows."""

from audit.services import name_of
from liaison.models import Seat
from stations import notices
from stations.models import Opinion, VoterQuestion
from stations.services import summary


def ask(opinion: Opinion, *, by: Seat, text: str, version: int | None = None) -> VoterQuestion:
    """问来访人: the voter reads it where the code is followed; no clock stops for it."""
    summary.require_words(text=(text, "请写下要问来访人的话。"))
    with summary.deed_on(opinion, "ask", by=by, version=version) as deed:
        row = VoterQuestion.objects.create(
            opinion=deed.case, text=text.strip()[:300], asked_by_name=name_of(by)
        )
        event = summary.happened(deed.case, "ask", "向来访人提问", by=by, note=row.text)
        notices.told_station(deed.case, event, by=by)
    return row
