"""`umbel serve`: the site, in processes with threads."""

import atexit
import os
import socket
import subprocess
import sys
from typing import Any, override

import click
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from umbel.cli.buffering import BufferingWorker
from umbel.cli.database import bring_up_to_date
from umbel.cli.screen import say
from umbel.errors import UmbelError
from umbel.rulemaking.acts import restore_packs

PORT = 8000
port_option = click.option(
    "--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="Port to listen on."
)
host_option = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")


class Site(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """The site as gunicorn runs it."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    @override
    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    @override
    def load(self) -> Any:
        application = get_wsgi_application()
        _ = get_resolver().url_patterns  # the first visitor should not wait for the pages to be loaded
        return application


@click.command()
@host_option
@port_option
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes.")
@click.option("--threads", type=click.IntRange(1, 256), default=8, show_default=True, help="Threads a process.")
@click.option("--no-work", is_flag=True, help="Leave what waits in the background to `umbel work` elsewhere.")
def serve(host: str, port: int, workers: int, threads: int, *, no_work: bool) -> None:
    """Serve the site until it is stopped with Ctrl+C.

    An empty database is created and an older one is brought up to date first. SQLite is safe with any number of
    workers: one writes at a time, and reading never waits. On a stop, requests under way are finished. A request is
    read whole before a thread is given to it, so that slow visitors keep nobody waiting.

    \b
    Examples:
        umbel serve
        umbel serve --port 8080 --workers 2
        UMBEL_HOSTS=register.example.org UMBEL_HTTPS=1 umbel serve --host 0.0.0.0

    Next: open the printed address. Behind a web server, set UMBEL_HOSTS to its host names and UMBEL_HTTPS=1.
    """
    _check_https()
    bring_up_to_date()
    restore_packs()
    _warn_of_mail()
    run_site(host=host, port=port, workers=workers, threads=threads, works=not no_work)


def run_site(*, host: str, port: int, workers: int = 1, threads: int = 8, works: bool = True) -> None:
    """Serve until stopped, with a process beside it that does what waits in the background. Raises UmbelError when
    the port is taken, or where no answer but a redirect could ever come.
    """
    _check_https()
    _check_free(host, port)
    if works:
        beside = subprocess.Popen([sys.executable, "-m", "umbel.cli", "work", "--watch", "--while", str(os.getpid())])
        atexit.register(_stop, beside, os.getpid())
    connections.close_all()  # a connection must not be shared with the processes started now
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::1"} else host  # noqa: S104  only compared
    Site(
        {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "threads": threads,
            "worker_class": BufferingWorker,
            "graceful_timeout": 20,
            "timeout": 120,
            "loglevel": "warning",
            "proc_name": "umbel",
            "post_worker_init": lambda worker: _announce(worker.age, f"http://{shown}:{port}/"),
        }
    ).run()


def _warn_of_mail() -> None:
    if settings.HTTPS and not os.environ.get("UMBEL_SMTP"):
        say(
            "Warning: no mail server is named in UMBEL_SMTP, so that nobody receives an e-mail. Invitations and codes "
            f"lie in {settings.UMBEL_MAIL} instead."
        )


def _stop(beside: "subprocess.Popen[bytes]", owner: int) -> None:
    if os.getpid() == owner:  # not in the processes that gunicorn forks
        beside.terminate()


def _announce(age: int, address: str) -> None:
    if age == 1:
        say(f"Umbel is at {address}  (stop it with Ctrl+C)")


def _check_https() -> None:
    if settings.HTTPS and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        raise UmbelError(
            "UMBEL_HTTPS says that the site stands behind HTTPS, and UMBEL_PROXIES=0 that no web server stands before "
            "it: every page would redirect to itself for ever, since nobody is believed that a connection is safe. "
            "Leave UMBEL_PROXIES out, or name how many web servers there are; without any, leave UMBEL_HTTPS out."
        )


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            raise UmbelError(
                f"Port {port} on {host} cannot be used ({taken.strerror}). Choose another one with --port."
            ) from taken
