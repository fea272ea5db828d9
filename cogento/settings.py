"""All settings, from the environment. Every variable is explained in .env.example."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured

from cogento import admin_look
from cogento.api_settings import DRF_STANDARDIZED_ERRORS, REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401
from cogento.env import Env

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()
env.read_env(BASE_DIR / ".env")

# --- The club -----------------------------------------------------------------------------------------

CLUB_NAME = env.text("CLUB_NAME", default="Our club")
GRACE_DAYS = env.whole_number("GRACE_DAYS", default=14)  # days a past-due member keeps access
TIME_ZONE = env.time_zone("TIME_ZONE", default="Europe/London")
LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "cogento.formats"
USE_TZ = True

# --- This installation --------------------------------------------------------------------------------

DEBUG = env.yes_no("DEBUG", default=False)
SECRET_KEY = env.required(
    "SECRET_KEY", why="It signs sessions and sign-in links. Make one with: openssl rand -base64 48."
)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
PUBLIC_URL = env.origin("PUBLIC_URL", default="http://127.0.0.1:8000")
ALLOWED_HOSTS = [
    urlsplit(PUBLIC_URL).hostname,
    *env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"]),
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
TRUSTED_PROXIES = env.whole_number("TRUSTED_PROXIES", default=0)  # proxies in front that set X-Forwarded-For
TRUSTED_PROXY_NETWORKS = env.networks("TRUSTED_PROXY_NETWORKS")  # where the last of them is; empty: anywhere

ROOT_URLCONF = "cogento.urls"
WSGI_APPLICATION = "cogento.wsgi.application"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "cogento",
    "members",
    "reporting",  # before djstripe: its subscriber model and its djstripe_sync_models come first
    "unfold",
    "unfold.contrib.import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "djstripe",
    "django_filters",
    "import_export",
    "procrastinate.contrib.django",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "cogento.headers.ContentSecurityPolicy",
    "cogento.headers.PermissionsPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cogento.middleware.KeptByNobody",
    "cogento.middleware.ReadableRequests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.middleware.JudgedAdminSession",
    "django.contrib.messages.middleware.MessageMiddleware",
    "members.behind.SaysWhatShowsLater",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

FRONTEND_DIST = BASE_DIR / "frontend" / "dist"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_ROOT = FRONTEND_DIST if FRONTEND_DIST.is_dir() else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

# --- Two databases: people here, Stripe's mirror there ---------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL"), "reporting": env.database("REPORTING_DATABASE_URL")}
for _database in DATABASES.values():
    _database["ENGINE"] = "cogento.postgresql"
    _database["CONN_MAX_AGE"] = 600
    _database["CONN_HEALTH_CHECKS"] = True
DATABASE_ROUTERS = ["reporting.router.ReportingRouter"]

# --- Stripe ---------------------------------------------------------------------------------------------

STRIPE_API_VERSION = "2026-08-26.dahlia"  # the version that the mirror and the emulator are written for
STRIPE_SECRET_KEY = env.required(
    "STRIPE_SECRET_KEY", why="Find it in Stripe's dashboard under Developers, API keys."
)
if not STRIPE_SECRET_KEY.startswith(("sk_test_", "sk_live_", "rk_test_", "rk_live_")):
    raise ImproperlyConfigured(
        "STRIPE_SECRET_KEY does not look like a Stripe key: "
        "it begins with sk_test_, sk_live_, rk_test_ or rk_live_."
    )
STRIPE_LIVE_MODE = "_live_" in STRIPE_SECRET_KEY
STRIPE_WEBHOOK_SECRETS = env.list("STRIPE_WEBHOOK_SECRETS", default=[])  # several while one is being rotated
STRIPE_API_BASE = env.text("STRIPE_API_BASE", default="")  # only for the emulator
CHECK_MENDS_UP_TO = env.whole_number("CHECK_MENDS_UP_TO", default=200)  # objects that the nightly check mends
STRIPE_TIMEOUT_SECONDS = env.whole_number("STRIPE_TIMEOUT_SECONDS", default=10, minimum=1)
STRIPE_CALLS_PER_SECOND = env.whole_number(  # https://docs.stripe.com/rate-limits
    "STRIPE_CALLS_PER_SECOND", default=100 if STRIPE_LIVE_MODE else 25, minimum=1
)
STRIPE_CALLS_PER_SECOND_TO_ONE_ENDPOINT = env.whole_number(
    "STRIPE_CALLS_PER_SECOND_TO_ONE_ENDPOINT", default=25, minimum=1
)
MIRROR_PRUNE_PERCENT = env.whole_number("MIRROR_PRUNE_PERCENT", default=20)  # more needs --allow-prune

DJSTRIPE_FOREIGN_KEY_TO_FIELD = "id"
DJSTRIPE_SUBSCRIBER_MODEL = "reporting.Subscriber"
MIGRATION_MODULES = {"djstripe": "reporting.djstripe_migrations"}  # one step: docs/adr/0007
if STRIPE_LIVE_MODE:
    STRIPE_LIVE_SECRET_KEY = STRIPE_SECRET_KEY
else:
    STRIPE_TEST_SECRET_KEY = STRIPE_SECRET_KEY

# --- Signing in: no passwords -----------------------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["sesame.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, str]] = []
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
SIGN_IN_SECONDS = 600  # how long a link and a code live
SIGN_IN_MAILS_PER_NETWORK = env.whole_number("SIGN_IN_MAILS_PER_NETWORK", default=20, minimum=1)  # an hour
SIGN_IN_MAILS_PER_MAILBOX = env.whole_number("SIGN_IN_MAILS_PER_MAILBOX", default=10, minimum=1)  # an hour
SIGN_IN_ANSWERS_STRANGERS = env.yes_no("SIGN_IN_ANSWERS_STRANGERS", default=False)  # by a mail to them
SESAME_MAX_AGE = SIGN_IN_SECONDS
SESAME_ONE_TIME = True
SESAME_SIGNATURE_SIZE = 16
SESAME_TOKENS = ["sesame.tokens_v2"]
SESAME_INVALIDATE_ON_PASSWORD_CHANGE = False
SESAME_INVALIDATE_ON_EMAIL_CHANGE = True

_OVER_TLS = PUBLIC_URL.startswith("https://")
PROVIDER_COOKIE_NAME = "__Host-provider" if _OVER_TLS else "provider"  # to bring back from Google, GitHub
PROVIDERS_PER_NETWORK = 100  # ways there in an hour
SIGN_IN_PROVIDERS = {  # for Authlib; only those with a client id are offered
    "google": {
        "client_id": env.text("GOOGLE_CLIENT_ID", default=""),
        "client_secret": env.text("GOOGLE_CLIENT_SECRET", default=""),
        "server_metadata_url": "https://accounts.google.com/.well-known/openid-configuration",
        "client_kwargs": {"scope": "openid email", "code_challenge_method": "S256", "default_timeout": 10},
    },
    "github": {
        "client_id": env.text("GITHUB_CLIENT_ID", default=""),
        "client_secret": env.text("GITHUB_CLIENT_SECRET", default=""),
        "authorize_url": "https://github.com/login/oauth/authorize",
        "access_token_url": "https://github.com/login/oauth/access_token",
        "api_base_url": "https://api.github.com/",
        "client_kwargs": {"scope": "user:email", "code_challenge_method": "S256", "default_timeout": 10},
    },
}
PASSKEY_HOST = env.passkey_host(PUBLIC_URL)  # empty where browsers allow no passkeys
PASSKEYS_PER_NETWORK = 100  # tries in an hour
ADMIN_REQUIRES_PASSKEY = env.yes_no("ADMIN_REQUIRES_PASSKEY", default=False)
if ADMIN_REQUIRES_PASSKEY and not PASSKEY_HOST:
    raise ImproperlyConfigured(
        f"ADMIN_REQUIRES_PASSKEY is on, but nobody can have a passkey for {PUBLIC_URL}. "
        "PUBLIC_URL needs https:// and a host name, not an IP address."
    )
SESSION_ENGINE = "members.sign_in.session_store"
SESSION_COOKIE_AGE = env.whole_number("MEMBER_SESSION_DAYS", default=30, minimum=1) * 86_400  # since used
STAFF_SESSION_SECONDS = env.whole_number("STAFF_SESSION_HOURS", default=12, minimum=1) * 3600  # since sign-in
SESSION_TOUCH_SECONDS = 300  # how often a session that is in use is written
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _OVER_TLS
SESSION_COOKIE_NAME = "__Host-session" if _OVER_TLS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _OVER_TLS else "csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CHALLENGE_COOKIE_NAME = "__Host-challenge" if _OVER_TLS else "challenge"  # what a passkey is to sign
SIGN_IN_COOKIE_NAME = "__Host-sign_in" if _OVER_TLS else "sign_in"  # binds a typed code to its browser
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _OVER_TLS else 0
SECURE_SSL_REDIRECT = _OVER_TLS and TRUSTED_PROXIES > 0  # or nobody could say that a request came by TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from within the container, without TLS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for other names below this one is the club's to decide, not ours
    "security.W021",  # and so is the browsers' preload list
    "security.W008",  # without a trusted proxy, whatever ends TLS must redirect
]

# --- What a page may do -----------------------------------------------------------------------------------

_NOTHING_ELSE: dict[str, list[object]] = {
    "default-src": [SELF],
    "img-src": [SELF, "data:"],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {**_NOTHING_ELSE, "script-src": [SELF], "style-src": [SELF, NONCE]},
}
# The admin's pages have no inline script, but Alpine evaluates what their attributes say.
ADMIN_CONTENT_SECURITY_POLICY = {
    **_NOTHING_ELSE,
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
}
PERMISSIONS_POLICY = dict.fromkeys(
    ("camera", "microphone", "geolocation", "payment", "usb", "serial", "display-capture"), "()"
) | {"publickey-credentials-get": "(self)", "publickey-credentials-create": "(self)"}

# --- Jobs -------------------------------------------------------------------------------------------------

# Two at once, so that a long import does not hold up sign-in mails; done jobs do not pile up.
PROCRASTINATE_WORKER_DEFAULTS = {"concurrency": 2, "delete_jobs": "successful"}

# --- Mail -------------------------------------------------------------------------------------------------

vars().update(env.mail("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", default="Cogento <cogento@localhost>")

# --- API --------------------------------------------------------------------------------------------------

# What does not differ between installations is in cogento/api_settings.py.
# How often in a minute one member may ask, by kind of route; admins ten times as often. `public` counts
# networks of people who are not signed in.
API_THROTTLES = {
    "reads": env.whole_number("THROTTLE_READS", default=240, minimum=1),
    "writes": env.whole_number("THROTTLE_WRITES", default=60, minimum=1),
    "bulk": env.whole_number("THROTTLE_BULK", default=20, minimum=1),
    "payment_pages": env.whole_number("THROTTLE_PAYMENT_PAGES", default=20, minimum=1),
    "public": env.whole_number("THROTTLE_PUBLIC", default=240, minimum=1),
}
API_THROTTLE_STAFF_FACTOR = 10

# --- Admin ------------------------------------------------------------------------------------------------

UNFOLD = admin_look.unfold(CLUB_NAME)
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

# --- Logs: ids only, never an address, a token or a key -----------------------------------------------------

DEFAULT_EXCEPTION_REPORTER_FILTER = "cogento.error_reports.NothingSecret"
_LEVEL = env.one_of("LOG_LEVEL", "DEBUG", "INFO", "WARNING", "ERROR", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "cogento.error_reports.Masked",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": _LEVEL},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "stripe": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "urllib3": {"level": "INFO"},  # at DEBUG it writes what is looked up in Stripe: email addresses
        "authlib": {"level": "WARNING"},  # at DEBUG it writes what proves a sign-in to be ours
        "sesame": {"level": "CRITICAL", "propagate": False},  # it names the person at every link
        "django.db.backends": {"level": "INFO"},  # at DEBUG it writes every statement with its values
    },
}
