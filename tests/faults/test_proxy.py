"""The proxy breaks what it is told to break, at the byte that it is told, and nothing else."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.faults.conftest import App
from tests.faults.plan import Fair, Fault, Kind, Plan, Scripted, Seeded
from tests.faults.proxy import NetworkState, Proxy
from tests.support.served import until

ANSWERED = b"done key=abcdefgh"


@pytest.fixture
def ways() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def open_way(ways: ExitStack, app: App, *faults: Fault, plan: Plan | None = None) -> Proxy:
    return ways.enter_context(Proxy(app.url, plan or Scripted(list(faults))))


def connect(way: Proxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", way.port), timeout=5)


def post(body: bytes = b"key=abcdefgh") -> bytes:
    head = (
        "POST /issues HTTP/1.1\r\nHost: x\r\nOwnit-Person: ana\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def say(way: Proxy, request: bytes) -> tuple[bytes, str]:
    """All that comes back, and how it ended: "fin" or "rst"."""
    with connect(way) as phone:
        phone.sendall(request)
        return listen(phone)


def listen(phone: socket.socket) -> tuple[bytes, str]:
    read = b""
    try:
        while piece := phone.recv(4096):
            read += piece
    except ConnectionResetError:
        return read, "rst"
    except TimeoutError:
        return read, "open"
    return read, "fin"


def say_once(way: Proxy, request: bytes, end: bytes = ANSWERED) -> bytes:
    """The answer to one request of a connection that stays."""
    with connect(way) as phone:
        return ask(phone, request, end)


def ask(phone: socket.socket, request: bytes, end: bytes = ANSWERED) -> bytes:
    phone.sendall(request)
    read = b""
    while not read.endswith(end):
        piece = phone.recv(4096)
        assert piece, f"ended after {read!r}"
        read += piece
    return read


def without_date(answer: bytes) -> list[bytes]:
    return [line for line in answer.split(b"\r\n") if not line.startswith(b"Date:")]


def test_nothing_is_changed_on_the_way(app: App, ways: ExitStack) -> None:
    way = open_way(ways, app, plan=Fair())
    with socket.create_connection(way.app, timeout=5) as straight:
        direct = ask(straight, post())
    assert without_date(say_once(way, post())) == without_date(direct)
    assert app.bodies == [b"key=abcdefgh"] * 2


def test_several_requests_share_a_connection(app: App, ways: ExitStack) -> None:
    with connect(open_way(ways, app)) as phone:
        read = ask(phone, post() + post(b"key=ijklmnop"), b"done key=ijklmnop")
    assert read.count(b"HTTP/1.1 200") == 2


@pytest.mark.parametrize(
    ("path", "end"),
    [("/chunked", b"0\r\nTrailer: 1\r\n\r\n"), ("/until-the-end", b"hello"), ("/", b"hello")],
)
def test_each_kind_of_answer_comes_whole(app: App, ways: ExitStack, path: str, end: bytes) -> None:
    way = open_way(ways, app)
    say_once(way, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), end)
    assert way.carried[0].statuses == [200]


def test_the_answer_to_a_look_at_the_head_has_no_body(app: App, ways: ExitStack) -> None:
    assert say_once(open_way(ways, app), b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", b"\r\n\r\n")


@pytest.mark.parametrize("with_reset", [True, False])
@pytest.mark.parametrize("at", [0, 1, 17, 60])
def test_an_answer_is_cut_after_so_many_bytes(
    app: App, ways: ExitStack, at: int, with_reset: bool
) -> None:
    way = open_way(ways, app, Fault(Kind.CUT_ANSWER, at=at, with_reset=with_reset))
    read, ended = say(way, post())
    assert app.bodies == [b"key=abcdefgh"], "the app had done it"
    assert (len(read), ended) == (at, "fin") if not with_reset else ended == "rst"


@pytest.mark.parametrize("at", [0, 1, 40, len(post()) - 1, len(post())])
def test_of_a_cut_request_the_app_has_exactly_the_first_bytes(ways: ExitStack, at: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)
        cut = Scripted([Fault(Kind.CUT_REQUEST, at=at)])
        way = ways.enter_context(Proxy(f"http://127.0.0.1:{listener.getsockname()[1]}", cut))
        assert say(way, post())[0] == b""
        heard, _ = listener.accept()
        with heard:
            assert listen(heard) == (post()[:at], "fin")


def test_a_torn_request_is_not_done(app: App, ways: ExitStack) -> None:
    say(open_way(ways, app, Fault(Kind.CUT_REQUEST, at=len(post()) - 1)), post())
    app.wait(1)
    assert (app.bodies, app.torn) == ([], 1)


def test_a_request_that_is_cut_after_its_last_byte_was_done(app: App, ways: ExitStack) -> None:
    way = open_way(ways, app, Fault(Kind.CUT_REQUEST, share=1.0))
    assert say(way, post())[0] == b""
    app.wait(1)
    assert app.bodies == [b"key=abcdefgh"]


@pytest.mark.parametrize("kind", [Kind.TWICE, Kind.AT_ONCE])
def test_a_repeated_request_comes_twice_and_is_answered_once(
    app: App, ways: ExitStack, kind: Kind
) -> None:
    way = open_way(ways, app, Fault(kind))
    assert say_once(way, post()).count(b"200 OK") == 1
    assert app.bodies == [b"key=abcdefgh"] * 2
    assert way.carried[0].statuses == [200, 200]


def test_a_held_request_comes_after_a_later_one(app: App, ways: ExitStack) -> None:
    way = open_way(ways, app, Fault(Kind.HOLD, behind=1))
    with connect(way) as held:
        held.sendall(post(b"key=earlier1"))
        until(lambda: len(way.carried) == 1, 5, "held back")
        say_once(way, post(b"key=later123"), b"done key=later123")
        assert held.recv(4096)
    assert app.bodies == [b"key=later123", b"key=earlier1"]


def test_a_held_request_goes_on_when_whoever_sent_it_has_left(app: App, ways: ExitStack) -> None:
    way = open_way(ways, app, Fault(Kind.HOLD, behind=1))
    with connect(way) as held:
        held.sendall(post(b"key=earlier1"))
        until(lambda: len(way.carried) == 1, 5, "held back")
    say_once(way, post(b"key=later123"), b"done key=later123")
    app.wait(2)
    assert app.bodies == [b"key=later123", b"key=earlier1"]


@pytest.mark.parametrize(("kind", "done"), [(Kind.ANSWER, 0), (Kind.ANSWER_AFTER, 1)])
def test_the_proxy_answers_itself(app: App, ways: ExitStack, kind: Kind, done: int) -> None:
    way = open_way(ways, app, Fault(kind, status=502, retry_after=3))
    answer = say_once(way, post(), b"</html>")
    assert answer.startswith(b"HTTP/1.1 502 ")
    assert b"\r\nRetry-After: 3\r\n" in answer
    assert len(app.bodies) == done


def test_a_trickling_answer_comes_whole(app: App, ways: ExitStack) -> None:
    way = open_way(ways, app, Fault(Kind.TRICKLE, seconds=0.1))
    assert say_once(way, post()).endswith(ANSWERED)


def test_silence_lasts_until_fair_weather_and_ends_in_nothing(app: App, ways: ExitStack) -> None:
    way = open_way(ways, app, Fault(Kind.SILENCE))
    with connect(way) as phone:
        phone.sendall(post())
        until(lambda: len(way.carried) == 1, 5, "heard")
        way.turn(NetworkState.FAIR)
        assert listen(phone)[0] == b""
    assert app.bodies == []


def test_refused_means_refused_and_what_was_open_breaks(app: App, ways: ExitStack) -> None:
    way = open_way(ways, app)
    with connect(way) as phone:
        way.turn(NetworkState.REFUSED)
        assert listen(phone)[0] == b""
    with pytest.raises(ConnectionRefusedError):
        connect(way)
    way.turn(NetworkState.FAIR)
    assert say_once(way, post())


def test_in_silent_weather_nothing_comes_and_later_all_does(app: App, ways: ExitStack) -> None:
    way = open_way(ways, app)
    way.turn(NetworkState.SILENT)
    ended: list[tuple[bytes, str]] = []
    phone = threading.Thread(target=lambda: ended.append(say(way, post())))
    phone.start()
    until(lambda: len(way.carried) == 1, 5, "heard")
    assert not ended
    way.turn(NetworkState.ROUGH)
    phone.join(5)
    assert ended[0][0] == b""
    assert say_once(way, post())


def test_fair_weather_does_not_ask_the_plan(app: App, ways: ExitStack) -> None:
    way = open_way(ways, app, Fault(Kind.ANSWER))
    way.turn(NetworkState.FAIR)
    assert say_once(way, post())


def test_it_knows_a_tap_by_its_key_and_its_person(app: App, ways: ExitStack) -> None:
    parts = b'--x\r\nContent-Disposition: form-data; name="key"\r\n\r\nqrstuvwx\r\n--x--\r\n'
    multipart = post(parts).replace(b"application/x-www-form-urlencoded", b"multipart/form-data")
    way = open_way(ways, app)
    say_once(way, post())
    say_once(way, multipart, parts)
    assert [one.key for one in way.carried] == ["abcdefgh", "qrstuvwx"]
    assert {one.person for one in way.carried} == {"ana"}


def test_a_seed_decides_for_ever_and_looks_do_not_move_taps() -> None:
    one, other, third = Seeded("7/ana"), Seeded("7/ana"), Seeded("8/ana")
    fates = [one.nth("tap", number) for number in range(200)]
    assert fates == [other.nth("tap", number) for number in range(200)]
    assert fates != [third.nth("tap", number) for number in range(200)]
    assert {fate.kind for fate in fates} == set(Kind), "every fault has its turn"
