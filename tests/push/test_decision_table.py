"""Every row of the decision table, against a real service over real sockets."""

import socket
import ssl
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from push import public_http, subscriptions, verdict
from push.endpoints import PushServices, hash_of
from push.models import DeliveryState, GoneSubscription
from tests.push.bench import Bench
from tests.push.faults import Fault
from tests.push.running import running_service

PENDING, DEAD, ACCEPTED = DeliveryState.PENDING, DeliveryState.DEAD, DeliveryState.ACCEPTED


@dataclass(frozen=True)
class Expected:
    state: DeliveryState
    reason: str | None
    wait: float | None = None  # seconds until the next try
    is_kept: bool = True  # the subscription
    is_quarantined: bool = False
    is_paused: bool = False  # the push service
    is_alarm: bool = False


RETRY = Expected(PENDING, None, wait=2.5)  # half of the first back-off of 5 s
GONE = Expected(DEAD, "gone", is_kept=False)
OURS = Expected(DEAD, None, is_alarm=True)

TABLE = {
    **{status: Expected(ACCEPTED, None) for status in (200, 201, 202, 203, 204, 299)},
    **dict.fromkeys((404, 410), GONE),
    **{status: replace(OURS, reason=f"status {status}") for status in (400, 402, 405, 415, 418)},
    **{
        status: Expected(PENDING, f"status {status}", wait=600, is_paused=True, is_alarm=True)
        for status in (401, 403)
    },
    **{
        status: replace(RETRY, reason=f"status {status}")
        for status in (406, 407, 408, 421, 425, 429, 460, 499, 500, 502, 503, 504, 599)
    },
    413: Expected(PENDING, "status 413", wait=0),
    **{
        status: replace(RETRY, reason="redirect", is_alarm=True)
        for status in (301, 302, 303, 307, 308)
    },
}


def assert_as_expected(bench: Bench, expected: Expected) -> None:
    row = bench.delivery()
    assert (row.state, row.reason) == (expected.state, expected.reason)
    waits = (row.next_at - bench.clock()).total_seconds() if row.next_at else None
    assert waits == expected.wait
    kept = bench.subscriptions()
    assert bool(kept) is expected.is_kept
    assert any(phone.quarantined_at for phone in kept) is expected.is_quarantined
    assert any(origin.paused_until for origin in bench.origins()) is expected.is_paused
    with bench.database.read() as session:
        assert bool(subscriptions.refused_phones(session)) is expected.is_alarm


@pytest.mark.parametrize("status", TABLE)
def test_what_an_answer_does(bench: Bench, status: int) -> None:
    bench.phone()
    bench.enqueue()
    bench.service.faults.append(Fault(status, {"Location": f"{bench.service.origin}/elsewhere"}))
    assert bench.worker.send_due()
    assert bench.service.requests == 1
    assert_as_expected(bench, TABLE[status])


NO_ANSWER = replace(RETRY, reason="no answer")
BROKEN = {
    "reset": (Fault(kind="reset"), NO_ANSWER),
    "vanish": (Fault(kind="vanish"), NO_ANSWER),
    "accepted, then vanish": (Fault(kind="vanish", accepts_first=True), NO_ANSWER),
    "silence": (Fault(kind="silence"), NO_ANSWER),
    "slow body of a success": (Fault(201, kind="slow body"), Expected(ACCEPTED, None)),
    "slow body of an error": (Fault(500, kind="slow body"), replace(RETRY, reason="status 500")),
    "20 MB of success": (Fault(201, kind="large body"), Expected(ACCEPTED, None)),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_a_broken_answer_does(
    bench: Bench, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_http, "DEADLINE", 2.0)
    fault, expected = BROKEN[name]
    bench.phone()
    bench.enqueue()
    bench.service.faults.append(fault)
    bench.worker.send_due()
    assert_as_expected(bench, expected)


def test_a_service_that_is_not_there_is_waited_for(bench: Bench) -> None:
    phone = bench.phone()
    with socket.socket() as unused:  # bound and not listening: it refuses
        unused.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{unused.getsockname()[1]}"
        bench.services = PushServices.of((origin,))
        bench.subscribe(replace(phone, endpoint=f"{origin}/x"))
        bench.enqueue()
        worker = bench.another_worker()
        worker.send_due()
        worker.close()
    assert_as_expected(bench, replace(RETRY, reason="unreachable"))


def test_a_certificate_that_is_wrong_is_an_alarm(bench: Bench, tls: ssl.SSLContext) -> None:
    phone = bench.phone()
    with running_service(ssl_context=tls) as https:
        bench.services = PushServices.of((https.origin,))
        bench.subscribe(replace(phone, endpoint=https.subscribe()))
        bench.enqueue()
        worker = bench.another_worker()
        worker.send_due()
        worker.close()
        assert https.requests == 0
    assert_as_expected(bench, replace(RETRY, reason="tls", is_alarm=True))


RETRY_AFTER = {
    "0": 2.5,
    "7": 7,
    "120": 120,
    "-5": 2.5,
    "1000000000": 3600,  # no longer than the message lives
    "soon": 2.5,
    "": 2.5,
    "7.5": 7.5,
    "60s": 60,
    '"90"': 90,
    "5, 120": 120,
    "5, soon": 2.5,
    "Wed, 99 Foo 2026 25:61:61 GMT": 2.5,
    "٣": 2.5,
}


@pytest.mark.parametrize("text", RETRY_AFTER)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_heeded_where_it_can_be_read(bench: Bench, status: int, text: str) -> None:
    bench.phone()
    bench.enqueue()
    bench.service.faults.append(Fault(status, {"Retry-After": text}))
    bench.worker.send_due()
    assert_as_expected(bench, replace(RETRY, reason=f"status {status}", wait=RETRY_AFTER[text]))


THROTTLES = (400, 401, 402, 403, 404, 406, 413, 418, 422, 429, 451, 499)


@pytest.mark.parametrize("status", THROTTLES)
def test_retry_after_of_any_4xx_is_a_throttle(bench: Bench, status: int) -> None:
    """WNS throttles with 406; who names a time says that it will be taken then."""
    bench.phone()
    bench.enqueue()
    bench.service.faults.append(Fault(status, {"Retry-After": "900"}))
    bench.worker.send_due()
    assert_as_expected(bench, replace(RETRY, reason=f"status {status}", wait=900))
    bench.clock.forward(seconds=901)
    assert bench.worker.send_due()
    assert bench.delivery().state == ACCEPTED


def test_retry_after_brings_nobody_back_who_is_gone(bench: Bench) -> None:
    bench.phone()
    bench.enqueue()
    bench.service.faults.append(Fault(410, {"Retry-After": "900"}))
    bench.worker.send_due()
    assert_as_expected(bench, GONE)


@pytest.mark.parametrize("status", [400, 404, 406])
@pytest.mark.parametrize("text", ["0", "soon", "-5", ""])
def test_retry_after_that_names_no_time_changes_nothing(
    bench: Bench, status: int, text: str
) -> None:
    bench.phone()
    bench.enqueue()
    bench.service.faults.append(Fault(status, {"Retry-After": text}))
    bench.worker.send_due()
    assert_as_expected(bench, TABLE[status])


WNS = {
    "received": Expected(ACCEPTED, None),
    "Dropped": replace(RETRY, reason="dropped"),
    " channelThrottled": replace(RETRY, reason="status 406"),
    "appthrottled": replace(RETRY, reason="status 406"),
    "something new": Expected(ACCEPTED, None),
}


@pytest.mark.parametrize("said", WNS)
@pytest.mark.parametrize("status", [200, 201])
def test_what_wns_has_thrown_away_is_sent_again(bench: Bench, status: int, said: str) -> None:
    bench.phone()
    bench.enqueue()
    bench.service.faults.append(Fault(status, {"X-WNS-NotificationStatus": said}))
    assert bench.worker.send_due()
    assert_as_expected(bench, WNS[said])
    if WNS[said].state == PENDING:
        bench.clock.forward(seconds=3)
        assert bench.worker.send_due()
        assert bench.delivery().state == ACCEPTED


STATUSES = st.integers(100, 999)
TEXTS = st.none() | st.text(max_size=80) | st.integers(-10, 10**12).map(str)


@given(STATUSES, TEXTS, st.integers(1, 50), st.booleans())
def test_every_answer_has_a_verdict_that_fits(
    status: int, text: str | None, attempt: int, was_minimal: bool
) -> None:
    now = datetime(2026, 11, 29, tzinfo=UTC)
    answer = verdict.Answer(status, retry_after=text)
    found = verdict.decide(answer, attempt=attempt, was_minimal=was_minimal, now=now, jitter=0.5)
    assert 0 <= found.wait <= verdict.LONGEST_RETRY_AFTER
    assert (found.row is verdict.DeliveryResult.ACCEPTED) is (200 <= status < 300)
    assert (found.subscription is verdict.SubscriptionAction.DELETE) <= (status in (404, 410))
    if 400 <= status < 500 and status != 410 and verdict.retry_after(text, now):
        assert found.row is verdict.DeliveryResult.RETRY
        assert found.alarm is None


def test_retry_after_may_be_a_date(bench: Bench) -> None:
    bench.phone()
    bench.enqueue()
    date = format_datetime(bench.clock() + timedelta(seconds=90), usegmt=True)
    bench.service.faults.append(Fault(503, {"Retry-After": date}))
    bench.worker.send_due()
    assert_as_expected(bench, replace(RETRY, reason="status 503", wait=90))


def test_a_gone_phone_leaves_a_tombstone_and_an_unreachable_message(bench: Bench) -> None:
    phone = bench.phone(device="7")
    bench.enqueue()
    bench.service.channels[phone.token].gone = True
    bench.worker.send_due()
    with bench.database.read() as session:
        (stone,) = session.exec(select(GoneSubscription)).all()
        assert (stone.endpoint_hash, stone.reason) == (hash_of(phone.endpoint), "gone")
        assert subscriptions.of_device(session, "7") is None
    assert bench.message().unreachable == "no phone could be reached"


def test_too_large_is_sent_again_without_words(bench: Bench) -> None:
    phone = bench.phone()
    bench.enqueue(title="Something")
    bench.service.faults.append(Fault(413))
    bench.worker.send_due()
    bench.worker.send_due()
    (document,) = phone.inbox(bench.service)
    assert document["notification"]["title"] == "An issue needs you"
    assert bench.delivery().state == ACCEPTED


def test_too_large_even_without_words_is_the_end(bench: Bench) -> None:
    bench.phone()
    bench.enqueue()
    bench.service.always = Fault(413)
    bench.worker.send_due()
    bench.worker.send_due()
    assert_as_expected(bench, replace(OURS, reason="status 413"))


def test_waits_double_up_to_ten_minutes() -> None:
    """In seconds, with half of the jitter; never less than one."""
    waits = [verdict.back_off(attempt, 0.5) for attempt in range(1, 11)]
    assert waits == [2.5, 5, 10, 20, 40, 80, 160, 300, 300, 300]
    assert verdict.back_off(1, 0.0) == 1
