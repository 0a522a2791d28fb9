from suggestions.views.keys.board import key_board
from suggestions.views.keys.deeds import key_item_deed, new_key_item
from suggestions.views.keys.page import key_item_page
from suggestions.views.keys.papers import key_item_paper, key_note_paper

__all__ = [
    "key_board",
    "key_item_deed",
    "key_item_page",
    "key_item_paper",
    "key_note_paper",
    "new_key_item",
]
