"""What every installation shares; dev, test and production only narrow or loosen it."""

from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels

from config import env

BASE_DIR = env.BASE_DIR
HOME = env.home()
DEMO = env.flag("LIAISON_DEMO")

SECRET_KEY = env.secret_key()
DEBUG = False
ALLOWED_HOSTS = env.words("LIAISON_HOSTS", "127.0.0.1,localhost,[::1]")
# How many of our own proxies stand in front; only they are believed about the caller's address.
PROXIES = env.number("LIAISON_PROXIES", 0)
CSRF_TRUSTED_ORIGINS = env.words("LIAISON_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "rest_framework",
    "core",
    "audit",
    "accounts",
    "files",
    "notifications",
    "liaison",
    "deadlines",
    "stations",
    "suggestions",
    "spotchecks",
    "reports",
    "workbench",
    "demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.token_calls.ContentPolicy",
    "core.middleware.RequestContext",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.token_calls.Messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.token_calls.Htmx",
    "accounts.middleware.SessionRules",
    "liaison.middleware.ActingSeat",
    "core.middleware.RefusalsAsPages",
    "core.token_calls.Lockouts",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "workbench.context_processors.frame",
            ],
            "builtins": ["core.templatetags.liaison"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
MESSAGE_TAGS = {message_levels.ERROR: "refused"}

# One persistent connection a thread: opening one costs more than the query.
DATABASES = {
    "default": env.database(env.text("DATABASE_URL", "postgresql://liaison@127.0.0.1:5432/liaison"))
    | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
}
# Its token table is ours (accounts.ClientToken); a second one beside it would only hang on users.
MIGRATION_MODULES = {"knox": None}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "liaison",
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "global_keyprefix": "liaison:"}
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "media"
PAPER_FONTS = HOME / "fonts"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "files.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesBackend", "accounts.backends.NameOrPhone"]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.LongEnough"},
    {"NAME": "accounts.passwords.ThreeKinds"},
    {"NAME": "accounts.passwords.NotUsedBefore"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_NAME = "liaison_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.web.csrf_failure"
SESSION_IDLE_MINUTES = 30

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "accounts.views.locked_out"
AXES_ENABLE_ADMIN = False
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_USERNAME_FORM_FIELD = "username"
AXES_CLIENT_IP_CALLABLE = "accounts.devices.address"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "password"]
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

REST_KNOX = {
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_MODEL": "accounts.ClientToken",
    "AUTO_REFRESH": False,
}
KNOX_TOKEN_MODEL = "accounts.ClientToken"  # noqa: S105 the name of a model

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "liaison.api.authentication.BearerToken",
        "liaison.api.authentication.BrowserSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["core.api.renderers.JSON"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["core.api.filters.StrictFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "core.api.pagination.KeysetPages",
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.ProblemAutoSchema",
    "EXCEPTION_HANDLER": "core.api.errors.as_problem",
    "DEFAULT_THROTTLE_CLASSES": [],
    "NUM_PROXIES": PROXIES,
    "UNAUTHENTICATED_USER": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "代表联络站平台接口",
    "DESCRIPTION": "手机端和其他系统使用的接口。约定见 docs/api/guide.md。",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SORT_OPERATIONS": True,
    "ENUM_NAME_OVERRIDES": {
        "ActivityKind": "stations.choices.ActivityKind",
        "ActivityState": "stations.choices.ActivityState",
        "AttendeeRole": "stations.choices.AttendeeRole",
        "MergeState": "stations.choices.MergeState",
        "StarState": "stations.choices.StarState",
        "MoveKind": "stations.choices.MoveKind",
        "OpinionState": "stations.choices.OpinionState.choices",
        "DispositionState": "stations.choices.DispositionState.choices",
        "SuggestionState": "suggestions.choices.State.choices",
        "SpotCheckState": "spotchecks.choices.State.choices",
        "KeyState": "suggestions.choices.KeyState.choices",
        "VisitKind": "suggestions.choices.VisitKind.choices",
        "CheckResult": "suggestions.choices.CheckResult.choices",
        "DutyState": "deadlines.choices.State.choices",
        "RosterState": "stations.choices.RosterState.choices",
        "TurnState": "stations.choices.DutyState.choices",
        "PatternKind": "stations.choices.PatternKind.choices",
        "SubmissionState": "stations.choices.SubmissionState.choices",
        "Route": "stations.choices.Route.choices",
        "RouteOnward": "stations.api.inputs.ROUTES",
        "Satisfaction": "stations.choices.Satisfaction.choices",
        "Rating": "suggestions.choices.Rating",
        "Talked": "suggestions.choices.Talked",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.api.schema.add_problem",
    ],
}

# Map tiles: an address with {x}, {y}, {z}; empty, the map shows the places on plain paper.
TILES = env.text("LIAISON_TILES")
TILES_CREDIT = env.text("LIAISON_TILES_CREDIT")
TILE_HOST = env.origin_of(TILES)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *TILE_HOST],
        "style-src": [SELF],
        "script-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Mail is the first channel that leaves the building; without a host it goes to the log folder.
EMAIL_HOST = env.text("LIAISON_MAIL_HOST")
EMAIL_PORT = env.number("LIAISON_MAIL_PORT", 25)
EMAIL_HOST_USER = env.text("LIAISON_MAIL_USER")
EMAIL_HOST_PASSWORD = env.text("LIAISON_MAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("LIAISON_MAIL_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("LIAISON_MAIL_FROM", "liaison@localhost")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = HOME / "mail"
SITE_URL = env.text("LIAISON_URL", "http://127.0.0.1:8000")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "core.logs.JSONLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": "INFO"},
    "loggers": {
        "django.server": {"handlers": ["out"], "level": "INFO", "propagate": False},
        "axes": {"level": "WARNING"},
    },
}
# core.token_calls.Lockouts is the middleware that this check looks for by its name.
SILENCED_SYSTEM_CHECKS = ["axes.W002"]
