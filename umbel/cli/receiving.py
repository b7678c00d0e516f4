"""How a request is read: whole, bounded, and with a bound over all that are being sent at once."""

import time
from threading import Lock
from typing import Any, override

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import WSGITask
from waitress.utilities import RequestEntityTooLarge

from umbel.documents.states import NO_ROOM

LARGEST_HEADER = 64 * 1024
IN_MEMORY = 64 * 1024
"""Bytes of a request that are kept in memory; what is larger goes to the disk, and needs room there."""
HEARD_OUT = 2 * 1024**3
"""A request that is not taken is heard out up to here, and none of it kept: a browser shows no answer before."""
STANDSTILL = 5
"""Seconds without a byte after which a stop no longer waits for who is at the other end."""


class Room:
    """What the requests of this process may take of the disk, all together, in bytes."""

    def __init__(self, most: int) -> None:
        self.left = most
        self._lock = Lock()

    def take(self, size: int) -> bool:
        """Take `size` of it, if there is as much."""
        with self._lock:
            fits = size <= self.left
            self.left -= size if fits else 0
        return fits

    def give_back(self, size: int) -> None:
        """What was taken is free again."""
        with self._lock:
            self.left += size


class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """As waitress reads a request; the site itself answers one that is not taken, with a page, and finds no body."""

    unheard = 0
    held = 0
    """Bytes of the room that this request has taken."""
    found_no_room = False
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
        elif self.body_bytes_received > IN_MEMORY and not self._hold(self.body_bytes_received):
            self.found_no_room = True
            self._pass_on_without_its_body()
        return taken

    @override
    def close(self) -> None:
        super().close()
        self.adj.room.give_back(self.held)
        self.held = 0

    def _hold(self, size: int) -> bool:
        if fits := self.adj.room.take(size - self.held):
            self.held = size
        return bool(fits)

    def _pass_on_without_its_body(self) -> None:
        waits, self.error, self.expect_continue = self.expect_continue, None, False
        rest = self.content_length - self.body_bytes_received
        self.headers["CONTENT_LENGTH"] = str(max(self.content_length, self.body_bytes_received))
        self.headers["CONNECTION"] = "close"
        heard_out = not waits and 0 < rest <= HEARD_OUT
        self.unheard, self.completed = rest if heard_out else 0, not heard_out
        if self.body_rcv is not None:
            self.close()
            self.body_rcv = None


class Task(WSGITask):  # type: ignore[misc]
    """An answer by the site, which is told of a request that there was no room for. What took long to answer has not
    stood still: time counts for the reader from when there is something to read.
    """

    @override
    def get_environment(self) -> dict[str, Any]:
        environment: dict[str, Any] = super().get_environment()
        environment[NO_ROOM] = self.request.found_no_room
        return environment

    @override
    def write(self, data: bytes) -> None:
        self.channel.last_activity = time.time()
        super().write(data)

    @override
    def finish(self) -> None:
        self.channel.last_activity = time.time()
        super().finish()


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection."""

    parser_class = Parser
    task_class = Task

    @property
    def is_under_way(self) -> bool:
        """Whether a request is being sent or answered, and what depends on the other end has moved lately."""
        if self.requests and not self.waits_for_its_reader:
            return True
        is_half_read = self.request is not None and self.request.headers_finished
        return bool(self.requests or self.total_outbufs_len or is_half_read) and not self.stands_still(STANDSTILL)

    @property
    def waits_for_its_reader(self) -> bool:
        """Whether some of an answer is ready, and is sent as soon as the other end takes it."""
        return bool(self.total_outbufs_len >= self.adj.send_bytes)

    def stands_still(self, seconds: float) -> bool:
        """Whether nothing was sent or read for so long."""
        return bool(time.time() - self.last_activity > seconds)

    @override
    def handle_close(self) -> None:
        super().handle_close()
        if self.request is not None:  # nobody else closes one that was not read to its end
            self.request.close()
