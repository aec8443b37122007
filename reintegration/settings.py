"""All settings, from the environment (django-environ). docs/deployment.md §1 lists every variable.

Two modes. *Trial* (the default) is one office on one computer: SQLite and a folder as message broker, both in DATA_DIR,
secrets made on first use and kept there. *Production* (PRODUCTION=true) refuses to start until every secret and
address is given.
"""

import base64
import os
from datetime import timedelta
from pathlib import Path

import environ
import pyrage
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from reintegration.schedule import SCHEDULE
from reintegration.secrets import Secrets

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()  # NAME_FILE=/run/secrets/name works for every NAME

DEBUG = env.bool("DEBUG", default=False)
# DEBUG=false given explicitly means production; without it the mode is trial.
PRODUCTION = env.bool("PRODUCTION", default="DEBUG" in env.ENVIRON and not DEBUG)
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
# web, worker or command; determines the statement timeout (see DATABASES).
APP_ROLE = env.str("APP_ROLE", default="command")

if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG và PRODUCTION không thể cùng bật.")

# --- secrets -----------------------------------------------------------------------------------------------------
_secrets = Secrets(env, folder=DATA_DIR / "secrets", generate=not PRODUCTION)
SECRET_KEY = _secrets.get("SECRET_KEY")
# ID numbers are encrypted and looked up by a keyed index; neither key is ever stored in the database.
ID_ENCRYPTION_KEY = _secrets.get("ID_ENCRYPTION_KEY")
ID_INDEX_KEY = _secrets.get("ID_INDEX_KEY")
# The previous keys, needed only during a key rotation (manage.py rotate_id_keys).
ID_ENCRYPTION_KEY_PREVIOUS = env.str("ID_ENCRYPTION_KEY_PREVIOUS", default="")
ID_INDEX_KEY_PREVIOUS = env.str("ID_INDEX_KEY_PREVIOUS", default="")
# Encrypts backups (an age identity); without it manage.py backup refuses. Kept apart from the backups.
BACKUP_KEY = _secrets.optional("BACKUP_KEY", lambda: str(pyrage.x25519.Identity.generate()))
# The file outside the database that names, by keyed digests, what was sealed since a backup (cases/expungement/sealed_list.py).
SEALED_LIST = env.str("SEALED_LIST", default=str(DATA_DIR / "sealed-cases.jsonl"))
# Opens /metrics; without it there is no such address.
METRICS_TOKEN = _secrets.optional("METRICS_TOKEN")
if PRODUCTION:
    _secrets.need("ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL")
_secrets.refuse_if_missing()

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# True if our own proxy is in front of this process; only then its headers for scheme and client address are trusted.
BEHIND_TLS_PROXY = env.bool("BEHIND_TLS_PROXY", default=False)

# --- applications ------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "core",
    "areas",
    "audit",
    "accounts",
    "jobs",
    "law",
    "cases",
    "community",
    "loans",
    "register",
    "reports",
    "feed",
    "dashboard",
    "demo",
    "reintegration",
    "accounts.apps.SiteAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "import_export",
    "csp",
]

MIDDLEWARE = [
    "jobs.middleware.HealthMiddleware",
    "jobs.middleware.MetricsMiddleware",
    "accounts.site.middleware.RequestOriginMiddleware",
    "jobs.middleware.CapacityMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.site.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.site.middleware.SessionGuardMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "reintegration.urls"
WSGI_APPLICATION = "reintegration.wsgi.application"

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
                "accounts.site.navigation.navigation",
            ],
        },
    },
]

# `as_field_group` renders templates/django/forms/field.html.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- database ----------------------------------------------------------------------------------------------------
# WAL and IMMEDIATE: readers do not wait, and concurrent writers queue instead of failing with "database is locked".
# FULL: a committed transaction survives a power failure.
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    " PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=27103364; PRAGMA cache_size=-8000",
}
STATEMENT_TIMEOUT = {"web": "5s", "worker": "120s"}.get(APP_ROLE, "0")
POSTGRES_OPTIONS = {
    "connect_timeout": 2,
    "tcp_user_timeout": 5000,
    "keepalives_idle": 10,
    "options": f"-c statement_timeout={STATEMENT_TIMEOUT} -c lock_timeout={'2s' if APP_ROLE == 'web' else '20s'}"
    " -c idle_in_transaction_session_timeout=60s",
}

DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'reintegration.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {**SQLITE_OPTIONS, **_database.get("OPTIONS", {})}
else:
    _database["OPTIONS"] = {**POSTGRES_OPTIONS, **_database.get("OPTIONS", {})}
    _database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    _database["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- jobs --------------------------------------------------------------------------------------------------------
# The job row in the database is authoritative (jobs/queue.py); the broker only notifies a worker.
REDIS_URL = env.str("REDIS_URL", default="")
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "visibility_timeout": 3600,
        # Redeliver the messages of a killed worker after 2 s instead of about 100 s.
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        "unacked_mutex_expire": 10,
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
    }
else:
    _queue = DATA_DIR / "queue"
    for _folder in (_queue, _queue / "control", DATA_DIR / "results"):
        _folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue),
        "data_folder_out": str(_queue),
        "control_folder": str(_queue / "control"),
        "polling_interval": 0.2,
    }
# Seconds without a heartbeat after which a job is given to another worker.
JOB_SILENCE = env.int("JOB_SILENCE", default=30)
# Where the parts of a chord are counted (reports/tasks.py); no other task keeps a result.
CELERY_RESULT_BACKEND = REDIS_URL or (DATA_DIR / "results").as_uri()
CELERY_REDIS_SOCKET_TIMEOUT = CELERY_REDIS_SOCKET_CONNECT_TIMEOUT = 2.0
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 900
CELERY_TASK_SOFT_TIME_LIMIT = 840
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = SCHEDULE
# The file outside the database to which the audit head is appended, hourly and with each signed report.
AUDIT_ANCHOR = env.str("AUDIT_ANCHOR", default=str(DATA_DIR / "audit-anchor.jsonl"))

# --- numbers kept in the memory of a process --------------------------------------------------------------------------
_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": _MEMORY},
    # The counted numbers of dashboards under one version of the data (dashboard/kept.py).
    "dashboard": {"BACKEND": _MEMORY, "LOCATION": "dashboard", "TIMEOUT": 3600, "OPTIONS": {"MAX_ENTRIES": 200}},
}

# --- load ------------------------------------------------------------------------------------------------------------
# Requests of one web process that work at the same time, and seconds for which another one waits (jobs/capacity.py). The
# process must have many more threads (gunicorn.conf.py).
WEB_CONCURRENT = env.int("WEB_CONCURRENT", default=4)
WEB_WAIT = env.float("WEB_WAIT", default=5.0)

# Uses of one user within 24 hours (jobs/quotas.py, jobs/exports.py). Exports of leaders and of the bank's liaison: the last.
QUOTAS = {"scan": env.int("SCANS_PER_DAY", default=200), "import": env.int("IMPORTS_PER_DAY", default=100)}
EXPORTS_PER_DAY = env.int("EXPORTS_PER_DAY", default=3)
EXPORTS_PER_DAY_LEADER = env.int("EXPORTS_PER_DAY_LEADER", default=10)

# --- API (feed/api) ---------------------------------------------------------------------------------------------------
# Days for which an access token is issued, and requests a minute with one.
API_TOKEN_DAYS = env.int("API_TOKEN_DAYS", default=180)
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", default=120)
# Signs files of reports and webhooks (an Ed25519 key as base64); without it there are none. In trial mode made once.
FEED_SIGNING_KEY = _secrets.optional("FEED_SIGNING_KEY", lambda: base64.b64encode(os.urandom(32)).decode())
# Whether messages may go to addresses of private networks (feed/webhooks/address.py).
WEBHOOK_PRIVATE_ADDRESSES = env.bool("WEBHOOK_PRIVATE_ADDRESSES", default=False)
REST_FRAMEWORK = {
    # Every view says itself who may ask (feed/api/base.py); one that does not lets nobody in.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "feed.api.problems.answer",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Báo cáo và chỉ tiêu tái hòa nhập cộng đồng",
    "DESCRIPTION": "docs/api.md",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

# --- metrics ---------------------------------------------------------------------------------------------------------
# prometheus_client reads this when it is imported: the web processes keep their counts in files and add them up.
if METRICS_TOKEN and APP_ROLE == "web":
    _metrics = Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(DATA_DIR / "metrics")))
    _metrics.mkdir(mode=0o700, parents=True, exist_ok=True)

# --- language and time -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["reintegration.formats"]

# --- sign-in -----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "full_name", "badge_number"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.signin.passwords.LocalPasswordValidator"},
]
# Five wrong passwords for one name from one address lock the pair for 15 minutes. The handler adds limits per name and per
# address.
AXES_HANDLER = "accounts.signin.lockout.Handler"
AXES_USERNAME_CALLABLE = "accounts.signin.lockout.name_digest"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # further attempts do not prolong a lock
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_LOCKOUT_CALLABLE = "accounts.signin.lockout.locked_page"
AXES_DISABLE_ACCESS_LOG = True  # accounts/signin/events.py writes the audit events
AXES_VERBOSE = False
# Hours in which a one-time link for choosing a password works.
PASSWORD_LINK_HOURS = env.int("PASSWORD_LINK_HOURS", default=24)
PASSWORD_RESET_TIMEOUT = PASSWORD_LINK_HOURS * 3600
# Whether the roles of accounts/signin/second_factor.py need a second factor.
REQUIRE_TOTP = env.bool("REQUIRE_TOTP", default=PRODUCTION)
OTP_TOTP_ISSUER = "Tái hòa nhập cộng đồng"

# --- files and static --------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(DATA_DIR / "static"))()
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
# Trial mode serves static/ directly; WhiteNoise still requires the folder of collected files.
WHITENOISE_USE_FINDERS = not PRODUCTION
if not PRODUCTION:
    Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)
# The largest body of any request: one file of 5 MB and its form. It is refused before it is read (accounts/site/middleware.py).
MAX_BODY = 6 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY
FILE_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY
FILE_UPLOAD_TEMP_DIR = str(DATA_DIR)
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

# --- browser security headers -----------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "fullscreen")
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "accounts.site.middleware.csrf_failure"
SESSION_ENGINE = "accounts.signin.sessions"
SESSION_COOKIE_AGE = 12 * 3600  # maximum, regardless of activity
SESSION_IDLE_SECONDS = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
if PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if BEHIND_TLS_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- logging: no personal data, so no request bodies, no SQL parameters ----------------------------------------------
# json: one object per line, for a log server; line: for a terminal.
LOG_FORMAT = env.str("LOG_FORMAT", default="json" if PRODUCTION else "line")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "core.logs.SingleLineFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "core.logs.JsonFormatter"},
    },
    "filters": {"unknown_paths": {"()": "core.logs.UnknownPathFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["unknown_paths"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"axes": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
