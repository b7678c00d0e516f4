"""A stop of `umbel serve` finishes what people are sending and being sent, and waits for nobody who stands still."""

import http.client
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.places import free_port

ROOT = Path(__file__).parents[2]
SIZE = 1 << 20


@pytest.fixture
def start():
    """Starts a small site of its own; gives its port and its process."""
    started = []

    def one(*arguments, waits=True):
        port = free_port()
        command = [sys.executable, "-m", "tests.cli.small_site", str(port), *arguments]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        started.append(process)
        if waits:
            assert process.stdout.readline() == "ready\n"
        return port, process

    yield one
    for process in started:
        process.kill()
        process.communicate()


def begun(port, size, *, sent):
    """A connection on which so much of a request was sent."""
    held = socket.create_connection(("127.0.0.1", port), 10)
    held.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % size + b"x" * sent)
    return held


def test_what_is_still_being_sent_is_taken_and_answered(start):
    port, process = start()
    with closing(begun(port, SIZE, sent=SIZE // 2)) as visitor:
        process.terminate()
        time.sleep(0.3)
        visitor.sendall(b"x" * (SIZE - SIZE // 2))
        assert visitor.makefile("rb").read().endswith(f"\r\n\r\n{SIZE}".encode())
    assert process.wait(timeout=5) == 0


def test_what_was_sent_whole_is_answered_also_by_those_at_the_door(start):
    port, process = start()
    visitors = [http.client.HTTPConnection("127.0.0.1", port, timeout=10) for _ in range(40)]
    for visitor in visitors:
        visitor.request("POST", "/", b"x" * 20_000)
    process.terminate()
    assert {visitor.getresponse().read() for visitor in visitors} == {b"20000"}
    for visitor in visitors:
        visitor.close()


def test_whoever_comes_after_the_stop_is_told_at_once_that_nobody_is_here(start):
    port, process = start()
    with closing(begun(port, SIZE, sent=SIZE // 2)):
        process.terminate()
        time.sleep(0.5)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), 5)


@pytest.mark.parametrize("held", ["half a request", "an answer that nobody reads"])
def test_whoever_stands_still_does_not_hold_a_stop_until_it_is_killed(start, held):
    port, process = start()
    with closing(begun(port, SIZE, sent=SIZE // 2) if held == "half a request" else asks_and_reads_nothing(port)):
        process.terminate()
        assert process.wait(timeout=5) == 0
    assert "SIGKILL" not in process.stderr.read()


def asks_and_reads_nothing(port):
    visitor = socket.create_connection(("127.0.0.1", port), 10)
    visitor.sendall(b"GET /long HTTP/1.1\r\nHost: a\r\n\r\n")
    visitor.recv(1)
    return visitor


def test_a_stop_while_the_site_is_still_loading_is_no_surprise(start):
    _port, process = start("stop-while-loading", waits=False)
    assert process.wait(timeout=5) == 0
    assert "Traceback" not in process.stderr.read()
