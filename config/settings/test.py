"""The test suite: quick hashing, no manifest, everything else as in production."""

from config.settings.base import *  # noqa: F403

SECRET_KEY = "test-only-secret-key-of-sufficient-length-000000000000"  # noqa: S105
DEMO = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
# No collected files are needed: the finders serve them.
WHITENOISE_AUTOREFRESH = True
