"""A server that others reach: TLS in front, no demo, keys required."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403
from config.settings.base import ALLOWED_HOSTS, SECRET_KEY

DEMO = False
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("LIAISON_SECRET_KEY must be set to at least 50 characters")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("LIAISON_HOSTS must name the hosts that this site answers to")

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-liaison_session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
