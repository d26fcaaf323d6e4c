"""Taps that a phone had to keep: both times are written down, and promises count from the tap."""

from datetime import datetime, timedelta

import pytest

from tests.web.queued import Phone, content
from tests.web.world import World
from web.rules.vocabulary import EventKind, Urgency
from web.store.tables.issues import Event

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def last(world: World, ref: str) -> Event:
    return world.events(ref)[-1]


def test_both_times_are_kept(world: World) -> None:
    ref = world.report()
    world.clock.forward(minutes=5)
    tapped = world.clock()
    world.clock.forward(minutes=42)
    assert Phone(world).act(ref, "note", tapped, text="Cable is loose").status == 200
    noted = last(world, ref)
    assert (noted.at, noted.tapped_at) == (world.clock(), tapped)
    assert noted.version == world.issue(ref).version == 2


def test_the_timeline_tells_when_it_was_tapped_and_when_it_came_in(world: World) -> None:
    ref = world.report()
    world.clock.now = world.clock.now.replace(hour=9, minute=0)
    tapped = world.clock()
    world.clock.forward(minutes=42)
    Phone(world).act(ref, "note", tapped, text="Cable is loose")
    words = world.owner.get(f"/issues/{ref}").words
    assert "10:00 You added a note. Cable is loose Came in at 10:42." in words
    assert words.count("Came in at") == 1


# Acts, with what is typed, by what is promised from the tap on.
PROMISES = [
    ("promise", {"minutes": "30"}, 30 * MINUTE),
    ("told", {"minutes": "60", "text": "The part comes"}, HOUR),
    ("later", {"minutes": "120", "text": "A part is missing"}, 2 * HOUR),
]


@pytest.mark.parametrize(("act", "typed", "span"), PROMISES, ids=[one[0] for one in PROMISES])
def test_minutes_count_from_the_tap(
    world: World, act: str, typed: dict[str, str], span: timedelta
) -> None:
    """So many were said to the customer then."""
    ref = world.report()
    world.clock.forward(minutes=10)
    tapped = world.clock()
    world.clock.forward(minutes=20)
    assert Phone(world).act(ref, act, tapped, **typed).status == 200
    issue = world.issue(ref)
    assert (issue.promised_at, issue.promise_at) == (tapped, tapped + span)
    assert last(world, ref).data["when"] == (tapped + span).isoformat()


@pytest.mark.parametrize("where", ["issues/{ref}/promise", "me/shift/end/{ref}/promise"])
def test_a_certain_time_is_judged_by_the_tap(world: World, where: str) -> None:
    """It lay ahead then, though not any more: the promise was made, and is late at once."""
    ref = world.report()
    path = "/" + where.format(ref=ref)
    world.clock.forward(minutes=10)
    tapped = world.clock()
    until = tapped + 20 * MINUTE
    world.clock.forward(minutes=50)
    assert Phone(world).send(path, until=until.isoformat()).status == 422  # tapped just now
    assert Phone(world).send(path, tapped, until=until.isoformat()).status == 200
    assert world.issue(ref).promise_at == until
    gone = (tapped - MINUTE).isoformat()
    assert Phone(world).send(path, tapped, until=gone).status == 422


def test_what_is_late_at_once_nudges_at_once(world: World) -> None:
    world.ring_all()
    ref = world.report()
    world.clock.forward(minutes=10)
    tapped = world.clock()
    world.clock.forward(minutes=17)
    Phone(world).act(ref, "promise", tapped, minutes="15")
    assert "Update the customer, 2 min late" in world.owner.get(f"/issues/{ref}").words
    assert world.messages("owner") == []
    world.advance()
    (nudge,) = world.messages("owner")
    assert nudge.content["title"] == f"Store 12: {ref} is late"
    (running,) = world.running(ref)
    assert running.step_at is not None
    assert running.step_at > world.clock()


def test_a_promise_that_is_not_late_is_warned_of_in_time(world: World) -> None:
    """Its warning would have come three minutes ago."""
    world.ring_all()
    ref = world.report()
    world.clock.forward(minutes=10)
    tapped = world.clock()
    world.clock.forward(minutes=13)
    Phone(world).act(ref, "promise", tapped, minutes="15")
    world.advance()
    (nudge,) = world.messages("owner")
    assert nudge.content["title"].startswith(f"Store 12: {ref}, update the customer by")


def test_a_note_of_long_ago_brings_no_nudge_back(world: World) -> None:
    """What came due since then was sent already."""
    world.ring_all()
    ref = world.report()
    tapped = world.clock() + HOUR
    world.run_until(4 * 60 + 2, shown=True)
    before = len(world.messages("owner"))
    assert before >= 1
    Phone(world).act(ref, "note", tapped, text="x")
    world.advance()
    assert len(world.messages("owner")) == before


def test_owning_promises_from_the_tap(world: World) -> None:
    ref = world.unowned()
    world.clock.forward(minutes=10)
    tapped = world.clock()
    world.clock.forward(hours=1)
    assert Phone(world, "colleague").act(ref, "own", tapped, seen="1").status == 200
    issue = world.issue(ref)
    assert (issue.promised_at, issue.promise_at) == (tapped, tapped + 4 * HOUR)
    assert issue.owned_at == world.clock()
    assert last(world, ref).tapped_at == tapped


def test_a_report_promises_from_the_tap(world: World) -> None:
    tapped = world.clock()
    world.clock.forward(hours=1)
    typed = {"text": "Till 4 is dead", "site_id": world.site.id, "urgency": Urgency.NOW.value}
    ref = content(Phone(world).send("/issues", tapped, **typed))["ref"]
    issue = world.issue(ref)
    assert (issue.promised_at, issue.promise_at) == (tapped, tapped + 30 * MINUTE)
    assert (issue.created_at, issue.touched_at) == (tapped, world.clock())
    assert {one.tapped_at for one in world.events(ref)} == {tapped}
    assert "Came in at" in world.owner.get(f"/issues/{ref}").words


def test_who_gets_an_issue_back_has_all_the_time(world: World) -> None:
    """They hear of it only now, however long ago it was opened again."""
    ref = world.report()
    world.owner.act(ref, "resolve", text="done")
    world.clock.forward(minutes=10)
    tapped = world.clock()
    world.clock.forward(hours=5)
    assert Phone(world, "colleague").act(ref, "reopen", tapped).status == 200
    assert world.issue(ref).promise_at == world.clock() + 4 * HOUR
    assert last(world, ref).tapped_at == tapped


def test_two_reports_that_waited_are_as_far_apart_as_their_taps(world: World) -> None:
    first = world.clock()
    second, third = first + HOUR, first + HOUR + 5 * MINUTE
    world.clock.forward(hours=3)
    typed = {"text": "Till 4 is dead", "site_id": world.site.id}
    answers = [Phone(world).send("/issues", at, **typed) for at in (first, second, third)]
    assert [one.status for one in answers] == [200, 200, 422]
    assert content(answers[1])["ref"] in content(answers[2])["sentence"]
    assert Phone(world).send("/issues", **typed).status == 200


def test_steps_know_when_they_were_tapped_too(world: World) -> None:
    ref = world.report()
    step = world.ask(ref)
    world.clock.forward(minutes=1)
    tapped = world.clock()
    world.clock.forward(minutes=9)
    assert Phone(world, "colleague").send(f"/steps/{step}/accept", tapped).status == 200
    assert last(world, ref).tapped_at == tapped
    assert world.step(step).accepted_at == world.clock()


def test_whatever_nobody_tapped_has_one_time(world: World) -> None:
    """What an act brings about beside itself is the system's."""
    world.ring_all()
    ref = world.report()
    step = world.ask(ref)
    tapped = world.clock()
    world.clock.forward(minutes=30)
    world.advance()
    assert Phone(world).act(ref, "resolve", tapped, text="done").status == 200
    for event in world.events(ref)[2:]:
        assert (event.tapped_at is None) == (event.actor_id is None or event.at == tapped)
    assert world.step(step).ended_at == world.clock()


def test_every_event_knows_its_version(world: World) -> None:
    """Later than what was seen means: written after it was looked at."""
    ref = world.report()
    step = world.ask(ref)
    acts: list[tuple[str, str, dict[str, str]]] = [
        ("colleague", f"/steps/{step}/accept", {}),
        ("owner", f"/issues/{ref}/told", {"minutes": "60"}),
        ("colleague", f"/steps/{step}/done", {}),
        (
            "owner",
            f"/issues/{ref}/owner-change",
            {"to_id": str(world.id("lead")), "reason": "absence"},
        ),
        ("lead", "/owner-changes/1/accept", {}),
        ("lead", f"/issues/{ref}/resolve", {"text": "done", "used": "a voucher"}),
        ("colleague", f"/issues/{ref}/reopen", {}),
        ("colleague", f"/issues/{ref}/offer", {}),
    ]
    for who, path, typed in acts:
        seen, count = world.issue(ref).version, len(world.events(ref))
        assert world.browser_of(who).post(path, typed).status == 303
        fresh = world.events(ref)[count:]
        assert fresh
        assert all(seen < (one.version or 0) <= world.issue(ref).version for one in fresh)


def test_an_orphan_that_is_opened_again_counts_its_versions_too(world: World) -> None:
    ref = world.report()
    world.owner.act(ref, "resolve", text="done")
    seen = world.issue(ref).version
    world.admin.post(f"/settings/people/{world.id('owner')}/close")
    assert world.colleague.act(ref, "reopen").status == 303
    assert world.kinds(ref)[-2:] == [EventKind.REOPENED, EventKind.ORPHANED]
    assert [one.version for one in world.events(ref)[-2:]] == [seen + 1] * 2


def test_the_line_stays_as_it_was_written(world: World) -> None:
    ref = world.report()
    tapped: datetime = world.clock() + MINUTE
    world.clock.forward(minutes=30)
    world.owner.act(ref, "note", text="Cable is loose")
    world.clock.forward(minutes=30)
    Phone(world).act(ref, "note", tapped, text="Plug is dirty")
    words = world.owner.get(f"/issues/{ref}").words
    assert words.index("Cable is loose") < words.index("Plug is dirty")  # as they came in
