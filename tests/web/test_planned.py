"""What comes next is what then happens: the page and the worker read the same ladders."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from push import escalation
from tests.support import databases
from tests.support.clock import Clock
from tests.web.world import World
from web.reads.issues.page import issue_page
from web.rules.nudge_words import PlannedNudge
from web.rules.vocabulary import EventKind, Introduction, IssueState, Recipient
from web.store.tables.accounts import Person
from web.store.tables.nudges import DeferredNudge

TOLD = (EventKind.NUDGED, EventKind.DEFERRED, EventKind.UNREACHED)


def planned(world: World, ref: str, persona: str = "owner") -> tuple[PlannedNudge, ...]:
    who = world.viewer(persona)
    with world.database.read() as session:
        return issue_page(session, who, ref, world.clock()).next_nudges.listed


def said(world: World, ref: str, persona: str = "owner") -> str:
    page = world.browser_of(persona).get(f"/issues/{ref}").words
    assert " are reminded" in page or " is reminded" in page
    return str(page)


def test_a_promise_in_words(world: World) -> None:
    world.ring_all()
    world.long_shift()
    ref = world.report()
    assert (
        "13:50 You get a reminder. 14:00 You get a reminder. "
        "14:15 You and the lead on shift get a reminder. "
        "15:00 All leads and all admins get a reminder, and again every hour."
    ) in said(world, ref)
    assert "13:50 Ana gets a reminder." in said(world, ref, "colleague")


def test_off_shift_in_words(world: World) -> None:
    world.ring_all()
    world.off_shift("owner")
    ref = world.report()
    assert (
        "13:50 A reminder for Ana waits until Ana’s shift. "
        "14:00 The lead on shift gets a reminder instead of Ana, who is off shift."
    ) in said(world, ref, "lead")


def test_silence_of_colleagues_is_among_them(world: World) -> None:
    world.ring_all()
    ref = world.report()
    world.ask(ref)
    world.ask(ref, helper=None, how=Introduction.IN_PERSON)
    words = said(world, ref)
    assert "10:05 You get a reminder, if Ben has not answered." in words
    assert "10:05 You get a reminder, if nobody has scanned the code." in words
    other = world.report(words="Fridge is warm")
    world.hand_over(other)
    assert "10:15 You get a reminder, if Ben has not answered." in said(world, other)


def test_what_follows_after_the_next_four(world: World) -> None:
    """Four of the promise, and two of a colleague’s silence."""
    world.ring_all()
    world.long_shift()
    ref = world.report()
    assert "more reminder" not in said(world, ref)
    world.ask(ref)
    words = said(world, ref)
    assert "14:00 You get a reminder. 2 more reminders follow, and again every hour." in words
    everybody = "you, the lead on shift, all leads and all admins are reminded"
    assert f"If you don’t act, {everybody}" in words


def test_a_reminder_that_ends_says_after_how_many(world: World) -> None:
    fields = {"after-0": "0", "owner-0": "yes", "every-0": "10", "at_most-0": "3"}
    path = f"/settings/sites/{world.site.id}/nudges/helper"
    assert world.admin.post(path, fields).status == 303
    ref = world.report()
    world.ask(ref)
    words = said(world, ref)
    assert "and again every 10 min, 3 times at most, if Ben has not answered." in words
    assert "One more reminder follows, and again every hour." in words


def test_once_it_is_resolved_nothing_comes(world: World) -> None:
    ref = world.report()
    world.owner.act(ref, "resolve", text="done")
    assert planned(world, ref) == ()


def test_one_whose_minute_has_come_is_still_said(world: World) -> None:
    """As long as the worker has not taken it."""
    ref = world.report()
    world.clock.forward(minutes=231)
    assert planned(world, ref)[0].at + timedelta(minutes=10) == world.issue(ref).promise_at
    world.advance()
    assert planned(world, ref)[0].at == world.issue(ref).promise_at


def test_a_look_in_between_is_no_nudge(world: World) -> None:
    world.ring_all()
    world.long_shift()
    ref = world.report()
    world.run_until(241)
    (running,) = world.running(ref)
    assert running.next_at
    assert running.step_at
    assert running.next_at < running.step_at
    assert planned(world, ref)[0].at == running.step_at


Move = Callable[[World, str], object]


def ask(world: World, ref: str) -> None:
    fields = {"need": "x", "introduction": "call", "helper_id": str(world.id("colleague"))}
    world.owner.post(f"/issues/{ref}/steps", fields)


def reopen(world: World, ref: str) -> None:
    world.owner.act(ref, "resolve", text="x")
    world.colleague.act(ref, "reopen")


MOVES: dict[str, Move] = {
    "wait": lambda _world, _ref: None,
    "on-it": lambda world, ref: world.owner.act(ref, "on-it"),
    "note": lambda world, ref: world.owner.act(ref, "note", text="x"),
    "later": lambda world, ref: world.owner.act(ref, "later", text="x", minutes="30"),
    "told": lambda world, ref: world.owner.act(ref, "told", minutes="300"),
    "own": lambda world, ref: world.colleague.act(ref, "own"),
    "ask": ask,
    "accept": lambda world, _ref: world.colleague.on_step(1, "accept"),
    "reopen": reopen,
    "off": lambda world, _ref: world.off_shift("owner"),
    "on": lambda world, _ref: world.owner.post("/me/shift", {"hours": "12"}),
    "lead off": lambda world, _ref: world.off_shift("lead"),
}
moves = st.lists(
    st.tuples(st.sampled_from(list(MOVES)), st.integers(0, 400), st.booleans()), max_size=8
)


def run(world: World, minutes: int, *, shown: bool) -> None:
    """The worker, only at the moments at which something is due."""
    until = world.clock() + timedelta(minutes=minutes)
    for _ in range(200):
        _advance(world)
        if shown:
            world.show()
        at = world.next_look()
        if at is None or at > until:
            break
        world.clock.now = max(at, world.clock.now)
    world.clock.now = until
    _advance(world)


def _advance(world: World) -> None:
    """And nobody off shift is told by it."""
    before = len(world.messages())
    world.advance()
    for one in world.messages()[before:]:
        with world.database.read() as session:
            until = session.get_one(Person, int(one.person)).on_shift_until
        assert until is not None
        assert until > world.clock()


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(moves, st.booleans(), st.booleans())
def test_whatever_was_done_there_is_a_next_one_and_it_happens(
    sqlite_template: Path,
    played: list[tuple[str, int, bool]],
    has_owner: bool,
    phones: bool,
) -> None:
    example = databases.new_sqlite(sqlite_template, "example")
    with example as url, closing(databases.opened(url)) as database:
        world = World(database, Clock())
        if phones:
            world.ring_all()
        _try(world, played, has_owner=has_owner)


def _try(world: World, played: list[tuple[str, int, bool]], *, has_owner: bool) -> None:
    ref = world.report() if has_owner else world.unowned()
    for move, minutes, shown in played:
        run(world, minutes, shown=shown)
        MOVES[move](world, ref)
        _always(world, ref)
    _then_happens(world, ref)
    _nothing_twice(world)


def _always(world: World, ref: str) -> None:
    """No open issue is without a next nudge."""
    running = world.running(ref)
    assert world.issue(ref).state != IssueState.RESOLVED
    assert running
    assert all(one.step_at is not None for one in running)
    assert planned(world, ref)


def _then_happens(world: World, ref: str) -> None:
    _advance(world)
    first = planned(world, ref)[0]
    assert first.at > world.clock()
    before = len(world.events(ref))
    run(world, round((first.at - world.clock()) / timedelta(minutes=1)), shown=False)
    world.clock.now = max(world.clock(), first.at)
    _advance(world)
    fresh = [one for one in world.events(ref)[before:] if one.at == first.at and one.kind in TOLD]
    # What waits for somebody's shift already is not written down again each time.
    assert fresh or world.count(DeferredNudge)
    if first.to[0].whom is Recipient.OWNER and not first.owner_off_shift and first.silent is None:
        named = {id_ for one in fresh for id_ in one.data["people"]}
        assert world.issue(ref).owner_id in named


def _nothing_twice(world: World) -> None:
    keys = [one.key for one in world.messages()]
    assert len(keys) == len(set(keys))
    # Of a ladder's step; the key of any other message is its subject and a UUID.
    steps = [
        (step, one.person)
        for one in world.messages()
        if (step := one.key.rpartition(":")[0]).count(":") > 1
    ]
    assert len(steps) == len(set(steps))


def test_the_world_of_the_property_can_be_told_off(world: World) -> None:
    """What it asserts is no empty word: a ladder at rest is seen."""
    ref = world.report()
    with world.database.write() as session:
        _rest(session, world.issue(ref).id)
    with pytest.raises(AssertionError):
        _always(world, ref)


def _rest(session: Session, issue_id: int) -> None:
    escalation.stop(session, f"issue:{issue_id}")
