"""What is undocumented fails: states, steps, kinds, settings, schedules, roles, models, links."""

import re
from io import StringIO
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from config.celery import app as celery
from core.problems import Problem
from deadlines.choices import kinds
from launcher.serve import DEMO_PASSWORD, DEMO_ROLES
from liaison.choices import Level, Role, Side, UnitKind
from spotchecks.workflow import SPOT_CHECK
from stations.choices import OpinionState, Route
from stations.workflow import LINKED, OPINION, VISIT
from stations.workflow.activities import ACTIVITY
from stations.workflow.merging import MERGE
from stations.workflow.public import SUBMISSION, VOTER
from stations.workflow.roster import ROSTER, ROSTER_CLOCK
from stations.workflow.stars import STARS
from suggestions.choices import AssignmentState, State, Tag
from suggestions.workflow import (
    PROMISE,
    PROMISE_RECALL,
    PUBLICATION,
    PUBLICATION_FATE,
    SUGGESTION,
)
from suggestions.workflow.key import KEY_ITEM
from suggestions.workflow.meetings import MEETING

ROOT = Path(settings.BASE_DIR)
DOCS = ROOT / "docs"
OURS = [name for name in settings.INSTALLED_APPS if (ROOT / name / "apps.py").exists()]
WORKFLOWS = {
    "suggestions": [SUGGESTION],
    "promises": [PROMISE, PROMISE_RECALL],
    "publication": [PUBLICATION, PUBLICATION_FATE],
    "assignment-meetings": [MEETING],
    "key-suggestions": [KEY_ITEM],
    "spot-checks": [SPOT_CHECK],
    "stations": [OPINION, LINKED],
    "activities": [ACTIVITY],
    "roster": [ROSTER, ROSTER_CLOCK],
    "public": [SUBMISSION, VOTER],
    "merge": [MERGE],
    "standards": [STARS],
}
SETTING = re.compile(r"\b(LIAISON_[A-Z_]+|DATABASE_URL|REDIS_URL)\b")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def coded(name: str) -> set[str]:
    """Words that a document writes as code: `assigned`."""
    return {
        word
        for piece in re.findall(r"`([^`\n]+)`", CODE.sub("", text(name)))
        for word in re.split(r"[^\w.-]+", piece)
    }


def pages() -> list[Path]:
    found = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "liaison" / "data" / "README.md"]
    return [page for page in found if page.exists()]


def settings_read() -> set[str]:
    """Every variable that the product or its launcher names."""
    files = [*(ROOT / "config").rglob("*.py"), *(ROOT / "launcher").rglob("*.py")]
    return {name for file in files for name in SETTING.findall(file.read_text())} | {"PORT"}


@pytest.mark.parametrize("page", WORKFLOWS)
def test_states_and_steps_are_described(page):
    known = coded(f"docs/domain/{page}.md")
    for workflow in WORKFLOWS[page]:
        assert set(workflow.labels) <= known
        assert set(workflow.steps) <= known
        for step in workflow.steps.values():
            assert step.label in text(f"docs/domain/{page}.md") or workflow is LINKED


def test_buttons_of_a_visit_are_described():
    assert set(VISIT.steps) <= coded("docs/domain/stations.md")


def test_states_carry_the_label_that_people_read():
    suggestions, stations = text("docs/domain/suggestions.md"), text("docs/domain/stations.md")
    glossary = text("docs/glossary.md")
    for code, label in State.choices:
        assert f"| {label} | `{code}` |" in suggestions
        assert f"| {label} | `{code}` |" in glossary
    for code, label in OpinionState.choices:
        assert f"| {label} | `{code}` |" in stations
        assert f"| {label} | `{code}` |" in glossary


def test_routes_are_described():
    for code, label in Route.choices:
        assert f"| {label} | `{code}` |" in text("docs/domain/stations.md")
        assert f"| {label} | `{code}` |" in text("docs/glossary.md")


def test_kinds_of_duty_are_described_with_their_days_and_source():
    """A number of days changed in code must be changed for the reader too."""
    units = {"months": "month", "days": "day", "working_days": "working day"}
    document = text("docs/domain/deadlines.md")
    for kind in kinds():
        row = next((line for line in document.splitlines() if f"| `{kind.code}` |" in line), None)
        assert row is not None, f"{kind.code} is not in docs/domain/deadlines.md"
        assert row.startswith(f"| {kind.label} |")
        assert f"| {kind.amount} {units[kind.unit]}{'s' * (kind.amount > 1)} |" in row
        assert f"| {', '.join(map(str, kind.reminders))} |" in row
        assert kind.source in row
        assert all(f"`{role}`" in row for role in kind.roles)


def test_settings_are_described():
    missing = settings_read() - coded("docs/operations/environment.md")
    assert not missing


def test_no_setting_is_described_that_nobody_reads():
    named = set(SETTING.findall(text("docs/operations/environment.md")))
    assert named <= settings_read()


def test_schedule_is_described():
    known = coded("docs/operations/schedule.md")
    for name, entry in celery.conf.beat_schedule.items():
        assert name in known
        assert entry["task"] in known


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "docs/architecture.md"])
def test_apps_are_described(name):
    assert set(OURS) <= coded(name)


@pytest.mark.parametrize("name", ["docs/glossary.md", "docs/domain/roles.md"])
def test_roles_are_described(name):
    assert {str(role) for role in Role} <= coded(name)
    assert all(role.label in text("docs/glossary.md") for role in Role)


def test_kinds_of_unit_are_described():
    assert {str(kind) for kind in UnitKind} <= coded("docs/domain/liaison.md")


@pytest.mark.parametrize("codes", [Level, Side, UnitKind, AssignmentState, Tag])
def test_codes_are_in_the_glossary(codes):
    assert {str(code) for code in codes} <= coded("docs/glossary.md")


def test_models_are_in_the_glossary():
    ours = {m.__name__ for m in apps.get_models() if m._meta.app_label in OURS}
    assert ours <= coded("docs/glossary.md")


def test_permissions_are_those_of_the_tables():
    """`python3 manage.py permissions_doc > docs/permissions.md` brings it up to date."""
    made = StringIO()
    call_command("permissions_doc", stdout=made)
    assert text("docs/permissions.md") == made.getvalue()


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for target in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, _ = unquote(target).partition("#")
        if path:
            assert (page.parent / path).exists(), f"{page.name} links to {target}"


def test_commands_are_described():
    """Of `manage.py` and of `make`."""
    files = ROOT.glob("*/management/commands/*.py")
    ours = {file.stem for file in files} - {"__init__"}
    assert ours <= coded("docs/operations/commands.md")
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    assert targets
    assert all(f"make {target}" in text("CONTRIBUTING.md") for target in targets | {"lock"})


def test_demo_sign_ins_are_described():
    for name in ("README.md", "README.zh-CN.md"):
        assert set(DEMO_ROLES) <= coded(name)
        assert DEMO_PASSWORD in coded(name)


def test_nouns_and_refusals_of_the_api_are_described():
    guide = coded("docs/api/guide.md")
    schema = yaml.safe_load(text("docs/api/openapi.yaml"))
    nouns = {path.removeprefix("/api/v1").split("/")[1] for path in schema["paths"]}
    assert nouns - {"schema", "docs"} <= guide
    for problem in subclasses(Problem):
        assert f"| {problem.status} | `/problems/{problem.slug}/` |" in text("docs/api/guide.md")


def subclasses(kind: type[Problem]) -> list[type[Problem]]:
    return [kind, *(one for child in kind.__subclasses__() for one in subclasses(child))]


def test_how_to_shelf_lists_every_page():
    shelf = text("docs/how-to/README.md")
    assert all(page.name in shelf for page in (DOCS / "how-to").glob("[!R]*.md"))


def test_pictures_are_small():
    for picture in (DOCS / "img").glob("*.png"):
        assert picture.stat().st_size <= 200_000, picture.name


@pytest.mark.parametrize("manual", sorted((DOCS / "user").glob("*.md")), ids=lambda m: m.stem)
def test_manuals_name_buttons_that_exist(manual, words_on_screen):
    """「…」 in a manual is what the screen says, to the letter."""
    for name in re.findall(r"「([^」]+)」", manual.read_text(encoding="utf-8")):
        assert name in words_on_screen, f"{manual.name}: no button says {name}"


@pytest.fixture(scope="module")
def words_on_screen() -> str:
    files = [*(ROOT / "templates").rglob("*.html")]
    for app in OURS:
        files += [f for f in (ROOT / app).rglob("*.py") if "tests" not in f.parts]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_a_manual_for_each_user():
    index = text("docs/user/README.md")
    for manual in (DOCS / "user").glob("*.md"):
        assert manual.name == "README.md" or manual.name in index
