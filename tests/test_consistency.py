"""What readers see is plain Chinese, and every template is used and holds no script."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from core.problems import Problem
from deadlines.choices import kinds
from launcher.paths import ROOT
from spotchecks.workflow import SPOT_CHECK
from stations.workflow import OPINION
from stations.workflow.activities import ACTIVITY
from stations.workflow.roster import ROSTER
from stations.workflow.stars import STARS
from suggestions.workflow import PROMISE, PUBLICATION, SUGGESTION
from suggestions.workflow.key import KEY_ITEM, KEY_MARK
from suggestions.workflow.meetings import MEETING

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CHINESE = "\u4e00-\u9fff"
# A comment, a tag, a variable, markup: nobody reads these.
HIDDEN = re.compile(
    r"\{#.*?#\}|\{% comment.*?endcomment %\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|<[^>]*>", re.S
)
# The frame of voters' pages without sign-in.
STANDING_READY = {"public_base.html"}


def name(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


def source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def words(path: Path) -> str:
    return HIDDEN.sub("\n", source(path))


FLOWS = (
    SUGGESTION,
    PROMISE,
    PUBLICATION,
    MEETING,
    SPOT_CHECK,
    OPINION,
    ACTIVITY,
    ROSTER,
    STARS,
    KEY_ITEM,
    KEY_MARK,
)


def labels() -> list[str]:
    found = [step.label for flow in FLOWS for step in flow.steps.values()]
    found += [step.not_ready for flow in FLOWS for step in flow.steps.values()]
    found += [label for flow in FLOWS for label in flow.labels.values()]
    found += [kind.label for kind in kinds()]
    found += [kind.title for kind in Problem.__subclasses__()]
    return [label for label in found if label]


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_compiles_and_holds_no_script(path):
    get_template(name(path))
    text = source(path)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "scripts are files"
    assert not re.search(r"\son[a-z]+=\"", text), "behaviour is bound by data- attributes"
    assert not re.search(r"\sstyle=\"", text), "looks are classes"
    assert "http://" not in text.replace("http://www.w3.org/", "")
    assert "https://" not in text


def test_every_template_is_used():
    """By a view, an include, an extends, or by Django itself; a folder may be named with a slot."""
    modules = [p for p in ROOT.rglob("*.py") if ".local" not in p.parts]
    everything = {p: source(p) for p in (*modules, *TEMPLATES)}
    unused = []
    for path in TEMPLATES:
        short = name(path)
        slot = short.rsplit("/", 1)[0] + "/{"
        if short.startswith(("django/", "errors/")) or short in STANDING_READY:
            continue
        rest = (text for other, text in everything.items() if other != path)
        if not any(f'"{short}"' in text or f"'{short}'" in text or slot in text for text in rest):
            unused.append(short)
    assert unused == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_words_on_a_page_are_chinese_as_it_is_printed(path):
    for line in words(path).splitlines():
        check(line)


def test_labels_and_refusals_are_chinese_as_it_is_printed():
    for label in labels():
        assert re.search(f"[{CHINESE}]", label), label
        check(label)


def check(line: str) -> None:
    """Chinese punctuation, no blank between Chinese and digits, no exclamation mark."""
    assert not re.search(f"[{CHINESE}][,;:?!]", line), f"half-width mark: {line.strip()}"
    assert "！" not in line, f"exclamation mark: {line.strip()}"
    assert not re.search(f"[{CHINESE}] +[0-9]|[0-9] +[{CHINESE}]", line), f"blank: {line.strip()}"
    assert not re.search(r"\d{4}-\d{2}-\d{2}", line), f"a date for machines: {line.strip()}"
