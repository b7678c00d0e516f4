"""Requests are read whole before a thread is given to them: a visitor who is slow or silent keeps nobody waiting.

gunicorn starts, watches and stops the processes; inside each, waitress reads from every connection at once and hands
only whole requests to the threads.
"""

import os
import resource
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, override

from django.conf import settings
from gunicorn.workers.base import Worker  # type: ignore[import-untyped]
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from umbel.cli.receiving import IN_MEMORY, LARGEST_HEADER, Channel, Room
from umbel.documents.states import LARGEST_REQUEST

MOST_CONNECTIONS = 8000
OPEN_FILES = 3 * MOST_CONNECTIONS + 1000
"""A connection with a large request and a large answer keeps a file for each."""
SILENCE = 120
"""Seconds after which a connection that says nothing, or takes nothing of its answer, is closed."""
TO_END = 2
"""Seconds of the time of grace that are kept for ending, before gunicorn kills what is still there."""


class Server(TcpWSGIServer):  # type: ignore[misc]
    """What reads from a listening socket and its connections."""

    channel_class = Channel

    @override
    def maintenance(self, now: float) -> None:
        """Close what is silent. waitress waits until a reader takes something: one that takes nothing kept its answer,
        and a thread that still writes it, for ever.
        """
        super().maintenance(now)
        for channel in list(self.active_channels.values()):
            if channel.waits_for_its_reader and channel.stands_still(self.adj.channel_timeout):
                channel.handle_close()

    def stop_listening(self) -> None:
        """Take those who stand at the door, and close it: whoever comes now is told at once that nobody is here."""
        inside = -1
        while inside < len(self.active_channels) < self.adj.connection_limit:
            inside = len(self.active_channels)
            self.handle_accept()
        self.accepting = False
        wasyncore.dispatcher.close(self)


class BufferingWorker(Worker):  # type: ignore[misc]
    """A process of the site."""

    servers: Sequence[Server] = ()
    """None before the site is loaded, when it can be told to stop already."""

    @override
    def run(self) -> None:
        connections: dict[int, Any] = {}
        sockets = [listening.sock for listening in self.sockets]
        self.servers = buffering_servers(self.wsgi, sockets, self.cfg.threads, connections)
        while self.alive and self.ppid == os.getppid():
            self._turn(connections)
        self._finish(connections)

    @override
    def handle_exit(self, sig: int, frame: Any) -> None:
        """Stop when the requests under way are answered."""
        self.alive = False
        for server in self.servers:
            server.pull_trigger()

    handle_quit = handle_exit

    def _turn(self, connections: dict[int, Any], patience: float = 1) -> None:
        self.notify()
        wasyncore.loop(timeout=patience, use_poll=True, map=connections, count=1)

    def _finish(self, connections: dict[int, Any]) -> None:
        until = time.monotonic() + self.cfg.graceful_timeout - TO_END
        for server in self.servers:
            server.stop_listening()
        self._turn(connections, patience=0)  # what has arrived is under way too
        while time.monotonic() < until and _is_busy(connections):
            self._turn(connections)
        for server in self.servers:
            server.task_dispatcher.shutdown(timeout=TO_END / 2)
        wasyncore.close_all(connections, ignore_all=True)


def buffering_servers(
    application: Callable[..., Any], sockets: Sequence[socket.socket], threads: int, connections: dict[int, Any]
) -> list[Server]:
    """What reads requests from the listening `sockets` and gives them to `threads`, one turn of its loop at a time."""
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(threads)
    bounds = Adjustments(
        connection_limit=connection_limit(),
        asyncore_use_poll=True,
        channel_timeout=SILENCE,
        recv_bytes=LARGEST_HEADER,  # a header that was sent whole is read at once
        inbuf_overflow=IN_MEMORY,
        max_request_header_size=LARGEST_HEADER,
        max_request_body_size=LARGEST_REQUEST + 1,
        # What nobody declared to stand before this site cannot say who asks, nor that the connection is safe.
        clear_untrusted_proxy_headers=not settings.ALLAUTH_TRUSTED_PROXY_COUNT,
        ident=None,
    )
    bounds.room = Room(settings.UMBEL_UPLOADS << 20)
    return [
        Server(
            application,
            map=connections,
            _sock=listening,
            dispatcher=dispatcher,
            adj=bounds,
            sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
            bind_socket=False,
        )
        for listening in sockets
    ]


def _is_busy(connections: Mapping[int, Any]) -> bool:
    return any(isinstance(one, Channel) and one.is_under_way for one in list(connections.values()))


def connection_limit() -> int:
    """How many connections are held at once: as many as the system lets this process open files for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):  # a system may have a bound that it does not tell
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    if soft == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return min(MOST_CONNECTIONS, max(100, (soft - 1000) // 3))
