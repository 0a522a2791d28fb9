"""The deeds on a suggestion. `services.accept(case, by=seat, …)`: each is atomic and audited."""

from suggestions.services.archive.batches import (
    Preview,
    Progress,
    Scope,
    close_scope,
    preview,
    progress_of,
    scope_for,
    scopes_of,
)
from suggestions.services.archive.deeds import archive, bound_for, unarchive, volume_file
from suggestions.services.archive.importing import import_past, import_template
from suggestions.services.base.summary import classes_of
from suggestions.services.handling.assigning import assign, reassign, recall
from suggestions.services.handling.delivering import note_opened, record_delivery
from suggestions.services.handling.extending import agree_extension, ask_extension, decide_extension
from suggestions.services.handling.numbering import next_number, series_of, set_series
from suggestions.services.handling.opinions import return_opinion
from suggestions.services.handling.reply_drafts import (
    check_reply,
    draft_reply,
    return_draft,
    save_draft,
)
from suggestions.services.handling.replying import recall_reply, reply
from suggestions.services.handling.returning import ask_return, decide_return
from suggestions.services.handling.sealing import add_scan
from suggestions.services.handling.working import (
    answer_press,
    give_co_opinion,
    log_contact,
    sign_for,
)
from suggestions.services.intake.denying import deny_cosign
from suggestions.services.intake.drafting import edit, start, submit
from suggestions.services.intake.grounds import grounds_of, retire_ground, save_ground
from suggestions.services.intake.merging import merge, unmerge
from suggestions.services.intake.review import UNCHANGED, accept, refuse, send_back
from suggestions.services.intake.signing import answer_cosign, invite
from suggestions.services.intake.splitting import PartOf, split
from suggestions.services.intake.withdrawing import answer_withdrawal, withdraw
from suggestions.services.leading.items import (
    CHOOSABLE,
    MOST_CASES,
    Candidate,
    decide_key,
    drop_key,
    edit_key,
    grounds_words,
    join_key,
    lead_key,
    name_key_committee,
    propose_key,
    units_of,
)
from suggestions.services.leading.key import make_key, name_leaders, press
from suggestions.services.leading.supervising import (
    MOST_PHOTOS,
    StepLine,
    Visit,
    answer_note,
    close_key,
    finish_key_step,
    plan_key,
    send_note,
    visit_key,
)
from suggestions.services.meetings.holding import Held, assign_rest, hold
from suggestions.services.meetings.planning import (
    call_meeting,
    cancel_meeting,
    edit_meeting,
    plan,
    put_in,
    take_out,
    waiting_for_meeting,
)
from suggestions.services.meetings.receipts import (
    Receipt,
    Signed,
    press_signing,
    receipts,
    shares_of,
    sign_all,
    sums_of,
)
from suggestions.services.meetings.routes import Route, read_routes, routes_of, theme_routes
from suggestions.services.promises.judging import rate_promise, study_promise
from suggestions.services.promises.keeping import (
    add_progress,
    carry_over,
    change_promise,
    not_kept,
    report_kept,
    strike_off,
)
from suggestions.services.promises.making import add_promise, asks_promise
from suggestions.services.publishing.copying import first_copy
from suggestions.services.publishing.reviewing import correct, decline, release, take_down
from suggestions.services.settling import (
    ClassLine,
    Scheme,
    schemes_of,
    set_classes,
    set_rule,
)
from suggestions.services.verdicts.asking import raters
from suggestions.services.verdicts.checking import follow_check, note_check
from suggestions.services.verdicts.coordinating import coordinate
from suggestions.services.verdicts.rating import rate, rate_again, study

__all__ = [
    "CHOOSABLE",
    "MOST_CASES",
    "MOST_PHOTOS",
    "UNCHANGED",
    "Candidate",
    "ClassLine",
    "Held",
    "PartOf",
    "Preview",
    "Progress",
    "Receipt",
    "Route",
    "Scheme",
    "Scope",
    "Signed",
    "StepLine",
    "Visit",
    "accept",
    "add_progress",
    "add_promise",
    "add_scan",
    "agree_extension",
    "answer_cosign",
    "answer_note",
    "answer_press",
    "answer_withdrawal",
    "archive",
    "ask_extension",
    "ask_return",
    "asks_promise",
    "assign",
    "assign_rest",
    "bound_for",
    "call_meeting",
    "cancel_meeting",
    "carry_over",
    "change_promise",
    "check_reply",
    "classes_of",
    "close_key",
    "close_scope",
    "coordinate",
    "correct",
    "decide_extension",
    "decide_key",
    "decide_return",
    "decline",
    "deny_cosign",
    "draft_reply",
    "drop_key",
    "edit",
    "edit_key",
    "edit_meeting",
    "finish_key_step",
    "first_copy",
    "follow_check",
    "give_co_opinion",
    "grounds_of",
    "grounds_words",
    "hold",
    "import_past",
    "import_template",
    "invite",
    "join_key",
    "lead_key",
    "log_contact",
    "make_key",
    "merge",
    "name_key_committee",
    "name_leaders",
    "next_number",
    "not_kept",
    "note_check",
    "note_opened",
    "plan",
    "plan_key",
    "press",
    "press_signing",
    "preview",
    "progress_of",
    "propose_key",
    "put_in",
    "rate",
    "rate_again",
    "rate_promise",
    "raters",
    "read_routes",
    "reassign",
    "recall",
    "recall_reply",
    "receipts",
    "record_delivery",
    "refuse",
    "release",
    "reply",
    "report_kept",
    "retire_ground",
    "return_draft",
    "return_opinion",
    "routes_of",
    "save_draft",
    "save_ground",
    "schemes_of",
    "scope_for",
    "scopes_of",
    "send_back",
    "send_note",
    "series_of",
    "set_classes",
    "set_rule",
    "set_series",
    "shares_of",
    "sign_all",
    "sign_for",
    "split",
    "start",
    "strike_off",
    "study",
    "study_promise",
    "submit",
    "sums_of",
    "take_down",
    "take_out",
    "theme_routes",
    "unarchive",
    "units_of",
    "unmerge",
    "visit_key",
    "volume_file",
    "waiting_for_meeting",
    "withdraw",
]
