"""Which pages open without signing in; everything else asks for it."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def public_page(view: View) -> View:
    """Opens without signing in; put it outermost, or around `as_view()`."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def seatless_page(view: View) -> View:
    """Needs a signed-in person but no post: the own account, the password, signing out."""
    view.needs_no_seat = True  # type: ignore[attr-defined]
    return view


def first_password_page(view: View) -> View:
    """Stays open to somebody who must change the password first."""
    view.before_password_change = True  # type: ignore[attr-defined]
    return seatless_page(view)
