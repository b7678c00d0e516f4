"""A site of a few lines, served as `umbel serve` serves its own: what tests of reading and stopping speak with.

As a program, `python -m tests.cli.small_site PORT [stop-while-loading]`, it says `ready` once it listens.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator

from django.conf import settings
from gunicorn.app.base import BaseApplication

from umbel.cli import receiving
from umbel.cli.buffering import BufferingWorker

PIECE = b"x" * (1 << 20)
PIECES = 64
OPTIONS = {
    "bind": f"127.0.0.1:{sys.argv[1]}",
    "threads": 2,
    "worker_class": BufferingWorker,
    "graceful_timeout": 6,
    "loglevel": "warning",
    "post_worker_init": lambda _worker: print("ready", flush=True),  # noqa: T201  the test waits for it
}


def application(environ, start_response):
    """Says how many bytes it was sent; `/long` is answered with 64 MB."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    if environ["PATH_INFO"] == "/long":
        return pieces()
    return [str(len(environ["wsgi.input"].read())).encode()]


def pieces() -> Iterator[bytes]:
    """More than is kept for a reader who takes nothing."""
    for _ in range(PIECES):
        yield PIECE


class SmallSite(BaseApplication):
    """Those few lines, in one process."""

    def load_config(self):
        for name, value in OPTIONS.items():
            self.cfg.set(name, value)

    def load(self):
        if sys.argv[2:]:
            os.kill(os.getppid(), signal.SIGTERM)
            time.sleep(0.5)
        return application


def main() -> None:
    """Serve it until it is told to stop."""
    settings.configure(ALLAUTH_TRUSTED_PROXY_COUNT=0, UMBEL_UPLOADS=100)
    receiving.STANDSTILL = 1
    SmallSite().run()


if __name__ == "__main__":
    main()
