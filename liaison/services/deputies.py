"""Deputies: one person, several mandates; suspended while the law says so, ended with a reason."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from audit.services import Actor, record
from core.clock import today
from core.display import cn_date
from core.pinyin import initials, sort_key
from core.problems import Conflict, Invalid
from core.text import is_phone, normal_name, normal_phone
from liaison.choices import EndReason
from liaison.models import Deputy, Division, Mandate, Suspension, Term
from liaison.services.editing import editing


def named(name: str) -> dict[str, Any]:
    """Everything that hangs on the name: U+00B7 inside, the original beside, the search keys."""
    normal = normal_name(name)
    return {
        "name": normal,
        "name_raw": name if name != normal else "",
        "initials": initials(normal),
        "sort_key": sort_key(normal)[:200],
    }


def _checked(name: str, phone: str) -> tuple[dict[str, Any], str]:
    errors = {}
    keys = named(name)
    if not keys["name"]:
        errors["name"] = ["请填写姓名。"]
    phone = normal_phone(phone)
    if phone and not is_phone(phone):
        errors["phone"] = ["电话号码位数不对，请填11位手机号，或带区号的座机。"]
    if errors:
        raise Invalid("请改正标出的内容。", errors=errors)
    return keys, phone


def create_deputy(
    *,
    name: str,
    by: Actor,
    gender: str = "",
    work: str = "",
    phone: str = "",
    home: Division | None = None,
    without_fixed_income: bool = False,
) -> Deputy:
    """A person; what makes a deputy is the mandate that is opened next."""
    keys, phone = _checked(name, phone)
    with transaction.atomic():
        deputy = Deputy.objects.create(
            **keys,
            gender=gender,
            work=work.strip(),
            phone=phone,
            home=home,
            without_fixed_income=without_fixed_income,
        )
        record("deputy.create", by=by, label="登记代表", subject=deputy)
    return deputy


def update_deputy(
    deputy: Deputy,
    *,
    by: Actor,
    name: str,
    gender: str = "",
    work: str = "",
    phone: str = "",
    home: Division | None = None,
    without_fixed_income: bool = False,
    version: int | None = None,
) -> Deputy:
    """Correct a person's particulars; the audit keeps that the phone changed, not the number."""
    keys, phone = _checked(name, phone)
    with editing(
        deputy,
        "deputy.update",
        by=by,
        label="修改代表信息",
        version=version,
        private=("phone", "initials", "sort_key"),
    ) as row:
        for key, value in keys.items():
            setattr(row, key, value)
        row.gender, row.work, row.phone = gender, work.strip(), phone
        row.home, row.without_fixed_income = home, without_fixed_income
    return deputy


def open_mandate(
    deputy: Deputy,
    *,
    term: Term,
    district: str,
    card_no: str,
    by: Actor,
    elected_in: Division | None = None,
    delegation: str = "",
    starts_on: dt.date | None = None,
) -> Mandate:
    """Elected, at the start of the term or by by-election in the middle of it."""
    starts_on = starts_on or term.starts_on
    _check_mandate(term, card_no, starts_on)
    if Mandate.objects.filter(deputy=deputy, term=term, ends_on=None).exists():
        words = f"{deputy.name}已经是{term}的代表，不用再登记。"
        raise Invalid(words, errors={"term": [words]})
    with transaction.atomic():
        try:
            with transaction.atomic():
                mandate = Mandate.objects.create(
                    deputy=deputy,
                    term=term,
                    district=district.strip(),
                    card_no=card_no.strip(),
                    elected_in=elected_in,
                    delegation=delegation.strip(),
                    starts_on=starts_on,
                )
        except IntegrityError as error:
            raise Conflict(f"刚有人登记过{deputy.name}的代表资格，请刷新后再看。") from error
        after = {"term": str(term), "district": mandate.district, "card_no": mandate.card_no}
        record("mandate.open", by=by, label="登记代表资格", subject=deputy, after=after)
    return mandate


def _check_mandate(term: Term, card_no: str, starts_on: dt.date, *, but: int | None = None) -> None:
    errors = {}
    same = Mandate.objects.filter(term=term, card_no=card_no.strip()).exclude(pk=but)
    holder = same.select_related("deputy").first()
    if holder is not None:
        errors["card_no"] = [f"{card_no.strip()}号已经是{holder.deputy.name}的代表证，请核对。"]
    if starts_on < term.starts_on:
        errors["starts_on"] = [f"本届从{cn_date(term.starts_on)}开始，起始日期不能更早。"]
    elif term.ends_on is not None and starts_on > term.ends_on:
        errors["starts_on"] = [f"本届到{cn_date(term.ends_on)}为止，起始日期不能更晚。"]
    if errors:
        raise Invalid("代表资格有误，请核对。", errors=errors)


def correct_mandate(
    mandate: Mandate,
    *,
    by: Actor,
    district: str,
    card_no: str,
    delegation: str = "",
    elected_in: Division | None = None,
    starts_on: dt.date | None = None,
) -> Mandate:
    """Mend what was written wrong; a move inside the county leaves the district as it is."""
    starts_on = starts_on or mandate.starts_on
    _check_mandate(mandate.term, card_no, starts_on, but=mandate.pk)
    fields = ("district", "card_no", "delegation", "elected_in_id")
    before = {name: getattr(mandate, name) for name in fields}
    with transaction.atomic():
        mandate.district, mandate.card_no = district.strip(), card_no.strip()
        mandate.delegation, mandate.elected_in = delegation.strip(), elected_in
        mandate.starts_on = starts_on
        mandate.save()
        record(
            "mandate.correct",
            by=by,
            label="更正代表资格",
            subject=mandate.deputy,
            before=before,
            after={name: getattr(mandate, name) for name in fields},
        )
    return mandate


def end_mandate(
    mandate: Mandate, *, on: dt.date, reason: str, by: Actor, words: str = ""
) -> Mandate:
    """代表法 art. 62. What the deputy handed in goes on, and the reply goes to the person."""
    with transaction.atomic():
        mandate = _lock(mandate)
        if on < mandate.starts_on:
            words = f"资格从{cn_date(mandate.starts_on)}开始，终止不能更早。"
            raise Invalid(words, errors={"on": [words]})
        mandate.ends_on, mandate.end_reason = on, EndReason(reason)
        mandate.save(update_fields=["ends_on", "end_reason"])
        mandate.suspensions.filter(ends_on=None).update(ends_on=max(on, mandate.starts_on))
        after = {"term": str(mandate.term), "ends_on": on.isoformat(), "reason": reason}
        record(
            "mandate.end",
            by=by,
            label="终止代表资格",
            subject=mandate.deputy,
            after=after,
            reason=words,
        )
    return mandate


def suspend(mandate: Mandate, *, on: dt.date, reason: str, by: Actor) -> Suspension:
    """暂停执行代表职务 (代表法 art. 61): no submitting while it lasts, the record stays."""
    with transaction.atomic():
        mandate = _lock(mandate)
        if mandate.suspensions.filter(ends_on=None).exists():
            raise Conflict(f"{mandate.deputy.name}的代表职务已经暂停，不用再办。")
        if on < mandate.starts_on:
            words = f"资格从{cn_date(mandate.starts_on)}开始，暂停不能更早。"
            raise Invalid(words, errors={"on": [words]})
        row = Suspension.objects.create(mandate=mandate, starts_on=on, reason=reason.strip())
        record(
            "mandate.suspend",
            by=by,
            label="暂停代表职务",
            subject=mandate.deputy,
            after={"term": str(mandate.term), "on": on.isoformat()},
            reason=reason,
        )
    return row


def resume(mandate: Mandate, *, on: dt.date, by: Actor) -> Suspension:
    """恢复执行代表职务: from the day on the deputy acts again."""
    with transaction.atomic():
        mandate = _lock(mandate)
        row = mandate.suspensions.filter(ends_on=None).first()
        if row is None:
            raise Conflict(f"{mandate.deputy.name}的代表职务没有暂停，请刷新后再看。")
        if on < row.starts_on:
            words = f"暂停从{cn_date(row.starts_on)}开始，恢复不能更早。"
            raise Invalid(words, errors={"on": [words]})
        row.ends_on = on
        row.save(update_fields=["ends_on"])
        after = {"term": str(mandate.term), "on": on.isoformat()}
        record("mandate.resume", by=by, label="恢复代表职务", subject=mandate.deputy, after=after)
    return row


def _lock(mandate: Mandate) -> Mandate:
    locked: Mandate = (
        Mandate.objects.select_for_update(of=("self",))
        .select_related("deputy", "term__congress")
        .get(pk=mandate.pk)
    )
    if locked.ends_on is not None:
        raise Conflict(f"{locked.deputy.name}的这一届代表资格已经终止，不能再改。")
    return locked


def may_submit(
    deputy: Deputy, day: dt.date | None = None, *, congress_id: int | None = None
) -> bool:
    """Holds a mandate that is in force and not suspended, in that congress if one is named."""
    mandates = deputy.mandates.able(day or today())
    if congress_id is not None:
        mandates = mandates.filter(term__congress_id=congress_id)
    return mandates.exists()
