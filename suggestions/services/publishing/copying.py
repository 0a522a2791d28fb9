"""The public copy: without phones, identity numbers, addresses and the names of voters."""

import re
from collections.abc import Mapping
from itertools import chain

from core.problems import Invalid
from core.text import without_addresses, without_contacts
from liaison.models import Deputy
from stations.models import Opinion, Reception
from stations.services.visitors import contact_of
from suggestions.models import Publication, Suggestion

PARTS = ("title", "problem", "proposal", "answer")


def first_copy(publication: Publication) -> dict[str, str]:
    """What the office starts from; it reads and edits it before anybody else sees it."""
    case = publication.suggestion
    texts = {
        "title": case.title,
        "problem": case.problem,
        "proposal": case.proposal,
        "answer": publication.reply.text,
    }
    people, places = _known(case)
    return {name: _cleaned(text, people, places) for name, text in texts.items()}


def _cleaned(text: str, people: list[str], places: list[str]) -> str:
    for place in places:
        text = text.replace(place, "（地址略）")
    for name in people:
        text = text.replace(name, f"{name[0]}某")
    return without_addresses(without_contacts(text))


def require_clean(case: Suggestion, texts: Mapping[str, str]) -> None:
    """Nothing by which a voter or a deputy is reached goes out (个人信息保护法 art. 25)."""
    people, places = _known(case)
    for field, text in texts.items():
        if any(name in text for name in people):
            refusal = "公开稿里还有来访群众的姓名，请改掉再公开。"
        elif without_contacts(text) != text:
            refusal = "公开稿里还有电话或身份证号码，请去掉再公开。"
        elif any(place in text for place in places) or without_addresses(text) != text:
            refusal = "公开稿里还有住址，请去掉再公开。"
        else:
            continue
        raise Invalid(refusal, errors={field: [refusal]})


def _known(case: Suggestion) -> tuple[list[str], list[str]]:
    """Everybody who came with the opinions it took up, and where they live; longest first."""
    rows = Opinion.objects.filter(suggestion_links__suggestion=case).select_related("reception")
    people = [contact_of(opinion).name for opinion in rows]
    visits = [opinion.reception for opinion in rows if opinion.reception is not None]
    people += chain.from_iterable(map(_of_visit, visits))
    signers = Deputy.objects.filter(cosignatures__suggestion=case).values_list("name", flat=True)
    known = {name.strip() for name in people} - {case.lead.name, *signers}
    places = {visit.visitor_address.strip() for visit in visits}
    return _longest([name for name in known if len(name) > 1]), _longest(list(places - {""}))


def _of_visit(visit: Reception) -> list[str]:
    return [visit.guardian_name, *re.split(r"[\s、，,;；]+", visit.companions)]


def _longest(words: list[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)
