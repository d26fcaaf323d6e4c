"""One bad row costs no other: it is buried with a reason, and good ones beside it are sent."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from push import content, escalation, payload, receipts, superseding, totals
from push.models import DeliveryState
from tests.push.bench import Bench
from tests.push.running import Phone
from tests.push.sink import Sink

ACCEPTED, DEAD = DeliveryState.ACCEPTED, DeliveryState.DEAD
GOOD = {"title": "T", "body": "B", "path": "/issues/K7F3", "tag": "K7F3", "loud": True}
BUTTON = {"name": "own", "words": "I own this", "opens": "/issues/K7F3"}
UNREADABLE = "unreadable message: "


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in GOOD.items() if key != name}


BAD: dict[str, tuple[Any, str]] = {
    "null": (None, "no content"),
    "a list": ([GOOD], "no content"),
    "text": ("T", "no content"),
    "a number": (7, "no content"),
    "empty": ({}, "no title"),
    **{f"no {name}": (without(name), f"no {name}") for name in GOOD},
    **{f"wrong {name}": (GOOD | {name: 7}, f"wrong {name}") for name in GOOD},
    **{f"{name} is null": (GOOD | {name: None}, f"wrong {name}") for name in GOOD},
    "title is a list": (GOOD | {"title": ["T"]}, "wrong title"),
    "another host": (GOOD | {"path": "//evil.example"}, "wrong path"),
    "an address": (GOOD | {"path": "https://evil.example/"}, "wrong path"),
    "endless path": (GOOD | {"path": "/" + "x" * 301}, "wrong path"),
    "endless tag": (GOOD | {"tag": "x" * 5000}, "wrong tag"),
    "buttons are a number": (GOOD | {"buttons": 7}, "wrong buttons"),
    "buttons are null": (GOOD | {"buttons": None}, "wrong buttons"),
    "a button is null": (GOOD | {"buttons": [None]}, "wrong buttons"),
    "a button is empty": (GOOD | {"buttons": [{}]}, "wrong buttons"),
    "a button leads away": (GOOD | {"buttons": [BUTTON | {"opens": "//x"}]}, "wrong buttons"),
    "a button of numbers": (GOOD | {"buttons": [BUTTON | {"words": 7}]}, "wrong buttons"),
    "seen is text": (GOOD | {"buttons": [BUTTON | {"act": "/a", "seen": "7"}]}, "wrong buttons"),
    "three buttons": (
        GOOD | {"buttons": [BUTTON | {"name": name} for name in "abc"]},
        "wrong buttons",
    ),
    "twice the same button": (GOOD | {"buttons": [BUTTON, BUTTON]}, "wrong buttons"),
}
ODD: dict[str, Any] = {
    "a lone surrogate": GOOD | {"title": "\ud800", "body": "\udfff", "tag": "\ud800"},
    "a megabyte": GOOD | {"title": "T" * 1_000_000, "body": "B" * 1_000_000},
    "control characters": GOOD | {"title": "\x01\x1f", "body": "\u2028"},
    "keys of a newer version": GOOD | {"later": {"deep": [1]}, "closes": 7, "ids": 7},
    "a button of a newer version": GOOD | {"buttons": [BUTTON | {"later": 7}]},
    "another channel, perhaps": GOOD | {"elsewhere": "yes"},
}


def spoil(bench: Bench, stored: str, key: str = "bad") -> None:
    """Written past the program; as text, since a driver would refuse some of it."""
    with bench.database.write() as session:
        session.connection().execute(
            text("UPDATE push_message SET content = CAST(:stored AS JSON) WHERE key = :key")
            if not bench.database.is_sqlite
            else text("UPDATE push_message SET content = :stored WHERE key = :key"),
            {"stored": stored, "key": key},
        )


def change(bench: Bench, statement: str, **values: object) -> None:
    with bench.database.write() as session:
        session.connection().execute(text(statement), values)


def three(bench: Bench) -> None:
    """A bad one between two good ones, all for the same phone."""
    for key in ("first", "bad", "last"):
        bench.enqueue(key, subject=f"issue:{key}", title=key, tag=key)


def bodies(bench: Bench, phone: Phone) -> list[str]:
    return [one["notification"]["body"] for one in phone.inbox(bench.service)]


def buried(bench: Bench) -> list[tuple[str, str | None]]:
    return [(row.state, row.reason) for row in bench.deliveries()]


@pytest.mark.parametrize("kind", BAD)
def test_a_message_that_cannot_be_read_is_buried_and_the_others_are_sent(
    bench: Bench, kind: str
) -> None:
    stored, what = BAD[kind]
    phone, reason = bench.phone(), UNREADABLE + what
    three(bench)
    later = bench.clock().replace(year=2100)
    with bench.database.write() as session:
        now = bench.clock()
        escalation.restart(session, "issue:bad", "unowned", now, later, now=now)
    spoil(bench, json.dumps(stored))
    assert bench.worker.once()
    assert bodies(bench, phone) == ["first · last"]
    assert buried(bench) == [(ACCEPTED, None), (DEAD, reason), (ACCEPTED, None)]
    with bench.database.read() as session:
        assert totals.totals(session)["dead", reason] == 1
        (ladder,) = escalation.running(session, ["issue:bad"])
        assert ladder.next_at == bench.clock(), "its ladder looks at once"
        assert receipts.stages(session, ["issue:bad"])["bad"].reason
    bench.worker.once()
    assert not bench.worker.once()


@pytest.mark.parametrize("kind", BAD)
def test_acts_on_the_same_issue_go_on(bench: Bench, kind: str) -> None:
    """What is still to be sent is read there, and what may be on a screen."""
    bench.phone()
    three(bench)
    bench.worker.once()
    bench.enqueue("waiting", subject="issue:bad")
    for key in ("bad", "waiting"):
        spoil(bench, json.dumps(BAD[kind][0]), key)
    with bench.database.write() as session:
        began = bench.clock().replace(year=2000)
        is_loud = content.is_loud(BAD[kind][0])
        assert superseding.has_loud_pending(session, "issue:bad") == is_loud
        before = superseding.outstanding(session, "issue:bad", began)
        assert before.people == ({"1"} if is_loud else frozenset())
        assert before.is_pending
        superseding.supersede(session, "issue:bad", bench.clock())
    assert bench.deliveries()[-1].state == DeliveryState.SUPERSEDED


@pytest.mark.parametrize("kind", ODD)
def test_what_is_only_odd_is_sent_like_the_others(bench: Bench, kind: str) -> None:
    phone = bench.phone()
    three(bench)
    spoil(bench, json.dumps(ODD[kind]))
    bench.worker.once()
    assert [state for state, _ in buried(bench)] == [ACCEPTED] * 3
    assert len(bodies(bench, phone)) == 1


@pytest.mark.parametrize("stored", ['{"title": "T"', "", "no JSON", "[" * 50_000, "NaN"])
def test_what_is_no_json(bench: Bench, stored: str) -> None:
    phone = bench.phone()
    three(bench)
    if not bench.database.is_sqlite:
        with pytest.raises(DBAPIError):
            spoil(bench, stored)
        return
    spoil(bench, stored)
    bench.worker.once()
    assert bodies(bench, phone) == ["first · last"]
    assert buried(bench)[1] == (DEAD, f"{UNREADABLE}no content")


@pytest.mark.parametrize("stored", ["[" * 2_000 + "]" * 2_000, f'{{"title": {"9" * 5_000}}}'])
def test_json_that_is_too_much_for_this_language(bench: Bench, stored: str) -> None:
    phone = bench.phone()
    three(bench)
    spoil(bench, stored)
    bench.worker.once()
    assert bodies(bench, phone) == ["first · last"]
    assert buried(bench)[1] == (DEAD, f"{UNREADABLE}no content")


@pytest.mark.parametrize("column", ["expires_at", "created_at"])
def test_a_time_that_is_none(bench: Bench, column: str) -> None:
    phone = bench.phone()
    three(bench)
    spoiling = f"UPDATE push_message SET {column} = 'tomorrow, or so' WHERE key = 'bad'"
    if not bench.database.is_sqlite:
        with pytest.raises(DBAPIError):
            change(bench, spoiling)
        return
    change(bench, spoiling)
    bench.worker.once()
    assert bodies(bench, phone) == ["first · last"]
    assert buried(bench)[1] == (DEAD, "unreadable row")


def test_it_is_said_on_no_other_channel_either(bench: Bench, sink: Sink) -> None:
    bench.phone()
    change(
        bench,
        "INSERT INTO push_channel (person, kind, address, created_at)"
        " VALUES ('1', 'email', 'ana@example.org', '2026-01-01 00:00:00')",
    )
    three(bench)
    spoil(bench, '{"elsewhere": true}')
    bench.worker.once()
    bench.worker.once()
    assert sink.brought == []
    assert buried(bench)[1] == (DEAD, f"{UNREADABLE}no title")


def test_a_message_that_has_vanished(bench: Bench) -> None:
    phone = bench.phone()
    three(bench)
    with bench.database.engine.connect() as connection:
        if bench.database.is_sqlite:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("DELETE FROM push_message WHERE key = 'bad'")
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            connection.exec_driver_sql("BEGIN")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
            connection.exec_driver_sql("DELETE FROM push_message WHERE key = 'bad'")
            connection.exec_driver_sql("SET session_replication_role = DEFAULT")
        connection.commit()
    bench.worker.once()
    assert bodies(bench, phone) == ["first · last"]
    assert buried(bench) == [(ACCEPTED, None), (DEAD, "no message"), (ACCEPTED, None)]
    with bench.database.read() as session:
        assert totals.totals(session)["dead", "no message"] == 1
    assert not bench.worker.once()


# Whatever it may be

NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
KEYS = st.sampled_from([*GOOD, "buttons", "elsewhere", "closes", "ids"])
NEARLY = st.dictionaries(KEYS, JSON, max_size=3).map(lambda wrong: GOOD | wrong)


@given(stored=JSON | NEARLY)
def test_what_was_parsed_can_be_sent(stored: Any) -> None:
    found = content.parse(stored)
    if isinstance(found, content.Unreadable):
        assert found.reason.startswith(UNREADABLE)
    else:
        assert len(payload.build(found, "r" * 24, "https://own.example.org")) <= payload.LARGEST


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(stored=st.lists(JSON | NEARLY, min_size=1, max_size=4))
def test_any_json_at_all_costs_no_good_one(bench: Bench, stored: list[Any]) -> None:
    phone = bench.subscriptions() or bench.phone()
    assert phone
    before = len(bench.deliveries())
    for number, one in enumerate(stored):
        key = f"{before}-{number}"
        bench.enqueue(key, subject=f"issue:{key}", loud=number % 2 == 0)
        # PostgreSQL keeps no NUL in a document, nor could anybody have written it there.
        spoil(bench, json.dumps(one).replace("\\u0000", " "), key)
    for number in range(2):
        key = f"{before}-good-{number}"
        bench.enqueue(key, subject=f"issue:{key}")
    bench.worker.once()
    rows = bench.deliveries()[before:]
    assert [row.state for row in rows[-2:]] == [ACCEPTED] * 2
    assert {row.state for row in rows} <= {ACCEPTED, DEAD}
    assert all((row.reason or "").startswith(UNREADABLE) for row in rows if row.state == DEAD)


@pytest.mark.parametrize("column", ["last_ok_at", "paused_until"])
@pytest.mark.parametrize("value", ["garbage", "0000-garbage", 2**62])
def test_what_is_known_of_a_push_service_cannot_be_read(
    bench: Bench, column: str, value: object
) -> None:
    """All phones depend on that row. PostgreSQL keeps no such value."""
    phone = bench.phone()
    bench.enqueue("first", subject="issue:1", title="first")
    bench.worker.once()
    if bench.database.is_sqlite:
        change(bench, f"UPDATE push_origin SET {column} = :value", value=value)
    bench.enqueue("last", subject="issue:2", title="last")
    bench.worker.once()
    assert bodies(bench, phone)
    assert buried(bench) == [(ACCEPTED, None), (ACCEPTED, None)]
    (origin,) = bench.origins()
    assert (origin.last_ok_at, origin.paused_until) == (bench.clock(), None)
