"""A server that others reach: TLS in front, no demo, keys required."""

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import ALLOWED_HOSTS, PROXIES, SECRET_KEY

DEMO = False
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("LIAISON_SECRET_KEY must be set to at least 50 characters")
# The default names this machine alone: it is for trial, and no server is reached by it.
if not env.words("LIAISON_HOSTS") or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("LIAISON_HOSTS must name the hosts that this site answers to")

# A proxy nobody counted makes all callers one: thirty wrong passwords would close every door.
NO_PROXY = env.flag("LIAISON_NO_PROXY")
if PROXIES < 0 or (PROXIES > 0) == NO_PROXY:
    raise ImproperlyConfigured(
        "LIAISON_PROXIES must say how many proxies of ours stand in front (with nginx: 1); "
        "if there is none, leave it out, set LIAISON_NO_PROXY=1 and let the web process do TLS"
    )

# Without a proxy of ours anybody could write that header.
SECURE_PROXY_SSL_HEADER = None if NO_PROXY else ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-liaison_session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
