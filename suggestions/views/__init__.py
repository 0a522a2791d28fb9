from suggestions.views.archive import (
    archive_batch,
    archive_home,
    archive_preview,
    archive_volume,
    import_done,
    import_past,
    import_template,
    volume,
)
from suggestions.views.bulk import export, press_many
from suggestions.views.cards import cards
from suggestions.views.deeds import deed_page
from suggestions.views.detail import suggestion_page
from suggestions.views.drafting import new_suggestion
from suggestions.views.drafts import draft_autosave, draft_letter, draft_page
from suggestions.views.grounds import grounds
from suggestions.views.keys import (
    key_board,
    key_item_deed,
    key_item_page,
    key_item_paper,
    key_note_paper,
    new_key_item,
)
from suggestions.views.letters import contact_minutes, reply_letter
from suggestions.views.lists import suggestion_list
from suggestions.views.meetings import (
    meeting_add,
    meeting_deed,
    meeting_edit,
    meeting_list,
    meeting_new,
    meeting_page,
    meeting_paper,
    meeting_receipt,
    meeting_row,
    meeting_row_out,
)
from suggestions.views.parts import for_opinion, similar
from suggestions.views.prints import ledger, paper, paper_file, verdict_form
from suggestions.views.promises import (
    promise_deed,
    promise_export,
    promise_list,
    promise_page,
    promise_print,
)
from suggestions.views.publishing import (
    public_list,
    public_suggestion,
    publication_deed,
    publication_page,
)
from suggestions.views.series import letter_series
from suggestions.views.settling import classes, edit_classes, edit_rules, rules
from suggestions.views.versions import autosave, versions

__all__ = [
    "archive_batch",
    "archive_home",
    "archive_preview",
    "archive_volume",
    "autosave",
    "cards",
    "classes",
    "contact_minutes",
    "deed_page",
    "draft_autosave",
    "draft_letter",
    "draft_page",
    "edit_classes",
    "edit_rules",
    "export",
    "for_opinion",
    "grounds",
    "import_done",
    "import_past",
    "import_template",
    "key_board",
    "key_item_deed",
    "key_item_page",
    "key_item_paper",
    "key_note_paper",
    "ledger",
    "letter_series",
    "meeting_add",
    "meeting_deed",
    "meeting_edit",
    "meeting_list",
    "meeting_new",
    "meeting_page",
    "meeting_paper",
    "meeting_receipt",
    "meeting_row",
    "meeting_row_out",
    "new_key_item",
    "new_suggestion",
    "paper",
    "paper_file",
    "press_many",
    "promise_deed",
    "promise_export",
    "promise_list",
    "promise_page",
    "promise_print",
    "public_list",
    "public_suggestion",
    "publication_deed",
    "publication_page",
    "reply_letter",
    "rules",
    "similar",
    "suggestion_list",
    "suggestion_page",
    "verdict_form",
    "versions",
    "volume",
]
