"""`umbel serve`: slow and silent visitors keep nobody waiting, what is too large is not kept, a stop loses nothing."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection
from waitress import wasyncore

from tests import prepared
from tests.cli.places import free_port
from umbel.cli import buffering
from umbel.cli.buffering import buffering_servers
from umbel.documents.states import LARGEST_REQUEST, NO_ROOM

ROOT = Path(__file__).parents[2]
HELD = {
    "silent": b"",
    "half a header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Half: o",
    "half a body": b"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf",
}
OF_EACH = 340


def answer(port):
    """The status of the front page, and the seconds until it came."""
    began = time.monotonic()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as visitor:
        visitor.request("GET", "/")
        return visitor.getresponse().status, time.monotonic() - began


@pytest.fixture(scope="module")
def site(django_db_setup, tmp_path_factory):
    """The port and the process of a site of its own."""
    if connection.vendor != "sqlite":
        pytest.skip("How requests are read does not depend on the database; once is enough.")
    home, port = tmp_path_factory.mktemp("served"), free_port()
    prepared.copy_to(home / "umbel.sqlite3")
    environment = {**os.environ, "UMBEL_HOME": str(home), "UMBEL_DATABASE": "sqlite"}
    command = [sys.executable, "-m", "umbel.cli", "serve", "--no-work", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        said = process.stderr.readline()
        assert "Umbel is at" in said
        yield port, process
        process.terminate()


def test_a_thousand_slow_visitors_keep_nobody_waiting_and_a_stop_answers_what_was_asked(site):
    port, process = site
    with ExitStack() as stack:
        for said in HELD.values():
            for _ in range(OF_EACH):
                held = stack.enter_context(socket.create_connection(("127.0.0.1", port), 20))
                held.sendall(said)
        found = [answer(port) for _ in range(6)]
        assert {status for status, _seconds in found} == {200}
        assert min(seconds for _status, seconds in found) < 1

        waiting = [http.client.HTTPConnection("127.0.0.1", port, timeout=20) for _ in range(12)]
        for visitor in waiting:
            stack.enter_context(closing(visitor))
            visitor.request("GET", "/about/")
            visitor.getresponse().read()
        for visitor in waiting:
            visitor.request("GET", "/about/")
        process.terminate()
        assert [visitor.getresponse().status for visitor in waiting] == [200] * 12
    assert process.wait(timeout=20) == 0


def told(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    if environ["PATH_INFO"] == "/long":
        return (b"x" * (1 << 20) for _ in count())
    read = len(environ["wsgi.input"].read())
    said = [environ.get("CONTENT_LENGTH", ""), str(read), environ.get("HTTP_X_FORWARDED_PROTO", "not told")]
    return [" ".join([*said, *["no room"] * environ[NO_ROOM]]).encode()]


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A server that answers with what it was told of a request: its size, whether it was safe, and whether
    there was no room for it. `/long` is answered for as long as it is read.
    """
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    stop, connections = Event(), {}
    listening = socket.create_server(("127.0.0.1", 0))
    (server,) = buffering_servers(told, [listening], 2, connections)
    server.adj.cleanup_interval = 0.1

    def turns():
        while not stop.is_set():
            wasyncore.loop(timeout=0.05, use_poll=True, map=connections, count=1)
        server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(connections)

    loop = Thread(target=turns)
    loop.start()
    yield server
    stop.set()
    loop.join()
    listening.close()


@pytest.fixture
def echo(server):
    """Its port."""
    return server.effective_port


def sent(port, size, **headers):
    """What is answered to so many bytes."""
    piece = b"x" * (1 << 20)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as visitor:
        visitor.putrequest("POST", "/")
        for name, value in {"Content-Length": str(size), **headers}.items():
            visitor.putheader(name, value)
        visitor.endheaders()
        for begin in range(0, size, len(piece)):
            visitor.send(piece[: size - begin])
        return visitor.getresponse().read().decode()


def test_the_largest_request_is_read_whole(echo):
    assert sent(echo, LARGEST_REQUEST) == f"{LARGEST_REQUEST} {LARGEST_REQUEST} not told"


def test_a_request_that_is_too_large_is_heard_out_and_none_of_it_is_kept(echo, monkeypatch):
    def kept(*arguments, **named):
        raise AssertionError

    monkeypatch.setattr(tempfile, "TemporaryFile", kept)
    size = LARGEST_REQUEST + 1
    assert sent(echo, size) == f"{size} 0 not told"


def test_whoever_asks_first_whether_to_go_on_is_not_told_to(echo):
    with closing(socket.create_connection(("127.0.0.1", echo), 20)) as visitor:
        size = LARGEST_REQUEST + 1
        visitor.sendall(
            f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {size}\r\nExpect: 100-continue\r\n\r\n".encode()
        )
        said = visitor.makefile("rb").read().decode()
    assert said.startswith("HTTP/1.1 200 OK")
    assert said.endswith(f"{size} 0 not told")


def test_pieces_without_a_size_are_counted(echo):
    piece = b"%x\r\n" % (1 << 20) + b"x" * (1 << 20) + b"\r\n"
    with closing(socket.create_connection(("127.0.0.1", echo), 20)) as visitor:
        visitor.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        with pytest.raises(OSError, match=r"reset|pipe"):  # noqa: PT012
            for _ in range(4 * (LARGEST_REQUEST >> 20)):
                visitor.sendall(piece)


@pytest.fixture
def little_room(settings):
    """A server that has room for 2 MB of what is being sent."""
    settings.UMBEL_UPLOADS = 2


def half_sent(server, size):
    """A connection on which half of so many bytes came."""
    before = server.adj.room.left
    held = socket.create_connection(("127.0.0.1", server.effective_port), 20)
    held.sendall(f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {size}\r\n\r\n".encode() + b"x" * (size // 2))
    assert eventually(lambda: server.adj.room.left == before - size // 2)
    return held


def eventually(is_so):
    """Whether it is so before long."""
    until = time.monotonic() + 5
    while not (found := is_so()) and time.monotonic() < until:
        time.sleep(0.02)
    return found


def test_what_there_is_no_room_for_is_not_kept_and_room_comes_with_whoever_leaves(little_room, server):
    port, size = server.effective_port, 3 << 19
    with closing(half_sent(server, 2 * size)) as other:
        assert sent(port, size) == f"{size} 0 not told no room"
        assert sent(port, 60_000) == "60000 60000 not told"
        other.sendall(b"x" * size)
        assert other.makefile("rb").read().endswith(f"{2 * size} 0 not told no room".encode())
    half_sent(server, 2 * size).close()
    assert eventually(lambda: sent(port, size) == f"{size} {size} not told")


def test_what_was_answered_makes_room(little_room, echo):
    size = 3 << 19
    for _ in range(4):
        assert eventually(lambda: sent(echo, size) == f"{size} {size} not told")


def test_pieces_without_a_size_need_room_too(little_room, echo):
    piece = b"%x\r\n" % (1 << 20) + b"x" * (1 << 20) + b"\r\n"
    with closing(socket.create_connection(("127.0.0.1", echo), 20)) as visitor:
        visitor.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        with pytest.raises(OSError, match=r"reset|pipe"):  # noqa: PT012
            for _ in range(40):
                visitor.sendall(piece)
    assert eventually(lambda: sent(echo, 1 << 20) == f"{1 << 20} {1 << 20} not told")


def test_whoever_reads_nothing_of_an_answer_keeps_no_thread(monkeypatch, request):
    monkeypatch.setattr(buffering, "SILENCE", 1)
    port = request.getfixturevalue("echo")
    began = time.monotonic()
    with ExitStack() as stack:
        for _ in range(2):
            visitor = stack.enter_context(closing(socket.create_connection(("127.0.0.1", port), 20)))
            visitor.sendall(b"GET /long HTTP/1.1\r\nHost: a\r\n\r\n")
            visitor.recv(1)
        assert sent(port, 3) == "3 3 not told"
        assert time.monotonic() - began > 0.5, "Both threads were taken before."


@pytest.mark.parametrize(("proxies", "said"), [(0, "not told"), (1, "https")])
def test_only_a_declared_web_server_says_that_a_connection_is_safe(proxies, said, settings, request):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    port = request.getfixturevalue("echo")
    assert sent(port, 3, **{"X-Forwarded-Proto": "https"}) == f"3 3 {said}"
