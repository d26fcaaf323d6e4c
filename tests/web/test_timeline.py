"""The history tells nudges in words: how far each came, runs of them folded, and why not."""

import re

from sqlalchemy import update
from sqlmodel import col, select

from push.models import Delivery, Message
from push.receipts import Stage
from tests.support.taps import unit_of
from tests.web.world import World
from web.acts.core import events
from web.reads.issues.line import Stop
from web.reads.issues.page import issue_page
from web.reads.issues.timeline import Reached, TimelineRow
from web.rules.vocabulary import EventKind


def stops(world: World, ref: str, persona: str = "lead") -> tuple[Stop, ...]:
    who = world.viewer(persona)
    with world.database.read() as session:
        line = issue_page(session, who, ref, world.clock()).line
    return (*line.first, *line.earlier, *line.last)


def rows(world: World, ref: str, persona: str = "lead") -> tuple[TimelineRow, ...]:
    """Newest first."""
    return tuple(row for stop in reversed(stops(world, ref, persona)) for row in stop.rows[::-1])


def nudged(world: World) -> str:
    world.ring_all()
    world.off_shift("admin")
    ref = world.unowned()
    world.advance()
    return ref


PERSONAS = ("owner", "colleague", "lead")


def mark(world: World, number: int, **values: object) -> None:
    person = str(world.id(PERSONAS[number - 1]))
    theirs = select(Message.id).where(Message.person == person)
    with world.database.write() as session:
        ours = col(Delivery.message_id).in_(theirs)
        session.execute(update(Delivery).where(ours).values(**values))


def test_how_far_each_came(world: World) -> None:
    ref = nudged(world)
    names = ("Ana", "Ben", "Leyla")
    assert rows(world, ref)[0].reached == tuple(Reached(one, Stage.QUEUED) for one in names)
    world.deliver()
    assert rows(world, ref)[0].reached == tuple(Reached(one, Stage.SENT) for one in names)
    mark(world, 1, shown_at=world.clock())
    mark(world, 2, shown_at=world.clock(), opened_at=world.clock())
    mark(world, 3, state="dead", accepted_at=None, reason="gone")
    assert rows(world, ref)[0].reached == (
        Reached("Ana", Stage.SHOWN),
        Reached("Ben", Stage.OPENED),
        Reached("Leyla", Stage.FAILED),
    )
    words = world.lead.get(f"/issues/{ref}").words
    assert "A reminder went to Ana Rothgeber, Ben Kastner and Leyla Demir." in words
    for said in ("Ben: opened", "Ana: shown", "Leyla: could not be reached"):
        assert said in words


def test_of_one_that_is_long_forgotten_nothing_is_said(world: World) -> None:
    ref = nudged(world)
    with world.database.write() as session:
        data = {"key": "issue:9:unowned:1:0:"}
        events.append_event(
            unit_of(world, session), world.issue(ref), EventKind.NUDGED, **data, people=[1]
        )
    assert rows(world, ref)[0].reached == (Reached("Ana", None),)


def test_a_long_run_is_folded_into_its_newest(world: World) -> None:
    world.ring_all()
    world.off_shift("admin")
    ref = world.unowned()
    world.run_until(14, shown=True)
    assert [one.kind for one in rows(world, ref)] == [
        EventKind.NUDGED,
        EventKind.NUDGED,
        EventKind.REPORTED,
    ]
    world.run_until(46, shown=True)
    newest, *others = rows(world, ref)
    assert [one.kind for one in others] == [EventKind.REPORTED]
    ran = (*newest.folded, newest)
    assert {one.kind for one in ran} <= {EventKind.NUDGED, EventKind.DEFERRED}
    assert [one.at for one in ran] == sorted(one.at for one in ran)
    assert len(ran) == len(world.events(ref)) - 1
    assert "earlier reminders" in world.lead.get(f"/issues/{ref}").words


def test_what_people_do_stands_between_runs(world: World) -> None:
    world.ring_all()
    ref = world.unowned()
    world.run_until(61, shown=True)
    world.colleague.act(ref, "note", text="poor Ana")
    world.run_until(60, shown=True)
    found = rows(world, ref)
    assert [one.kind for one in found] == [
        EventKind.NUDGED,
        EventKind.NOTED,
        EventKind.NUDGED,
        EventKind.REPORTED,
    ]
    assert found[0].folded
    assert found[2].folded


def test_why_somebody_was_not_reached(world: World) -> None:
    world.phone("owner")
    ref = world.unowned()
    world.run_until(3)
    found = [one for one in rows(world, ref) if one.kind == EventKind.UNREACHED]
    assert [one.not_shown for one in found] == [True, False]
    silent = {"Ben Kastner", "Leyla Demir", "Ada Winter"}
    assert set(found[1].names) == silent
    words = world.lead.get(f"/issues/{ref}").words
    assert words.count("notifications are off") == 1


def test_each_event_stands_once_in_the_stop_it_belongs_to(world: World) -> None:
    ref = world.report()
    world.clock.forward(minutes=5)
    step = world.ask(ref)
    world.clock.forward(minutes=5)
    world.owner.act(ref, "told", text="We are on it.", minutes="60")
    world.clock.forward(minutes=5)
    world.owner.act(ref, "note", text="Called twice.")
    world.colleague.on_step(step, "accept")
    world.clock.forward(minutes=5)
    world.colleague.on_step(step, "done", text="Fixed.")
    found = stops(world, ref)
    assert [one.kind for one in found] == [
        EventKind.OWNED,
        EventKind.ASKED,
        EventKind.CUSTOMER_TOLD,
    ]
    assert found[0].is_report
    assert [[row.kind for row in one.rows] for one in found] == [
        [EventKind.REPORTED, EventKind.OWNED],
        [EventKind.ASKED, EventKind.UNREACHED, EventKind.ACCEPTED, EventKind.DONE],
        [EventKind.CUSTOMER_TOLD, EventKind.NOTED],
    ]
    assert len(rows(world, ref)) == len(world.events(ref))


def test_an_update_without_news_is_a_stop_with_its_reason(world: World) -> None:
    ref = world.report()
    world.clock.forward(minutes=5)
    why = "Store 7 calls back at 11."
    answer = world.owner.act(ref, "update", what="not-yet", why=why, by="60")
    assert answer.status == 303
    assert [one.kind for one in stops(world, ref)] == [EventKind.OWNED, EventKind.POSTPONED]
    for browser, words in (
        (world.lead, "Ana had no news yet"),
        (world.owner, "You had no news yet"),
    ):
        shown = re.escape(words) + rf" [0-9:]+ · “{re.escape(why)}”"
        assert re.search(shown, browser.get(f"/issues/{ref}").words)


def test_more_than_eight_stops_are_folded(world: World) -> None:
    ref = world.report()
    for number in range(8):
        world.clock.forward(minutes=1)
        world.owner.act(ref, "told", text=f"Update {number}", minutes="60")
    words = world.owner.get(f"/issues/{ref}").words
    assert "3 earlier steps" in words
    for number in range(8):
        assert words.count(f"“Update {number}”") == 1
