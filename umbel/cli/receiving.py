"""How a request is read: whole, and bounded."""

import time
from typing import Any, override

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import RequestEntityTooLarge

LARGEST_HEADER = 64 * 1024
HEARD_OUT = 2 * 1024**3
"""A request that is not taken is heard out up to here, and none of it kept: a browser shows no answer before."""
STANDSTILL = 5
"""Seconds without a byte after which a stop no longer waits for who is at the other end."""


class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """As waitress reads a request; the site itself answers one that is not taken, with a page, and finds no body."""

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
        rest = self.content_length - self.body_bytes_received
        self.headers["CONTENT_LENGTH"] = str(max(self.content_length, self.body_bytes_received))
        self.headers["CONNECTION"] = "close"
        heard_out = not waits and 0 < rest <= HEARD_OUT
        self.unheard, self.completed = rest if heard_out else 0, not heard_out
        if self.body_rcv is not None:
            self.close()
            self.body_rcv = None


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection."""

    parser_class = Parser

    @property
    def is_under_way(self) -> bool:
        """Whether a request is being sent or answered, and what depends on the other end has moved lately."""
        if self.requests and not self.waits_for_its_reader:
            return True
        is_half_read = self.request is not None and self.request.headers_finished
        return bool(self.requests or self.total_outbufs_len or is_half_read) and not self.stands_still(STANDSTILL)

    @property
    def waits_for_its_reader(self) -> bool:
        """Whether so much of an answer is ready that it is sent as soon as the other end takes it."""
        return bool(self.total_outbufs_len >= self.adj.send_bytes)

    def stands_still(self, seconds: float) -> bool:
        """Whether nothing was sent or read for so long."""
        return bool(time.time() - self.last_activity > seconds)
