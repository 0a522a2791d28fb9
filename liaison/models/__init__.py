from liaison.models.calendar import CalendarDay, CalendarYear
from liaison.models.congress import Congress, Session, Term
from liaison.models.deputy import Deputy, DeputyGroup, GroupMember, Mandate, Suspension
from liaison.models.division import Division
from liaison.models.invitation import Invitation
from liaison.models.scope import Scoped
from liaison.models.seat import Seat
from liaison.models.stand_in import StandIn
from liaison.models.unit import Unit, UnitName

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "Congress",
    "Deputy",
    "DeputyGroup",
    "Division",
    "GroupMember",
    "Invitation",
    "Mandate",
    "Scoped",
    "Seat",
    "Session",
    "StandIn",
    "Suspension",
    "Term",
    "Unit",
    "UnitName",
]
