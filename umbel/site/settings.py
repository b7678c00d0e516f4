"""Settings: safe by default; a deployment may change what `UMBEL_*` variables say (docs/operate/operating.md)."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils.csp import CSP

from umbel.site import variables
from umbel.site.owning import DATABASE, KEY, keep_to_group, keep_to_owner, usual_home
from umbel.words import spoken

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(variables.HOME or usual_home(PACKAGE)).resolve()
# Every process of an installation comes by here.
(keep_to_group if variables.SHARED else keep_to_owner)(HOME, files=[] if variables.DATABASE else [DATABASE])
os.environ["UMBEL_HOME"] = str(HOME)  # the rules, which know no settings, look there for adopted packs
DEBUG, HTTPS, TESTING = variables.DEBUG, variables.HTTPS, variables.TESTING


FILE_UPLOAD_PERMISSIONS = 0o660 if variables.SHARED else 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o770 if variables.SHARED else 0o700


def secret_key() -> str:
    """The key of this installation, made at the first start and readable by its owner alone, or by the group."""
    if variables.SECRET_KEY:
        return variables.SECRET_KEY
    path = HOME / KEY
    try:
        return path.read_text()
    except FileNotFoundError:
        pass
    key = secrets.token_urlsafe(64)
    draft = path.with_name(f"{KEY}.{os.getpid()}")
    draft.touch(mode=FILE_UPLOAD_PERMISSIONS)
    draft.write_text(key)
    try:
        os.link(draft, path)
    except FileExistsError:
        return path.read_text()
    finally:
        draft.unlink()
    return key


def database() -> dict[str, Any]:
    """Django's description of the database: a PostgreSQL, or a file of this installation."""
    if variables.DATABASE is None:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / DATABASE,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={'OFF' if TESTING else 'FULL'};"
                "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;",
            },
            "TEST": {"NAME": HOME / "test.sqlite3"},
        }
    options = {
        # A question whose asker is gone is given up, instead of keeping a processor busy for nobody.
        "options": "-c client_connection_check_interval=5000",
        **variables.DATABASE.get("OPTIONS", {}),
    }
    return variables.DATABASE | {
        "HOST": options.pop("host", variables.DATABASE["HOST"]),
        "OPTIONS": options,
        # A new connection for every request would plan every query with cold catalogues.
        "CONN_MAX_AGE": 0 if TESTING else 600,
        "CONN_HEALTH_CHECKS": True,
    }


def mailer() -> dict[str, Any]:
    """Where e-mails go: to a mail server, or else into the folder `mail`."""
    if TESTING:
        return {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
    if variables.SMTP:
        return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": variables.SMTP}
    return {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(HOME / "mail")},
    }


SECRET_KEY = secret_key()
ALLOWED_HOSTS = variables.HOSTS
DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_tasks_db",
    "umbel.audit",
    "umbel.accounts",
    "umbel.structure",
    "umbel.documents",
    "umbel.notices",
    "umbel.casework",
    "umbel.commitments",
    "umbel.registration",
    "umbel.activities",
    "umbel.evaluation",
    "umbel.rulemaking",
    "umbel.exchange",
    "umbel.bulletins",
    "umbel.web",  # before allauth: its pages in our look
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "umbel.web.addresses.LanguageInAddress",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "umbel.web.viewing.ViewerMiddleware",
    "umbel.web.bounds.LargestRequestMiddleware",
    "umbel.web.sent_once.SentOnceMiddleware",
]

# Work that outlasts a request, such as filing a spreadsheet, waits in the database for `umbel work`.
TASKS = {
    "default": {
        "BACKEND": "django.tasks.backends.immediate.ImmediateBackend" if TESTING else "django_tasks_db.DatabaseBackend"
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["umbel.web.accounts.backend.Backend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # signing out elsewhere counts at once, on every server
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
ACCOUNT_ADAPTER = "umbel.web.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "umbel.web.accounts.forms.NamedSignup"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"add_webauthn": "umbel.web.accounts.passkeys.AddPasskey"}
MFA_TOTP_ISSUER = "Umbel"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock is not exact, and typing takes time
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or TESTING
ALLAUTH_TRUSTED_PROXY_COUNT = variables.PROXIES
# Failed sign-ins are counted once for all workers and servers, and one counts at a time: only the database does both.
# Figures that take long to count lie beside them.
COUNTED = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "umbel_counts",
    "OPTIONS": {"MAX_ENTRIES": 100_000},
}
IN_MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
CACHES = dict.fromkeys(("default", "figures"), IN_MEMORY if TESTING else COUNTED)
CSRF_FAILURE_VIEW = "umbel.web.kept_forms.csrf_failure"
UMBEL_DOCUMENTS = HOME / "documents"
UMBEL_UPLOADS = variables.UPLOADS
UMBEL_MAIL = HOME / "mail"
MAILERS = {"default": mailer()}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = variables.MAIL_FROM
UMBEL_ADDRESS = variables.ADDRESS.rstrip("/")

ROOT_URLCONF = "umbel.site.urls"
WSGI_APPLICATION = "umbel.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "umbel.web.context.site",
            ],
        },
    }
]

LANGUAGE_CODE = "en"
LANGUAGES = [(code, LANG_INFO[code]["name"]) for code in spoken()]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "UTC"  # until a federation is founded: then that of its rules (`structure.queries.time_zone`)
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = None  # files are served from where they are installed
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG or TESTING  # tests begin thousands of sites: none looks at every file first

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

UMBEL_SNAPSHOTS = HOME / "snapshots"
UMBEL_PACKS = HOME / "packs"
UMBEL_SPARK_MASTER = variables.SPARK_MASTER
UMBEL_SPARK_MEMORY = variables.SPARK_MEMORY
UMBEL_LEDGER_ORIGIN = variables.LEDGER_ORIGIN
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"waitress.queue": {"level": "ERROR"}},  # requests that wait for a thread are no news
}
