"""The front door with the demo's cards, and the first administrator's page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.public import public_page
from accounts.services import is_empty
from accounts.views import SignIn
from liaison.choices import UNIT_ROLES, Role, Side
from liaison.models import Seat
from liaison.services.seats import demo_seats

# Demo sign-ins have the role's name; icon and what that person comes for.
CARDS: dict[str, tuple[str, str]] = {
    "clerk": ("edit", "登记来访，分办意见，回复群众"),
    "deputy": ("user-star", "看我的建议走到哪一步，评价答复"),
    "office": ("rubber-stamp", "审核、编号、交办、催办"),
    "leader": ("flag-3", "我督办和领办的重点建议，等我决定的事"),
    "mayor": ("chart-bar", "政府一方领办的重点建议"),
    "unit": ("building", "签收、沟通、答复"),
    "govoffice": ("building-bank", "裁定退办，改转群众意见，催办督查"),
    "presidium": ("map-pin", "乡镇的意见分办，本级建议办理"),
    "committee": ("eye", "本领域重点建议的督办"),
    "head": ("users", "看全站，登记、分办、回复群众"),
    "secretariat": ("clipboard-text", "看大会期间收到的建议"),
    "admin": ("settings", "单位、人员、届次、节假日"),
}


class Entrance(SignIn):
    def get(self, request: HttpRequest) -> HttpResponse:
        if not settings.DEMO and is_empty():
            return redirect("setup")
        return super().get(request)

    def more(self, request: HttpRequest) -> dict[str, Any]:
        return {"demo": settings.DEMO, "demo_roles": demo_cards() if settings.DEMO else []}


def demo_cards() -> list[dict[str, str]]:
    """One card for each demo sign-in that has an open post, in the order of CARDS."""
    seats = {seat.user.login: seat for seat in demo_seats(CARDS)}
    cards = []
    for login, (icon, text) in CARDS.items():
        if seat := seats.get(login):
            cards.append(
                {
                    "login": login,
                    "icon": icon,
                    "title": f"{_post(seat)} {seat.user.name}",
                    "text": text,
                }
            )
    return cards


def _post(seat: Seat) -> str:
    """What tells the cards apart: the unit of those who handle, a leader's own title."""
    if seat.role in UNIT_ROLES:
        return f"承办单位 {seat.unit.short_name}"
    if seat.role == Role.LEADER and seat.side != Side.CONGRESS:
        return seat.label
    return str(seat.get_role_display())


sign_in = public_page(Entrance.as_view())
