"""What is kept no longer goes by itself, in small batches, and nothing else does."""

from datetime import timedelta

import pytest
from sqlalchemy import text as sql

from tests.web.answers import Browser
from tests.web.canaries import CANARIES, keep_only_what_is_due, left, story
from tests.web.world import World
from web.acts.privacy import retention
from web.rules.retention import Retention
from web.rules.vocabulary import EventKind
from web.store.tables.issues import Photo, StatusLink
from web.store.tables.privacy import Erasure


def test_words_go_so_long_after_the_newest_resolution(world: World) -> None:
    ref, still_open = story(world), world.report(words="Open for years")
    world.clock.forward(days=20)
    world.owner.act(ref, "reopen")
    assert world.owner.act(ref, "resolve", text="Again").status == 303
    world.clock.forward(days=89)
    keep_only_what_is_due(world)
    assert world.issue(ref).customer_name == CANARIES["NAME"]
    world.clock.forward(days=2)
    keep_only_what_is_due(world)
    assert left(world) == []
    assert world.issue(still_open).words == "Open for years"
    assert (world.kinds(ref).count(EventKind.ERASED), world.count(Erasure)) == (1, 1)


def sign_in(world: World, persona: str) -> Browser:
    """Anew: the sessions of before have run out by now."""
    token = world.make(lambda sample: sample.sign_in(world.people[persona]))
    return world.browser(token=token)


def test_what_is_written_after_that_goes_in_its_own_time(world: World) -> None:
    ref = story(world)
    world.clock.forward(days=91)
    keep_only_what_is_due(world)
    owner = sign_in(world, "owner")
    assert owner.act(ref, "note", text=CANARIES["NOTE"]).status == 303
    world.shared(ref, owner)
    world.clock.forward(days=50)
    assert sign_in(world, "lead").act(ref, "note", text=CANARIES["NOTE"]).status == 303
    world.clock.forward(days=39)
    keep_only_what_is_due(world)
    assert left(world) == ["event.text", "event.text"]
    world.clock.forward(days=1)
    keep_only_what_is_due(world)
    assert left(world) == []
    assert world.count(StatusLink) == 0
    assert world.kinds(ref).count(EventKind.ERASED) == 2
    world.clock.forward(days=1000)
    keep_only_what_is_due(world)
    assert world.kinds(ref).count(EventKind.ERASED) == 2, "nothing was written since"


def test_a_link_alone_that_is_made_after_that_goes_too(world: World) -> None:
    ref = story(world)
    world.clock.forward(days=91)
    keep_only_what_is_due(world)
    world.shared(ref, sign_in(world, "owner"))
    world.clock.forward(days=90)
    keep_only_what_is_due(world)
    assert world.count(StatusLink) == 0


def test_words_go_although_the_clock_was_ahead_when_others_were_erased(world: World) -> None:
    ref = story(world)
    world.clock.forward(days=300)
    keep_only_what_is_due(world)
    world.clock.forward(days=-299)
    owner = sign_in(world, "owner")
    assert owner.act(ref, "reopen", text=CANARIES["NOTE"]).status == 303
    assert owner.act(ref, "resolve", text=CANARIES["RESOLVED"]).status == 303
    world.clock.forward(days=90)
    keep_only_what_is_due(world)
    assert left(world) == []


@pytest.mark.parametrize(("customer", "photos"), [(90, 10), (10, 90)])
def test_photos_have_a_time_of_their_own(world: World, customer: int, photos: int) -> None:
    keep = Retention(customer=timedelta(days=customer), photos=timedelta(days=photos))
    ref = story(world)
    world.clock.forward(days=11)
    keep_only_what_is_due(world, keep)
    assert (world.count(Photo) == 1) is (photos == 90)
    assert bool(world.issue(ref).words) is (customer == 90)
    world.clock.forward(days=80)
    keep_only_what_is_due(world, keep)
    assert world.count(Photo) == 0
    assert not world.issue(ref).words


def test_a_backlog_is_erased_in_bounded_batches(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "ISSUES", 2)
    refs = [world.report(words=f"Number {number}") for number in range(5)]
    for ref in refs:
        world.owner.act(ref, "resolve", text="Done")
    world.clock.forward(days=91)
    counts = []
    for _ in range(3):
        with world.database.write() as session:
            more = retention.forget(session, Retention(), world.clock())
        counts.append((world.count(Erasure), more))
    assert counts == [(2, True), (4, True), (5, False)]


def test_keys_sessions_and_invites_go_after_their_time(world: World) -> None:
    ref = world.report()
    world.owner.act(ref, "note", text="Once", key="a-key-of-a-tap")
    world.clock.forward(days=30)
    keep_only_what_is_due(world)
    with world.database.read() as session:
        count = session.connection().execute(sql("SELECT count(*) FROM applied_tap")).scalar()
        assert count == 1
    world.clock.forward(days=31)  # by now all sessions have idled too long
    keep_only_what_is_due(world)
    world.clock.forward(days=31)
    keep_only_what_is_due(world)
    with world.database.read() as session:
        for table in ("applied_tap", "device", "invite"):
            query = sql(f"SELECT count(*) FROM {table}")
            assert session.connection().execute(query).scalar() == 0, table


def test_the_look_reads_only_what_is_due(one_world: World) -> None:
    """By indexes: however much was erased before, or is kept."""
    for query in (
        retention._issues(Retention(), one_world.clock()),
        retention._photos(Retention(), one_world.clock()),
    ):
        engine = one_world.database.engine
        text = str(query.compile(engine, compile_kwargs={"literal_binds": True}))
        with one_world.database.read() as session:
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").all()
        steps = " ".join(str(row[3]) for row in plan)
        assert "SCAN issue" not in steps, steps
        assert "SCAN photo" not in steps or "INDEX" in steps, steps


@pytest.mark.parametrize("column", ["seen_at", "expires_at", "created_at"])
def test_a_device_whose_time_is_none_stops_nothing(world: World, column: str) -> None:
    """Only SQLite keeps such a row."""
    if not world.database.is_sqlite:
        return
    ref = story(world)
    spoil = f"UPDATE device SET {column} = '0000-garbage' WHERE id = (SELECT min(id) FROM device)"
    with world.database.write() as session:
        session.connection().execute(sql(spoil))
    world.clock.forward(days=91)
    keep_only_what_is_due(world)
    assert not world.issue(ref).words
    with world.database.read() as session:
        query = sql("SELECT count(*) FROM device WHERE ended_at IS NULL")
        assert session.connection().execute(query).scalar_one() == 0, "all have run out by now"


def test_an_issue_that_cannot_be_erased_costs_no_other(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    if not world.database.is_sqlite:
        return
    bad, good = two_resolved(world)
    refuse = "BEFORE UPDATE ON issue WHEN NEW.ref = '%s' BEGIN SELECT RAISE(ABORT, 'no'); END"
    with world.database.write() as session:
        session.connection().exec_driver_sql("CREATE TRIGGER bad " + refuse % bad)
    world.clock.forward(days=91)
    with world.database.write() as session:
        assert not retention.forget(session, Retention(), world.clock())
    assert not world.issue(good).words
    assert world.issue(bad).words
    assert "not all can be erased" in caplog.text


def test_an_issue_whose_time_cannot_be_read_is_erased_as_well(world: World) -> None:
    if not world.database.is_sqlite:
        return
    bad, good = two_resolved(world)
    with world.database.write() as session:
        spoil = sql("UPDATE issue SET created_at = 'garbage' WHERE ref = :ref")
        session.connection().execute(spoil, {"ref": bad})
    world.clock.forward(days=91)
    with world.database.write() as session:
        retention.forget(session, Retention(), world.clock())
    assert [world.issue(ref).words for ref in (bad, good)] == ["", ""]


def two_resolved(world: World) -> tuple[str, str]:
    refs = world.report(words="Number 1"), world.report(words="Number 2")
    for ref in refs:
        world.owner.act(ref, "resolve", text="Done")
    return refs
