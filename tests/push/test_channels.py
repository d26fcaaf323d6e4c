"""Other ways than phones: one address for each kind, the same outbox, the same leases."""

import logging
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, unquote

import pytest
from sqlmodel import Session, select

from push import channels, outbox, receipts
from push.models import Channel, DeliveryState
from push.nudge import DeliveryVia
from push.receipts import Stage
from tests.push.bench import PUBLIC_URL, Bench
from tests.push.faults import Fault
from tests.push.running import Phone
from tests.push.sink import Sink
from tests.support.clock import Clock
from tests.support.postgres import Postgres, somebody_waits
from tests.support.served import until
from web.store.engine import Database

ANA = "ana@example.org"
ACCEPTED, DEAD, PENDING, SUPERSEDED = (
    DeliveryState.ACCEPTED,
    DeliveryState.DEAD,
    DeliveryState.PENDING,
    DeliveryState.SUPERSEDED,
)


def give(bench: Bench, person: str = "1", kind: str = "email", address: str = ANA) -> Channel:
    with bench.database.write() as session:
        return channels.save(session, person, kind, address, bench.clock())


def channel(bench: Bench) -> Channel:
    with bench.database.read() as session:
        return session.exec(select(Channel)).one()


def states(bench: Bench) -> list[str]:
    return [row.state for row in bench.deliveries()]


def test_there_is_one_address_of_a_kind(bench: Bench) -> None:
    give(bench)
    give(bench, kind="sms", address="+436601234567")
    give(bench, address="new@example.org")
    give(bench, person="2")
    with bench.database.read() as session:
        theirs = channels.of_person(session, "1")
        assert sorted(one.address for one in theirs) == ["+436601234567", "new@example.org"]
        found = session.exec(channels.people_with(["1", "2", "3"])).all()
        assert set(found) == {"1", "2"}


def test_two_tabs_save_at_the_same_moment(postgres: Postgres) -> None:
    """SQLite is left out: there the second of two who write has not begun yet."""
    with postgres.new_database() as url, ThreadPoolExecutor() as pool:
        database, clock = Database(url), Clock()

        def save(address: str, session: Session) -> None:
            channels.save(session, "1", "email", address, clock())

        def save_too() -> None:
            with database.write() as session:
                save("new@example.org", session)

        with database.write() as session:
            save(ANA, session)
            second = pool.submit(save_too)
            until(lambda: somebody_waits(database), 20, "the second waits for the first")
        second.result(20)
        with database.read() as session:
            assert [one.address for one in channels.of_person(session, "1")] == ["new@example.org"]
        database.close()


def test_a_person_without_a_phone_is_told_over_their_channels(bench: Bench, sink: Sink) -> None:
    give(bench)
    give(bench, kind="sms", address="+436601234567")
    message = bench.enqueue()
    assert message.unreachable is None
    bench.worker.once()
    receipt = bench.deliveries()[0].receipt
    first, second = sorted(sink.brought, key=lambda one: one.path, reverse=True)
    assert first.path == f"/canary-secret/{ANA}"
    assert {one.title for one in (first, second)} == {"K7F3 needs an owner"}
    links = {one.message.splitlines()[-1] for one in (first, second)}
    assert f"{PUBLIC_URL}/issues/K7F3?n={receipt}" in links
    assert all(one.message.startswith("Till 4") for one in (first, second))
    assert states(bench) == [ACCEPTED, ACCEPTED]
    assert channel_times(bench) == [(bench.clock(), None)] * 2


def channel_times(bench: Bench) -> list[tuple[object, object]]:
    with bench.database.read() as session:
        rows = session.exec(select(Channel)).all()
        return [(row.last_ok_at, row.failed_at) for row in rows]


def test_who_has_a_phone_is_told_there_and_nowhere_else(bench: Bench, sink: Sink) -> None:
    give(bench)
    phone = bench.phone()
    bench.enqueue()
    bench.worker.once()
    assert (len(phone.inbox(bench.service)), sink.brought) == (1, [])


def test_the_fallback_goes_over_channels_alone(bench: Bench, sink: Sink) -> None:
    give(bench)
    phone = bench.phone()
    bench.enqueue(ways=DeliveryVia.CHANNELS)
    bench.worker.once()
    assert (phone.inbox(bench.service), len(sink.brought)) == ([], 1)


def test_when_the_last_phone_is_gone_the_channels_say_it(bench: Bench, sink: Sink) -> None:
    """Also what no ladder looks after, such as what has waited for a shift."""
    give(bench)
    bench.phone()
    bench.service.faults.append(Fault(410))
    bench.enqueue()
    bench.worker.once()
    assert bench.message().unreachable is None
    bench.worker.once()
    assert len(sink.brought) == 1
    assert states(bench) == [DEAD, ACCEPTED]


def test_a_test_of_one_phone_is_said_nowhere_else(bench: Bench, sink: Sink) -> None:
    give(bench)
    phone = bench.subscribe(Phone(bench.service.subscribe(key=bench.key.public)))
    bench.service.faults.append(Fault(410))
    with bench.database.write() as session:
        outbox.enqueue_to_subscription(
            session, phone, key="k1", subject="test:1", nudge=bench.nudge(), now=bench.clock()
        )
    bench.worker.once()
    bench.worker.once()
    assert (sink.brought, states(bench)) == ([], [DEAD])
    assert bench.message().unreachable


def test_the_fallback_of_somebody_without_channels_says_that_it_reaches_nobody(
    bench: Bench,
) -> None:
    bench.phone()
    assert bench.enqueue(ways=DeliveryVia.CHANNELS).unreachable


def test_what_makes_no_sound_is_for_phones_only(bench: Bench) -> None:
    give(bench)
    assert bench.enqueue(loud=False).unreachable
    assert bench.deliveries() == []


def test_a_test_goes_to_that_channel_alone(bench: Bench, sink: Sink) -> None:
    bench.phone()
    give(bench, kind="chat", address="ana")
    ours = give(bench)
    with bench.database.write() as session:
        outbox.enqueue_to_channel(
            session, ours, key="k", subject="try", nudge=bench.nudge(), now=bench.clock()
        )
    bench.worker.once()
    assert [one.path.rpartition("/")[2] for one in sink.brought] == ["ana@example.org"]


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("email", "a+b%25c@example.org"),
        ("chat", "#a:b"),
        ("chat", "a..b"),
        ("sms", "+436601234567"),
    ],
)
def test_an_address_can_be_no_more_than_an_address(
    bench: Bench, sink: Sink, kind: str, address: str
) -> None:
    """It stays below the path of the setting, asks for nothing, and arrives as it was given."""
    give(bench, kind=kind, address=address)
    bench.enqueue()
    bench.worker.once()
    (only,) = sink.brought
    assert only.path.startswith("/canary-secret/")
    assert only.path.count("/") == 2
    assert "?" not in only.path
    assert unquote(only.path.rpartition("/")[2]) == address


def test_taken_care_of_it_is_not_sent(bench: Bench, sink: Sink) -> None:
    give(bench)
    bench.enqueue()
    bench.supersede()
    bench.worker.once()
    assert (sink.brought, states(bench)) == ([], [SUPERSEDED])


@pytest.mark.parametrize("how", ["remove", "another address"])
def test_an_address_that_is_given_up_gets_nothing_more(bench: Bench, sink: Sink, how: str) -> None:
    give(bench)
    bench.enqueue()
    if how == "remove":
        with bench.database.write() as session:
            channels.remove(session, "1", "email")
    else:
        give(bench, address="new@example.org")
    bench.worker.once()
    assert (sink.brought, states(bench)) == ([], [SUPERSEDED])


def test_the_same_address_again_changes_nothing(bench: Bench, sink: Sink) -> None:
    give(bench)
    bench.enqueue()
    give(bench)
    bench.worker.once()
    assert len(sink.brought) == 1


def test_what_waits_for_a_channel_that_is_not_there_is_buried(bench: Bench, sink: Sink) -> None:
    """It was removed in a transaction that the one who enqueued could not see."""
    ours = give(bench)
    bench.enqueue()
    with bench.database.write() as session:
        session.delete(session.merge(ours))
    bench.worker.once()
    assert [(row.state, row.reason) for row in bench.deliveries()] == [(DEAD, "gone")]
    assert bench.message().unreachable


def test_a_kind_that_is_not_set_up_any_more_is_lost_at_once(bench: Bench) -> None:
    give(bench)
    bench.enqueue()
    bench.worker.once()
    assert [(row.state, row.reason) for row in bench.deliveries()] == [(DEAD, "not set up")]


def test_redirects_are_not_followed(bench: Bench, sink: Sink) -> None:
    give(bench)
    bench.enqueue()
    sink.status = 302
    bench.worker.once()
    assert states(bench) == [PENDING]
    assert (sink.brought, sink.followed) == ([], 0)


def test_several_at_once_are_one_message(bench: Bench, sink: Sink) -> None:
    give(bench)
    for name in "AB":
        bench.enqueue(name, subject=name, title=name)
    bench.worker.once()
    assert sink.titles() == ["2 nudges"]
    assert states(bench) == [ACCEPTED, ACCEPTED]


def test_opened_from_its_link_it_is_known_to_be_read(bench: Bench, sink: Sink) -> None:
    give(bench)
    message = bench.enqueue()
    bench.worker.once()

    def stage(session: Session) -> Stage:
        return receipts.stages(session, ["issue:1"])["k1"].stage

    with bench.database.write() as session:
        assert receipts.delivery_state(session, message.id).stage is Stage.SENT
        assert stage(session) is Stage.SENT
        receipts.mark(session, bench.delivery().receipt, "opened", bench.clock())
    with bench.database.read() as session:
        assert stage(session) is Stage.OPENED


def test_no_secret_no_address_and_no_words_are_logged(
    bench: Bench, sink: Sink, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("apprise").setLevel(logging.DEBUG)
    give(bench)
    for status in (500, 200):
        sink.status = status
        bench.enqueue(str(status), subject=str(status), title="canary title", body="canary body")
        bench.worker.send_due()
        bench.clock.forward(minutes=1)
    said = caplog.text + "".join(capfd.readouterr())
    assert "Sent 1" in said
    for secret in ("canary", ANA, quote(ANA, safe=""), bench.deliveries()[0].receipt):
        assert secret not in said
