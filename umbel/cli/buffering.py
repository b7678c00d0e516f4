"""Requests are read whole before a thread is given to them: a visitor who is slow or silent keeps nobody waiting.

gunicorn starts, watches and stops the processes; inside each, waitress reads from every connection at once and hands
only whole requests to the threads.
"""

import os
import resource
import socket
import time
from collections.abc import Callable, Mapping
from typing import Any, override

from django.conf import settings
from gunicorn.workers.base import Worker  # type: ignore[import-untyped]
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer, create_server
from waitress.utilities import RequestEntityTooLarge

from umbel.documents.states import LARGEST_REQUEST

MOST_CONNECTIONS = 8000
OPEN_FILES = 3 * MOST_CONNECTIONS + 1000
"""A connection with a large request and a large answer keeps a file for each."""
LARGEST_HEADER = 64 * 1024
HEARD_OUT = 2 * 1024**3
"""A request that is too large is heard out up to here, and none of it kept: a browser shows no answer before."""
SILENCE = 120
"""Seconds after which a connection that says nothing is closed."""


class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """As waitress reads a request; the site itself answers one that is too large, with a page, by its declared size."""

    unheard = 0
    completed: bool
    error: Any
    expect_continue: bool
    body_rcv: Any

    @override
    def received(self, data: bytes) -> int:
        if self.unheard:
            heard = min(len(data), self.unheard)
            self.unheard -= heard
            self.completed = not self.unheard
            return heard
        taken: int = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge):
            self._pass_on_without_its_body()
        return taken

    def _pass_on_without_its_body(self) -> None:
        waits, self.error, self.expect_continue = self.expect_continue, None, False
        self.headers["CONTENT_LENGTH"] = str(max(self.content_length, self.body_bytes_received))
        self.headers["CONNECTION"] = "close"
        if not waits and 0 < self.content_length <= HEARD_OUT:
            self.unheard, self.completed = self.content_length, False
        if self.body_rcv is not None:
            self.close()
            self.body_rcv = None


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection."""

    parser_class = Parser

    @property
    def is_busy(self) -> bool:
        """Whether a request is being answered."""
        return bool(self.requests or self.total_outbufs_len)


class BufferingWorker(Worker):  # type: ignore[misc]
    """A process of the site."""

    @override
    def run(self) -> None:
        connections: dict[int, Any] = {}
        sockets = [listening.sock for listening in self.sockets]
        self.server = buffering_server(self.wsgi, sockets, self.cfg.threads, connections)
        while self.alive and self.ppid == os.getppid():
            self._turn(connections)
        self._finish(connections)

    @override
    def handle_exit(self, sig: int, frame: Any) -> None:
        """Stop when the requests under way are answered."""
        self.alive = False
        self.server.pull_trigger()

    handle_quit = handle_exit

    def _turn(self, connections: dict[int, Any], patience: float = 1) -> None:
        self.notify()
        wasyncore.loop(timeout=patience, use_poll=True, map=connections, count=1)

    def _finish(self, connections: dict[int, Any]) -> None:
        self.server.accepting = False
        until = time.monotonic() + self.cfg.graceful_timeout
        self._turn(connections, patience=0)  # what has arrived is under way too
        while time.monotonic() < until and _is_busy(connections):
            self._turn(connections)
        self.server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(connections, ignore_all=True)


def buffering_server(
    application: Callable[..., Any], sockets: list[socket.socket], threads: int, connections: dict[int, Any]
) -> TcpWSGIServer:
    """What reads requests from the listening `sockets` and gives them to `threads`, one turn of its loop at a time."""
    server = create_server(
        application,
        map=connections,
        sockets=sockets,
        threads=threads,
        connection_limit=connection_limit(),
        asyncore_use_poll=True,
        channel_timeout=SILENCE,
        max_request_header_size=LARGEST_HEADER,
        max_request_body_size=LARGEST_REQUEST + 1,
        # What nobody declared to stand before this site cannot say who asks, nor that the connection is safe.
        clear_untrusted_proxy_headers=not settings.ALLAUTH_TRUSTED_PROXY_COUNT,
        ident=None,
    )
    server.channel_class = Channel
    return server


def _is_busy(connections: Mapping[int, Any]) -> bool:
    return any(isinstance(one, Channel) and one.is_busy for one in list(connections.values()))


def connection_limit() -> int:
    """How many connections are held at once: as many as the system lets this process open files for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    if soft == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return min(MOST_CONNECTIONS, max(100, (soft - 1000) // 3))
