"""What the typed run needs from the product: static files, and a clerk's session."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command

from liaison.choices import Role
from liaison.models import Seat
from liaison.services.seats import CHOSEN
from stations.models import Station


def main() -> dict[str, str]:
    call_command("collectstatic", interactive=False, verbosity=0)
    station = Station.objects.filter(closed_on=None).order_by("id")[0]
    seat = Seat.objects.open().filter(unit_id=station.unit_id, role=Role.CLERK)[0]
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(seat.user_id)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = seat.user.get_session_auth_hash()
    session[CHOSEN] = seat.pk
    session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key}
