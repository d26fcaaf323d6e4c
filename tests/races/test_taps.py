"""At once, for real: processes that tap the same thing at the same moment, on each database."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from tests.races import crowd
from tests.races.crowd import Tap, advance_again_and_again, crowd_of, run_at_once, tap_at_once
from tests.support.clock import Clock
from tests.web.world import World
from web.rules.vocabulary import EventKind, IssueState
from web.store.engine import Database
from web.store.tables.accounts import Person
from web.store.tables.issues import Issue


@pytest.fixture
def world(database: Database) -> World:
    return World(database, Clock())


def test_fifty_people_and_one_issue(world: World, database_url: str) -> None:
    ref = world.unowned()
    people = crowd_of(world, 50)
    taps = [
        Tap(token, f"/issues/{ref}/own", f"tap-of-{name}"[:20].replace(" ", "-"))
        for name, token in people
    ]
    came = tap_at_once(database_url, taps)
    winners = [name for (name, _), one in zip(people, came, strict=True) if one.status == 200]
    assert len(winners) == 1
    losers = [one for one in came if one.status == 409]
    assert len(losers) == 49
    for one in losers:
        assert f"{winners[0]} was faster and owns this now." in one.words
    assert world.kinds(ref) == [EventKind.REPORTED, EventKind.OWNED]
    assert len(world.running(ref)) == 1
    assert world.issue(ref).version == 2


def test_the_same_tap_twenty_times_at_once(world: World, database_url: str) -> None:
    ref = world.report()
    path, words = f"/issues/{ref}/note", (("text", "only once"),)
    taps = [Tap(world.tokens["owner"], path, "one-and-the-same", words) for _ in range(20)]
    came = tap_at_once(database_url, taps)
    assert {one.status for one in came} == {200}
    assert world.kinds(ref) == [EventKind.REPORTED, EventKind.OWNED, EventKind.NOTED]


def test_the_same_report_twenty_times_at_once(world: World, database_url: str) -> None:
    words = (("text", "Till 4 is dead"), ("site_id", str(world.site.id)))
    taps = [Tap(world.tokens["owner"], "/issues", "one-report", words) for _ in range(20)]
    came = tap_at_once(database_url, taps)
    assert {one.status for one in came} == {200}
    assert world.count(Issue) == 1


def test_the_second_of_two_equal_reports_gets_the_answer_of_the_first(world: World) -> None:
    """It is applied as well, cannot write its key, and is undone: nobody is told to try again."""
    engine, written, meets = world.database.engine, threading.Event(), threading.Event()

    def before(*call: object) -> None:
        if "INTO applied_tap" in str(call[2]) and written.is_set():
            meets.set()

    def after(*call: object) -> None:
        if "INTO applied_tap" in str(call[2]) and not written.is_set():
            written.set()
            meets.wait(1)  # on SQLite it waits for its turn before

    form = {"text": "Till 4 is dead", "site_id": str(world.site.id)}
    report = partial(world.owner.post, "/issues", form, key="one-report")
    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    with ThreadPoolExecutor() as pool:
        first = pool.submit(report)
        assert written.wait(5)
        second = pool.submit(report)
        answers = [first.result(20), second.result(20)]
    event.remove(engine, "before_cursor_execute", before)
    event.remove(engine, "after_cursor_execute", after)
    assert meets.is_set() or world.database.is_sqlite
    assert [answer.status for answer in answers] == [303, 303]
    assert len({answer.location.partition("?")[0] for answer in answers}) == 1
    assert world.count(Issue) == 1


def test_an_invite_is_used_once(world: World, database_url: str) -> None:
    from tests.web.test_door import make

    before = world.count(Person)
    path = f"/join/{make(world).token}"
    taps = [Tap("", path, "", (("first_name", f"Nina{n}"),)) for n in range(20)]
    came = tap_at_once(database_url, taps)
    assert sorted(one.status for one in came) == [303] + [410] * 19
    assert world.count(Person) == before + 1


@pytest.mark.parametrize("act", ["own", "reopen"])
def test_an_account_that_closes_at_that_moment_owns_nothing(
    world: World, database_url: str, act: str
) -> None:
    """Whoever comes first: afterwards no issue is owned by a closed account."""
    owner, admin = world.tokens["owner"], world.tokens["admin"]
    refs = [world.unowned() if act == "own" else world.report() for _ in range(12)]
    if act == "reopen":
        for ref in refs:
            world.owner.act(ref, "resolve", text="done")
    actor = owner if act == "own" else world.tokens["colleague"]
    taps = [Tap(actor, f"/issues/{ref}/{act}", f"race-{ref}") for ref in refs]
    close = Tap(admin, f"/settings/people/{world.id('owner')}/close", "close-it")
    came = tap_at_once(database_url, [*taps[:6], close, *taps[6:]])
    assert came[6].status == 303
    allowed = {200} | ({401, 404} if act == "own" else set())
    assert {one.status for one in came[:6] + came[7:]} <= allowed
    assert _owned_by_closed_accounts(world) == []
    for ref in refs:
        kinds = world.kinds(ref)
        assert (
            kinds.count(EventKind.ORPHANED) == kinds[2:].count(EventKind.REOPENED) or act == "own"
        )
        assert (world.issue(ref).state == IssueState.UNOWNED) == (world.issue(ref).owner_id is None)
        assert len(world.running(ref)) == 1


def _owned_by_closed_accounts(world: World) -> list[str]:
    query = (
        select(Issue.ref)
        .join(Person, col(Person.id) == col(Issue.owner_id))
        .where(Issue.state == IssueState.OWNED, col(Person.closed_at).is_not(None))
    )
    with world.database.read() as session:
        return list(session.exec(query).all())


def test_acts_and_the_worker_never_wait_for_each_other_in_a_circle(
    world: World, database_url: str
) -> None:
    """Two workers advance the ladders of issues that people own, note and close meanwhile."""
    for persona in world.people:
        world.phone(persona)
    refs = [world.unowned() for _ in range(12)]
    taps = [Tap(world.tokens["owner"], f"/issues/{ref}/own", f"own-{ref}") for ref in refs]
    taps += [
        Tap(world.tokens["colleague"], f"/issues/{ref}/note", f"note-{ref}", (("text", "x"),))
        for ref in refs
    ]
    close = [Tap(world.tokens["admin"], f"/settings/people/{world.id('lead')}/close", "close-it")]
    came = run_at_once(
        [
            (crowd.tap_all, (database_url, taps)),
            (crowd.tap_all, (database_url, close)),
            (advance_again_and_again, (database_url, 8)),
            (advance_again_and_again, (database_url, 8)),
        ]
    )
    assert {one.status for one in came[0]} == {200}
    assert came[1][0].status == 303
    assert came[2] + came[3] > 0
    for ref in refs:
        assert world.issue(ref).owner_id == world.id("owner")
        assert [one.trigger for one in world.running(ref)] == ["promise"]
