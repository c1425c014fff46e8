"""Every setting, in sections, from one strict environment (`env.py`; `deploy/env.sample` names each variable)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from config import enumerations, env, schedule, unseen

ROOT = Path(__file__).resolve().parents[2]

# ── Mode ────────────────────────────────────────────────────────────────────────────────────────────────────────
DEMO = env.flag("DEMO")
"""Demo data and its printed password exist only in this mode; it is refused together with a public host name."""
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text("SECRET_KEY", hint="Write 50 random characters, and keep them.")
DATA = env.folder("DATA", ROOT / ".gongkai")
"""Folder of the embedded database, the embedded broker and uploaded files."""

# ── Hosts ───────────────────────────────────────────────────────────────────────────────────────────────────────
BASE_DOMAIN = env.text("BASE_DOMAIN", "localhost")
"""A tenant lives at `<slug>.<BASE_DOMAIN>`."""
if DEMO and not env.is_local(BASE_DOMAIN):
    raise env.EnvironmentProblem(
        f"GONGKAI_DEMO is on, but GONGKAI_BASE_DOMAIN is {BASE_DOMAIN}: the demo's passwords are known to everybody, "
        "so it runs at localhost only. Write GONGKAI_DEMO=off."
    )
BASE_SCHEME = env.choice("BASE_SCHEME", "http" if DEMO else "https", ("http", "https"))
BASE_PORT = env.text("BASE_PORT", "")
"""Only where the public address carries a port, as in the demo."""
ALLOWED_HOSTS = [BASE_DOMAIN, f".{BASE_DOMAIN}", *env.listed("EXTRA_HOSTS")]
USE_X_FORWARDED_HOST = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None

# ── Applications ────────────────────────────────────────────────────────────────────────────────────────────────
SHARED_APPS = [
    "django_tenants",
    "tenants",
    "core",
    "core.audit",  # also in public: what platform operators do to tenants
    "core.commits",  # also in public: the calendar and the tenants' names are shown by every tenant
    "core.workdays",
    "django.contrib.contenttypes",
]
TENANT_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "core.audit",
    "core.closures",
    "core.commits",
    "core.files",
    "core.ledger",
    "core.notifications",
    "hierarchy",
    "accounts",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "catalogs",
    "rollouts",
    "obligations",
    "disclosures",
    "channels",
    "archives",
]
INSTALLED_APPS = [
    *SHARED_APPS,
    *[app for app in TENANT_APPS if app not in SHARED_APPS],
    "config",
    "frontend",
    "api",
    "mptt",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
]

# ── Database ────────────────────────────────────────────────────────────────────────────────────────────────────
# The runtime role owns nothing; `owner` migrates and provisions. Commands that do so set GONGKAI_AS_OWNER.
_RUNTIME = env.text("DATABASE_URL", hint="Write postgresql://user:password@host/name.")
_OWNER = env.text("DATABASE_OWNER_URL", _RUNTIME)
_COMMON: dict[str, Any] = {
    "ENGINE": "core.commits.database",  # that of django-tenants, which also counts commits
    "CONN_MAX_AGE": env.integer("CONN_MAX_AGE", 60),
    "CONN_HEALTH_CHECKS": True,
    "DISABLE_SERVER_SIDE_CURSORS": env.flag("POOLED"),
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_COMMON,
        **env.database(_OWNER if env.flag("AS_OWNER") else _RUNTIME, name="DATABASE_URL"),
    },
}
DATABASE_OWNER = env.database(_OWNER, name="DATABASE_OWNER_URL")
"""Where provisioning connects; never an alias of Django's, so that no request can use it by mistake."""
DATABASE_RUNTIME_ROLE = env.database(_RUNTIME, name="DATABASE_URL")["USER"]
UNSEEN_TABLES = unseen.TABLES
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TENANT_MODEL = "tenants.Tenant"
TENANT_DOMAIN_MODEL = "tenants.Domain"
TENANT_LIMIT_SET_CALLS = True
PG_EXTRA_SEARCH_PATHS = ["extensions"]
"""Extensions stand in one schema of their own, made by the owner."""
SKIP_PG_EXTRA_VALIDATION = True  # it would query the database while applications load; no tenant is named like this

# ── Requests ────────────────────────────────────────────────────────────────────────────────────────────────────
MIDDLEWARE = [
    "config.middleware.RequestContext",
    "config.health.Health",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.TenantByHost",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.SessionOfTenant",
    "config.middleware.CurrentActor",
    "frontend.account.gate.AccountGate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.Refusals",
]
ROOT_URLCONF = "config.urls"
PUBLIC_SCHEMA_URLCONF = "config.urls_platform"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.messages.context_processors.messages",
                "frontend.context.shell",
            ],
        },
    },
]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# ── People and sessions ─────────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if env.flag("TESTING"):
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests sign in hundreds of times
elif DEMO:
    PASSWORD_HASHERS = ["config.demo.hashing.DemoHasher"]  # known in this mode alone: its passwords open nothing else
LOGIN_URL = "account:sign_in"
LOGIN_REDIRECT_URL = "work:inbox"
LOGOUT_REDIRECT_URL = "portal:home"
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_NAME = "gk_session"
SESSION_COOKIE_DOMAIN = None  # host-only: a tenant's cookie is never sent to another tenant
SESSION_COOKIE_AGE = env.integer("SESSION_HOURS", 12, least=1) * 3600
SESSION_COOKIE_SECURE = BASE_SCHEME == "https"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
CSRF_FAILURE_VIEW = "frontend.errors.csrf_failure"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "accounts.signin.address_of"
AXES_DISABLE_ACCESS_LOG = True  # sign-ins stand in the trail
AXES_ENABLE_ADMIN = False
OTP_TOTP_ISSUER = "公开"

# ── Security ────────────────────────────────────────────────────────────────────────────────────────────────────
SECURE_SSL_REDIRECT = BASE_SCHEME == "https" and env.flag("SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 0 if BASE_SCHEME == "http" else env.integer("HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_SECONDS > 0
SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# ── Language and time ───────────────────────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "gk_language"
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# ── Files ───────────────────────────────────────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", DATA / "static")
MEDIA_ROOT = env.folder("MEDIA_ROOT", DATA / "files")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG or DEMO or env.flag("TESTING")
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        ),
    },
}
WHITENOISE_USE_FINDERS = DEBUG or DEMO or env.flag("TESTING")
"""Serve static files from where they lie: no step before the first page. Production collects them into STATIC_ROOT."""
ATTACHMENT_MAX_BYTES = env.integer("ATTACHMENT_MAX_MB", 20, least=1) * 1024 * 1024
IMPORT_MAX_BYTES = env.integer("IMPORT_MAX_MB", 20, least=1) * 1024 * 1024
DOWNLOADS_PER_HOUR = env.integer("DOWNLOADS_PER_HOUR", 30, least=1)
"""How often one address takes along the whole ledger, or all open data, in an hour."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# ── Cache ───────────────────────────────────────────────────────────────────────────────────────────────────────
_CACHE_URL = env.text("CACHE_URL", "")
_CACHE: dict[str, Any] = {
    "BACKEND": f"django.core.cache.backends.{'redis.RedisCache' if _CACHE_URL else 'filebased.FileBasedCache'}",
    "KEY_FUNCTION": "django_tenants.cache.make_key",
    "REVERSE_KEY_FUNCTION": "django_tenants.cache.reverse_key",
}
# As many as are said here, or as fit into Redis. A full folder is thinned out at random: counters of attempts with it.
_MOST: dict[str, Any] = {} if _CACHE_URL else {"OPTIONS": {"MAX_ENTRIES": 2000}}
# Pages for strangers (`frontend.kept`) stand apart.
_PAGES = {"KEY_PREFIX": "pages", "TIMEOUT": 1800}
CACHES: dict[str, dict[str, Any]] = {
    "default": {**_CACHE, **_MOST, "LOCATION": _CACHE_URL or str(DATA / "cache")},
    "pages": {**_CACHE, **_MOST, **_PAGES, "LOCATION": _CACHE_URL or str(DATA / "pages")},
}

# ── Mail ────────────────────────────────────────────────────────────────────────────────────────────────────────
EMAIL_BACKEND = (
    "django.core.mail.backends.console.EmailBackend"
    if env.choice("MAIL", "console" if DEMO else "smtp", ("console", "smtp")) == "console"
    else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_HOST = env.text("MAIL_HOST", "localhost")
EMAIL_PORT = env.integer("MAIL_PORT", 25, least=1)
EMAIL_HOST_USER = env.text("MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("MAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("MAIL_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", f"gongkai@{BASE_DOMAIN}")

# ── Tasks ───────────────────────────────────────────────────────────────────────────────────────────────────────
BROKER_URL = env.text("BROKER_URL", "filesystem://localhost/")
CELERY_BROKER_URL = BROKER_URL
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {
        "data_folder_in": str(DATA / "broker"),
        "data_folder_out": str(DATA / "broker"),
        "control_folder": str(DATA / "broker-control"),
        "polling_interval": 0.2,  # seconds; one message is taken at a time
    }
    if BROKER_URL.startswith("filesystem:")
    else {"confirm_publish": True}
    if BROKER_URL.startswith("amqp")
    else {}
)
CELERY_TASK_DEFAULT_QUEUE = env.text("QUEUE", "gongkai")
"""Another name for each installation that shares a broker."""
CELERY_TASK_DEFAULT_QUEUE_TYPE = "quorum" if BROKER_URL.startswith("amqp") else "classic"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 3
CELERY_TASK_PUBLISH_RETRY = False  # a request does not wait for a broker that is down: sweeps re-derive the work
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = schedule.BEAT

# ── Domain wiring ───────────────────────────────────────────────────────────────────────────────────────────────
INBOX_SOURCES = [
    "disclosures.inbox.tasks",
    "disclosures.noticing.inbox.tasks",
    "catalogs.inbox.tasks",
    "obligations.inbox.tasks",
    "rollouts.inbox.tasks",
]
"""Callables `(actor, *, on) -> core.inbox.Tasks` that the inbox is made of."""
OUTBOXES = ["core.notifications.delivery.set_aside", "channels.delivery.set_aside"]
"""Callables `(*, at) -> int` that keep back all mails that wait in a tenant which is restored."""
LOCAL_DAYS = "core.closures.spans.local_days"
"""Callable that returns the days on which the tenant being served differs from the country's calendar."""
SITE_ADDRESS = "tenants.current.base_url"
"""Callable that returns the address of the tenant being served, for links in mails."""

# ── API ─────────────────────────────────────────────────────────────────────────────────────────────────────────
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "api.authentication.TokenAuthentication",
        "api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_PAGINATION_CLASS": "api.pagination.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "api.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "120/min", "user": "600/min", "sign_in": "10/min"},
    "NUM_PROXIES": 1 if SECURE_PROXY_SSL_HEADER else 0,  # else a caller could choose whose rate it is
    "EXCEPTION_HANDLER": "api.problems.answer",
    "PAGE_SIZE": 20,
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "公开 Gongkai API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": enumerations.NAMES,
    "SWAGGER_UI_SETTINGS": {
        "docExpansion": "none",
        "defaultModelsExpandDepth": -1,
        "deepLinking": True,
        "validatorUrl": None,
    },  # no validator: it stands on the internet
}

# ── Log ─────────────────────────────────────────────────────────────────────────────────────────────────────────
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"context": {"()": "config.logs.ContextFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} [{tenant} {request_id}] {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["context"], "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))},
}
SILENCED_SYSTEM_CHECKS = [
    "axes.W002",  # without its middleware: accounts.signin says itself how long a lock lasts and whom to ask
    "security.W021",  # HSTS preload is the platform operator's choice, made by the domain's owner
]
