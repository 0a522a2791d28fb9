"""Signs a person in by login name or phone."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from accounts.models import User
from accounts.services import find_person


class NameOrPhone(BaseBackend):
    """Unknown name, wrong password and closed account look and last the same."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        # Whoever must wait is turned away before this: such a try says nothing of any password.
        if request is not None:
            request.password_compared = True  # type: ignore[attr-defined]
        person = find_person(username or "")
        if person is None:
            make_password(password or "")
            return None
        right = person.check_password(password or "")
        return person if right and may_sign_in(person) else None

    def get_user(self, user_id: int) -> User | None:
        person = User.objects.filter(pk=user_id).first()
        return person if person is not None and may_sign_in(person) else None


def may_sign_in(person: User) -> bool:
    """Demo accounts do not exist outside demo mode."""
    return person.is_active and (settings.DEMO or not person.is_demo)
