"""Many slow clients at once cost no thread: everybody else is answered all the same."""

import os
import signal
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.server.raw import Raw
from tests.support.served import Served, serve, until
from tests.support.strangers import Strangers

GET = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
BODY = b"code=123456"
POST = (
    b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: %d\r\n\r\n" % len(BODY)
)
# More of each than two processes have threads.
MANY = {"idle": 120, "half_lines": 60, "slow_heads": 60, "slow_bodies": 60, "slow_readers": 60}
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="127.0.0.2 and /proc")


def style(app: Served) -> str:
    """A file that is large enough to be read slowly."""
    with urlopen(f"{app.url}/sign-in") as page:
        found = page.read().decode().partition('href="/static/')[2].partition('"')[0]
    return f"/static/{found}"


def answered(port: int, how_many: int) -> list[float]:
    """Seconds that each of some requests took, each on a connection of its own."""
    times = []
    for number in range(how_many):
        began = time.monotonic()
        with Raw(port) as raw:
            path = b"/sign-in" if number % 2 else b"/healthz"
            assert raw.send(GET.replace(b"/healthz", path)).reply().status == 200
        times.append(time.monotonic() - began)
    return sorted(times)


@linux_only
@pytest.mark.parametrize("kinds", [*({kind: n} for kind, n in MANY.items()), MANY], ids=" ".join)
def test_everybody_else_is_answered_beside_strangers(
    port: int, app: Served, kinds: dict[str, int]
) -> None:
    calm = answered(port, 20)
    with Strangers(port, source="127.0.0.2", page=style(app)) as strangers:
        strangers.open(**kinds)
        beside = answered(port, 20)
    # Without threads of their own they waited 12 s and more; the ratio itself is for `make bench`.
    assert beside[10] < max(20 * calm[10], 0.5)


@linux_only
def test_one_address_takes_the_connections_of_nobody_else(port: int) -> None:
    """The connections of whoever has too many are closed: that of another address stays."""
    with Raw(port) as other, Strangers(port, source="127.0.0.2") as strangers:
        assert other.send(GET).reply().status == 200
        strangers.open(idle=900)
        until(lambda: strangers.closed["idle"] > 100, 20, "closed")
        assert other.send(GET).reply().status == 200


def test_a_head_and_a_body_that_never_end_are_refused_in_time(port: int) -> None:
    with Raw(port) as never, Raw(port) as head:
        head.send(GET[:-2])
        reply = head.reply()
        assert (reply.status, reply.headers["Connection"]) == (408, "close")
        assert reply.headers["Ownit-Protocol"] == "1"
        assert never.is_closed()


def test_stopping_finishes_what_has_begun(tmp_path: Path) -> None:
    with serve(tmp_path / "data") as app:
        port = int(app.url.rpartition(":")[2])
        with Raw(port) as sending, Raw(port) as idle:
            assert idle.send(GET).reply().status == 200
            sending.send(POST + BODY[:4])
            answered(port, 2)  # so that what was sent has arrived
            began = time.monotonic()
            app.process.send_signal(signal.SIGTERM)
            assert idle.is_closed()
            reply = sending.send(BODY[4:]).reply()
            assert (reply.status, reply.headers["Connection"]) == (422, "close")
        assert app.process.wait(20) == 0
        assert time.monotonic() - began < 20


@linux_only
def test_a_killed_process_is_replaced(tmp_path: Path) -> None:
    with serve(tmp_path / "data") as app:
        until(lambda: len(processes(app)) == 2, 15, "both started")
        before = processes(app)
        os.kill(before[0], signal.SIGKILL)
        until(lambda: len(processes(app)) == 2 and processes(app) != before, 15, "replaced")
        answered(int(app.url.rpartition(":")[2]), 4)


def processes(app: Served) -> list[int]:
    web = app.child("web")
    children = Path(f"/proc/{web}/task/{web}/children").read_text()
    return sorted(int(one) for one in children.split())
