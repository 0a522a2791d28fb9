"""Who came to a station, as far as the person wished to say."""

from dataclasses import dataclass, fields

from core.problems import Invalid
from core.text import normal_name, normal_phone, phone_fault
from liaison.models import Division
from stations.choices import OwnVoter

# Stays out of the audit, from which nothing can be taken away again.
PRIVATE = (
    "visitor_name",
    "visitor_phone",
    "visitor_address",
    "visitor_workplace",
    "companions",
    "guardian_name",
)


@dataclass(frozen=True)
class Visitor:
    """Who came, as far as the person wished to say (信访工作条例 art. 23 excuses the rest)."""

    visitor_name: str = ""
    visitor_phone: str = ""
    visitor_gender: str = ""
    visitor_age: str = ""
    visitor_village: Division | None = None
    visitor_address: str = ""
    visitor_workplace: str = ""
    is_anonymous: bool = False
    own_voter: str = OwnVoter.UNKNOWN
    keep_secret: bool = False
    people: int = 1
    companions: str = ""
    no_visitor: bool = False
    guardian_name: str = ""
    guardian_consents: bool = False
    in_crisis: bool = False


def checked(guest: Visitor, *, matters: bool) -> Visitor:
    """Anonymous means no name and no phone; nobody came means nothing at all."""
    name, phone = normal_name(guest.visitor_name), normal_phone(guest.visitor_phone)
    errors: dict[str, list[str]] = {}
    if guest.no_visitor and (name or phone or matters):
        errors["no_visitor"] = ["勾了当日无人来访，就不用填来访人和问题；请去掉其中一边。"]
    elif guest.is_anonymous and (name or phone):
        errors["is_anonymous"] = ["勾了匿名，请不要再填姓名和电话；请去掉其中一边。"]
    elif not guest.no_visitor and not guest.is_anonymous and not name:
        errors["visitor_name"] = ["请填写来访人；不愿留名的请勾选匿名。"]
    if phone and (fault := phone_fault(phone)):
        errors["visitor_phone"] = [fault]
    if guest.people < 1:
        errors["people"] = ["人数至少是1。"]
    if not guest.no_visitor and not matters:
        errors["opinions"] = ["请至少记一个问题；当日无人来访请勾选。"]
    if errors:
        raise Invalid(next(iter(errors.values()))[0], errors=errors)
    kept = {item.name: getattr(guest, item.name) for item in fields(guest)}
    clean = {
        "visitor_name": name,
        "visitor_phone": phone,
        "guardian_name": normal_name(guest.guardian_name),
    }
    return Visitor(**kept | clean)
