"""What the environment of a process says, read once and all of it checked before anything is done.

What each may say is listed in docs/operate/operating.md.
"""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError, EnvValidationError, validate

PREFIX = "UMBEL_"
SQLITE = "sqlite"


def _database(address: str) -> dict[str, Any] | None:
    """Django's description of a PostgreSQL; None for the file of an installation."""
    if address == SQLITE:
        return None
    if not address.startswith(("postgresql://", "postgres://")):  # what else it may be can hold a password
        raise EnvError("It may be sqlite, or an address such as postgresql://user:password@host/name.")
    try:
        return dict(dj_database_url.parse(address))
    except ValueError as wrong:
        raise EnvError("This is no address of a PostgreSQL: postgresql://user:password@host:5432/name.") from wrong


def _mail_server(address: str) -> dict[str, Any]:
    """How Django reaches a mail server."""
    parts = urlsplit(address)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or port == -1:
        raise EnvError("It may be an address such as smtps://user:password@mail.example.org.")
    return {
        "host": parts.hostname,
        "port": port or (465 if parts.scheme == "smtps" else 587),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.scheme == "smtp",
        "timeout": 20,
    }


def _drop_what_is_empty() -> None:
    """An empty variable counts as one that is not there; an empty database would be another one in silence."""
    for name in [name for name, value in os.environ.items() if name.startswith(PREFIX) and not value.strip()]:
        if name != f"{PREFIX}DATABASE":
            del os.environ[name]


def _refuse_what_is_wrong(variables: Env) -> None:
    try:
        variables.seal()
    except EnvValidationError as wrong:
        said = wrong.error_messages
        assert isinstance(said, Mapping), "All are read before any is refused."
        problems = [f"{name}: {' '.join(found)}" for name, found in said.items()]
        raise ImproperlyConfigured(" ".join([*problems, "The guide for operators lists what each may be."])) from wrong


_drop_what_is_empty()
_read = Env(eager=False, prefix=PREFIX)
_read.add_parser("database", _database)
_read.add_parser("mail_server", _mail_server)
_web_address = validate.URL(
    schemes={"http", "https"}, require_tld=False, error="It may begin with http:// or https://."
)

HOME: str | None = _read.str("HOME", None)
SHARED: bool = _read.bool("SHARED", False)
DATABASE: dict[str, Any] | None = _read.database("DATABASE", SQLITE)
HOSTS: list[str] = _read.list("HOSTS", ["localhost", "127.0.0.1", "[::1]"], subcast=str.strip)
ADDRESS: str = _read.str("ADDRESS", "http://localhost:8000", validate=_web_address)
SMTP: dict[str, Any] | None = _read.mail_server("SMTP", None) if os.environ.get(f"{PREFIX}SMTP") else None
MAIL_FROM: str = _read.str("MAIL_FROM", "umbel@localhost.invalid")
HTTPS: bool = _read.bool("HTTPS", False)
PROXIES: int = _read.int("PROXIES", 1 if HTTPS else 0, validate=validate.Range(min=0))
UPLOADS: int = _read.int("UPLOADS", 2048, validate=validate.Range(min=1))
SECRET_KEY: str | None = _read.str("SECRET_KEY", None)
LEDGER_ORIGIN: str = _read.str("LEDGER_ORIGIN", "umbel/ledger")
SPARK_MASTER: str = _read.str("SPARK_MASTER", "local[*]")
SPARK_MEMORY: str = _read.str("SPARK_MEMORY", "2g")
DEBUG: bool = _read.bool("DEBUG", False)
TESTING: bool = _read.bool("TEST", False)
_refuse_what_is_wrong(_read)
