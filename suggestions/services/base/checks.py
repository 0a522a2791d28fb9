"""What a deed must be told: each refusal names its field and says what to do."""

import datetime as dt
from typing import Any

from core.clock import today
from core.display import cn_date
from core.problems import Invalid
from core.text import is_phone, normal_phone
from liaison.choices import HANDLER_KINDS
from liaison.models import Deputy, Mandate, Seat, Unit
from suggestions.choices import Given


def refuse(field: str, words: str) -> Invalid:
    return Invalid(words, errors={field: [words]})


def require_words(**fields: tuple[Any, str]) -> None:
    """name=(value, sentence): each must hold more than blanks."""
    errors = {name: [words] for name, (value, words) in fields.items() if not str(value).strip()}
    if errors:
        raise Invalid(next(iter(errors.values()))[0], errors=errors)


def require_choice(field: str, value: str, choices: Any) -> None:
    if value not in set(choices.values):
        labels = "、".join(str(label) for label in choices.labels)
        raise refuse(field, f"请在{labels}中选一个。")


def day_of_deed(day: dt.date | None, *, since: dt.date | None = None, field: str = "on") -> dt.date:
    """Today, or an earlier day that is entered late; never a coming one."""
    day = day or today()
    if day > today():
        raise refuse(field, "日期在今天之后，请核对。")
    if since is not None and day < since:
        raise refuse(field, f"日期早于{cn_date(since)}，请核对。")
    return day


def checked_phone(value: str) -> str:
    phone = normal_phone(value)
    if not is_phone(phone):
        raise refuse("contact_phone", "请填写联系电话，手机11位，固定电话带区号。")
    return phone


def mandate_of(
    deputy: Deputy, congress_id: int | None, *, field: str = "lead", day: dt.date | None = None
) -> Mandate:
    """In office in this congress and not suspended (代表法 arts. 61, 62)."""
    mandate: Mandate | None = (
        Mandate.objects.in_force(day)
        .filter(deputy=deputy, term__congress_id=congress_id or 0)
        .select_related("term", "elected_in")
        .order_by("-starts_on")
        .first()
    )
    if mandate is None:
        raise refuse(field, f"{deputy.name}现在不是这一级人大的代表，请另选代表。")
    if not Mandate.objects.able(day).filter(pk=mandate.pk).exists():
        raise refuse(field, f"{deputy.name}正在暂停执行代表职务，恢复以后才能办这一步。")
    return mandate


def require_handler(unit: Unit, field: str, congress_id: int | None) -> None:
    """An open body that may be given a case of this congress; a merged one names its successor."""
    if unit.closed_on is not None and unit.closed_on <= today():
        heir = unit.successor
        hint = f"，工作由「{heir.name}」承接，请选它" if heir else "，请另选单位"
        raise refuse(field, f"「{unit.name}」已经撤销{hint}。")
    if unit.kind not in HANDLER_KINDS or unit.congress_id is None:
        raise refuse(field, f"「{unit.name}」不是承办单位，请另选单位。")
    if unit.congress_id != congress_id and unit.kind in {"department", "government_office"}:
        raise refuse(field, f"「{unit.name}」不归这一级人大交办，请另选单位。")


def check_given(by: Seat, given: str, scan: Any, *, is_own: bool) -> tuple[str, str]:
    """How a deputy's word reached us: online by the deputy, on paper (with the scan) or by phone.

    Returns the way and the name of the person who entered it.
    """
    if is_own:
        return Given.ONLINE, ""
    if given not in {Given.PAPER, Given.PHONE}:
        raise refuse("given", "代录时请注明代表是书面还是电话告知的。")
    if given == Given.PAPER and scan is None:
        raise refuse("scan", "请附上代表书面意见的扫描件或照片。")
    return given, by.person_name
