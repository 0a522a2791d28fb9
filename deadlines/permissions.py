"""Who settles the rules of a congress."""

from liaison.choices import Role, UnitKind
from liaison.models import Seat


def may_set_rules(seat: Seat) -> bool:
    """The congress's own office: 代工委, or the presidium of a township congress."""
    if seat.unit.congress_id is None:
        return False
    return seat.role == Role.OFFICE or (
        seat.role == Role.PRESIDIUM and seat.unit.kind == UnitKind.PRESIDIUM
    )
