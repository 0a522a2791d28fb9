"""承诺台账 on screen: the ledger with its sheet and print, one promise, its deeds."""

from suggestions.views.promises.deeds import promise_deed
from suggestions.views.promises.ledger import promise_export, promise_list, promise_print
from suggestions.views.promises.page import promise_page

__all__ = ["promise_deed", "promise_export", "promise_list", "promise_page", "promise_print"]
