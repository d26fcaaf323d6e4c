"""What one connection may cost: time, memory, room on the disk."""

import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from gunicorn.config import Config

from web.server import admission, connection
from web.server.admission import Connections
from web.server.connection import Connection, State

HEAD = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"


@dataclass
class Pair:
    client: socket.socket
    server: Connection

    def send(self, some: bytes) -> None:
        """And have it taken, as the server's loop does."""
        for start in range(0, len(some), 65536):
            self.client.sendall(some[start : start + 65536])
            assert self.server.read()
            self.server.find_request()


@pytest.fixture
def pairs() -> Iterator["list[Pair]"]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made = []
        for _ in range(4):
            client = socket.create_connection(listener.getsockname())
            client.settimeout(10)
            sock, address = listener.accept()
            made.append(Pair(client, Connection(Config(), sock, address, listener.getsockname())))
        yield made
        for pair in made:
            pair.client.close()
            pair.server.close()


def test_what_came_fast_buys_no_long_stall(pairs: list[Pair]) -> None:
    """A megabyte at once, and then nothing, ends as soon as nothing at all would."""
    pairs[0].send(HEAD % 2_000_000 + b"x" * 1_000_000)
    assert pairs[0].server.state is State.RECEIVING
    assert pairs[0].server.deadline <= time.monotonic() + connection.GRACE_SECONDS


def test_a_slow_body_has_a_deadline_that_hardly_moves(pairs: list[Pair]) -> None:
    pair = pairs[0]
    pair.send(HEAD % 1000)
    before = pair.server.deadline
    for _ in range(10):
        pair.send(b"x")
    assert pair.server.deadline - before < 0.1


def test_single_bytes_of_a_head_do_not_move_its_deadline(pairs: list[Pair]) -> None:
    pair = pairs[0]
    pair.send(b"G")
    before = pair.server.deadline
    for byte in b"ET / HTTP/1.1\r\n":
        pair.send(bytes([byte]))
    assert pair.server.deadline == before


def test_what_comes_after_a_whole_request_is_not_read_on(pairs: list[Pair]) -> None:
    """A client that never stops sending fills no memory."""
    pair = pairs[0]
    pair.client.setblocking(False)
    garbage = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 20_000
    sent = pair.client.send(garbage)
    pair.server.read()
    assert pair.server.find_request()
    assert len(pair.server.received) <= 65536 < sent


def test_an_answer_that_nobody_reads_takes_no_thread(pairs: list[Pair]) -> None:
    pair = pairs[0]
    pair.server.sock.sendall(b"x" * 20_000_000)
    assert pair.server.unsent_bytes > 0
    assert not pair.server.flush()


def test_large_requests_have_a_limit_for_each_address(
    pairs: list[Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "RECEIVED_PER_ADDRESS", 250_000)
    known = Connections(by_address=True)
    for pair in pairs:
        known.add(pair.server)
    pairs[0].send(HEAD % 900_000 + b"x" * 200_000)
    assert not known.is_too_much(pairs[0].server)
    pairs[1].send(HEAD % 10 + b"x" * 5)
    assert not known.is_too_much(pairs[1].server)
    pairs[2].send(HEAD % 900_000 + b"x" * 100_000)
    assert known.is_too_much(pairs[2].server)
    pairs[0].server.end_request()
    assert not known.is_too_much(pairs[2].server)


def test_the_connection_that_does_least_gives_way(
    pairs: list[Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "PER_ADDRESS", 3)
    known = Connections(by_address=True)
    pairs[0].server.state = State.WORKING
    pairs[1].send(HEAD % 900 + b"x")
    assert [known.add(pair.server) for pair in pairs[:3]] == [None] * 3
    assert known.add(pairs[3].server) is pairs[2].server  # it only waits


def test_behind_a_proxy_its_address_has_no_limit(
    pairs: list[Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admission, "PER_ADDRESS", 1)
    known = Connections(by_address=False)
    assert [known.add(pair.server) for pair in pairs] == [None] * 4
