"""Django's settings, read from the environment; the operator's guide documents every variable."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from firstline.config import env, sign_on
from firstline.platform.database import embedded

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(env.text("FIRSTLINE_DATA", "var")).resolve()

DEBUG = env.flag("FIRSTLINE_DEBUG")
HTTP_HOST, HTTP_PORT = env.address("FIRSTLINE_HTTP", "127.0.0.1:8000")
SMTP_HOST, SMTP_PORT = env.address("FIRSTLINE_SMTP", "127.0.0.1:2525")
BASE_URL = env.base_url("FIRSTLINE_BASE_URL") or f"http://{HTTP_HOST}:{HTTP_PORT}"
BASE_HOST = urlsplit(BASE_URL).hostname or "localhost"
IS_HTTPS = BASE_URL.startswith("https://")
EMAIL_URL = env.text("FIRSTLINE_EMAIL_URL")
STORAGE_URL = env.text("FIRSTLINE_STORAGE_URL")
TRUSTED_PROXIES = env.networks("FIRSTLINE_TRUSTED_PROXIES")
OIDC = sign_on.service()


def _secret_key() -> str:
    """The configured key, or one made once in the data folder that only its owner can read."""
    configured = env.text("FIRSTLINE_SECRET_KEY")
    if configured:
        return configured
    path = DATA / "secret_key"
    if not path.exists():
        _write_secret(path)
    return path.read_text(encoding="ascii")


def _write_secret(path: Path) -> None:
    """Written aside, then linked: a crash leaves no empty key, and two processes agree."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.touch(mode=0o600)
    aside.write_text(secrets.token_urlsafe(48), encoding="ascii")
    with suppress(FileExistsError):
        path.hardlink_to(aside)
    aside.unlink()


SECRET_KEY = _secret_key()
# Links in mail come from BASE_URL alone (T40); a local desk is also reached by its loopback names.
ALLOWED_HOSTS = [
    BASE_HOST,
    HTTP_HOST,
    "localhost",
    "127.0.0.1",
    "[::1]",
    *env.words("FIRSTLINE_HOSTS"),
]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "firstline.platform.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "firstline.platform.cache",
    "firstline.platform.company",
    "firstline.platform.events",
    "firstline.platform.fields",
    "firstline.platform.files",
    "firstline.platform.jobs",
    "firstline.platform.notices",
    "firstline.platform.search",
    "firstline.platform.ui",
    "firstline.team",
    "firstline.customers",
    "firstline.desk",
    "firstline.live",
    "firstline.side_conversations",
    "firstline.channels.email",
    "firstline.automation",
    "firstline.api",
    "firstline.setup",
]

MIDDLEWARE = [
    "firstline.platform.web.middleware.SecurityHeaders",
    "django.middleware.gzip.GZipMiddleware",
    "firstline.setup.middleware.SetUpFirst",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "firstline.platform.accounts.middleware.SessionLife",
    "firstline.team.middleware.CurrentAgent",
    "firstline.platform.web.middleware.Refusals",
]

ROOT_URLCONF = "firstline.config.urls"
WSGI_APPLICATION = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **(env.database("DATABASE_URL") or embedded.django_settings(DATA)),
        # One connection stays open per thread; a pool with more threads than cores was slower.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
}
CACHES = {
    # Counters for the slowing of guesses must be shared by all processes: PostgreSQL holds them.
    "default": {"BACKEND": "firstline.platform.cache.backend.PostgresCache"}
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "firstline.platform.ui.environment.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "firstline.platform.ui.context.one_csrf_input",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "platform" / "ui" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["firstline.platform.ui.templatetags.ui"],
        },
    },
]

STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if STORAGE_URL:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": env.s3_options("FIRSTLINE_STORAGE_URL"),
    }
STATIC_URL = "/static/"

# Each area keeps its jobs in a module of this name.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "firstline.platform.ui.views.csrf_failure"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
EMAIL_BACKEND = "firstline.channels.email.backend.OutboxBackend"

# Sign-in (docs/build/decisions/0012-signing-in.md).
ACCOUNT_ADAPTER = "firstline.platform.accounts.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "firstline.platform.accounts.sso.SingleSignOnAdapter"
MFA_ADAPTER = "firstline.platform.accounts.adapter.SecondFactorAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_FORMS = {"reset_password": "firstline.platform.accounts.forms.AskForReset"}
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,3/10m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Nobody gets in without an invitation to the address, so it needs no second proof.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Firstline"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = sign_on.providers(OIDC) if OIDC else {}

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("de", _("German")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("it", _("Italian")),
    ("pt", _("Portuguese")),
    ("nl", _("Dutch")),
]
LOCALE_PATHS = [ROOT / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# The largest mail or upload; the bridge and the SMTP listener refuse more before reading it all.
LARGEST_BODY = 50 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = LARGEST_BODY
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "firstline.platform.logs.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "procrastinate": {"level": "WARNING"},
        "mail.log": {"level": "WARNING"},
    },
}
