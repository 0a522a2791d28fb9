"""Who merges stations: the deputy-work office of the county that keeps both."""

from liaison.choices import Role
from liaison.models import Seat
from stations.models import Station, StationMerge
from stations.permissions.cases import may_found, may_keep


def merges_any(seat: Seat) -> bool:
    """The office keeps the registry; the platform's administrator decides no merge."""
    return seat.role == Role.OFFICE and may_found(seat)


def may_merge(seat: Seat, old: Station, new: Station) -> bool:
    """The office of the one county in which both lie."""
    return merges_any(seat) and may_keep(seat, old) and may_keep(seat, new)


def may_reverse(seat: Seat, merge: StationMerge) -> bool:
    """Whoever may merge them may also put them back."""
    return may_merge(seat, merge.old, merge.new)


def carries(seat: object, case: object) -> bool:
    """A consequence of a merge, whose own table has asked who may."""
    return True
