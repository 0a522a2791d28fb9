"""A child's guardian: who is asked, that he or she agrees, or why nobody was asked."""

import datetime as dt

from audit.services import perform
from core.problems import Invalid
from core.text import normal_name
from deadlines import services as deadlines
from liaison.models import Seat
from stations.choices import RECORD_GUARDIAN, AgeBand
from stations.models import Reception, ReceptionAddendum
from stations.services.guests import PRIVATE
from stations.workflow import VISIT


def start_asking(reception: Reception, *, by: Seat, on: dt.date) -> None:
    """What is written down of a child under 14 needs the guardian's consent (个人信息保护法
    art. 31): until one is on record, or why not, it stands among what waits."""
    asked = reception.guardian_name or reception.is_anonymous or reception.no_visitor
    if reception.visitor_age != AgeBand.MINOR or asked:
        return
    deadlines.open_(
        reception,
        kind=RECORD_GUARDIAN.code,
        owner=reception.station.keeper,
        from_on=on,
        scope=reception.scope(),
        label=f"{reception.number}未成年来访人",
        by=by,
    )


def record_guardian(
    reception: Reception,
    *,
    by: Seat,
    guardian_name: str = "",
    guardian_consents: bool = False,
    reason: str = "",
    version: int | None = None,
) -> Reception:
    """记监护人: the name and whether he or she agrees, or the reason why there is none."""
    name, why = normal_name(guardian_name), reason.strip()[:300]
    if not name and not why:
        words = "请填监护人的姓名；联系不上的，请写明原因。"
        raise Invalid(words, errors={"guardian_name": [words]})
    with perform(
        reception, "guardian", by=by, workflow=VISIT, version=version, private=PRIVATE
    ) as deed:
        case: Reception = deed.case
        case.guardian_name, case.guardian_consents = name, bool(name and guardian_consents)
        ReceptionAddendum.objects.create(
            reception=case, text=_said(case, why), by_name=by.person_name
        )
        deadlines.close(case, RECORD_GUARDIAN.code)
    return reception


def _said(case: Reception, why: str) -> str:
    """The name stays in its own column, where it is masked and can be taken out again."""
    if not case.guardian_name:
        return f"没有记下监护人：{why}"
    words = "已联系监护人，" + ("同意登记。" if case.guardian_consents else "没有表示同意登记。")
    return f"{words}{why}"
