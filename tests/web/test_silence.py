"""Silence comes back: at the time the owner hears of it, at twice that again, and then no more."""

from datetime import datetime

import pytest
from sqlmodel import select

from push.models import Escalation
from tests.web.world import World
from web.rules.vocabulary import EventKind, Introduction, StepState


def minutes(world: World, persona: str, since: datetime) -> list[int]:
    """The minutes after `since` at which this persona was told something."""
    return [round((one.created_at - since).total_seconds() / 60) for one in world.messages(persona)]


def resting(world: World, subject: str) -> bool:
    query = select(Escalation.next_at).where(Escalation.subject == subject)
    with world.database.read() as session:
        return session.exec(query).one() is None


@pytest.mark.parametrize(
    ("how", "times"),
    [
        (Introduction.IN_PERSON, [5, 10]),
        (Introduction.CALL, [5, 10]),
        (Introduction.MESSAGE, [15, 30]),
        (Introduction.NONE, [15, 30]),
    ],
)
def test_a_silent_helper_comes_back_to_the_owner(
    world: World, how: Introduction, times: list[int]
) -> None:
    world.ring_all()
    began, ref = world.clock(), world.report()
    step = world.ask(ref, how=how)
    world.run_until(60, shown=True)
    assert minutes(world, "owner", began) == times
    assert minutes(world, "colleague", began) == [0]
    assert world.messages("lead") == []
    for one in world.messages("owner"):
        assert one.content["title"] == f"Store 12: Ben has not answered, {ref}"
        assert one.content["body"] == "Walk over, or ask someone else. The customer is waiting."
        assert one.content["path"] == f"/steps/{step}"
        assert one.content["tag"] == f"{ref}-walk"
        assert one.content["loud"] is True
    assert world.kinds(ref).count(EventKind.UNANSWERED) == 1
    unanswered = next(one for one in world.events(ref) if one.kind == EventKind.UNANSWERED)
    assert (unanswered.actor_id, unanswered.text) == (None, "Open the spare till")
    assert unanswered.data == {"step": step, "helper": world.id("colleague")}


def test_a_code_that_nobody_scans_comes_back_too(world: World) -> None:
    world.ring_all()
    ref = world.report()
    world.ask(ref, helper=None)
    world.run_until(5, shown=True)
    (only,) = world.messages("owner")
    assert only.content["title"] == f"Store 12: nobody has scanned the code, {ref}"
    assert only.content["body"] == "Ask someone by name, or show the code again."


def test_the_page_says_it_at_the_very_minute_without_any_worker(world: World) -> None:
    step = world.ask()
    world.clock.forward(minutes=5, microseconds=-1)
    assert world.owner.get(f"/steps/{step}/state").text.strip() == '{"state":"asked"}'
    world.clock.forward(microseconds=1)
    assert world.owner.get(f"/steps/{step}/state").text.strip() == '{"state":"unanswered"}'
    assert "Ben has not answered" in world.owner.get(f"/steps/{step}").words
    assert world.step(step).state == StepState.ASKED


ANSWERS = [
    ("colleague", "accept", {}),
    ("owner", "accept", {}),
    ("colleague", "decline", {"why": "busy"}),
    ("owner", "withdraw", {}),
]


@pytest.mark.parametrize(("by", "act", "fields"), ANSWERS)
@pytest.mark.parametrize("after", [3, 7])
def test_an_answer_ends_the_silence(
    world: World, after: int, by: str, act: str, fields: dict[str, str]
) -> None:
    """In time or late: a late yes still counts, and a second reminder does not come."""
    world.ring_all()
    ref = world.report()
    step = world.ask(ref)
    world.run_until(after, shown=True)
    assert world.browser_of(by).on_step(step, act, **fields).status == 303
    assert resting(world, f"step:{step}")
    before = len(world.messages("owner"))
    world.run_until(30, shown=True)
    assert len(world.messages("owner")) == before
    assert world.kinds(ref).count(EventKind.UNANSWERED) == (1 if after > 5 else 0)


def test_a_late_yes_is_told_quietly_in_the_place_of_the_silence(world: World) -> None:
    world.ring_all()
    ref = world.report()
    step = world.ask(ref)
    world.run_until(6)
    world.colleague.on_step(step, "accept")
    assert world.step(step).state == StepState.ACCEPTED
    silence, news = world.messages("owner")
    assert silence.content["tag"] == news.content["tag"]
    assert news.content["title"] == f"Ben is with you on {ref}"
    assert news.content["loud"] is False
    assert sorted(set(world.deliveries())) == ["pending", "superseded"]


def test_each_helpers_silence_counts_for_itself(world: World) -> None:
    world.ring_all()
    began, ref = world.clock(), world.report()
    world.ask(ref)
    world.run_until(2, shown=True)
    world.ask(ref, "lead")
    world.run_until(20, shown=True)
    assert minutes(world, "owner", began) == [5, 7, 10, 12]


@pytest.mark.parametrize(("after", "hears"), [(5, []), (10, ["lead"])])
def test_an_owner_off_shift_is_not_told_but_the_lead_is_the_second_time(
    world: World, after: int, hears: list[str]
) -> None:
    world.ring_all()
    ref = world.report()
    world.ask(ref)
    world.off_shift("owner")
    world.run_until(after, shown=True)
    told = [who for who in world.people if world.messages(who)]
    assert told == ["colleague", *hears]
    assert EventKind.DEFERRED in world.kinds(ref)


def test_an_orphans_steps_are_silent(world: World) -> None:
    """Nobody owns it: its own ladder is louder than that of a step."""
    world.ring_all()
    ref = world.report()
    world.ask(ref)
    world.admin.post(f"/settings/people/{world.id('owner')}/close")
    world.run_until(20, shown=True)
    assert world.kinds(ref).count(EventKind.UNANSWERED) == 1
    assert EventKind.DEFERRED not in world.kinds(ref)
    assert all("has not answered" not in one.content["title"] for one in world.messages())


def test_an_outage_is_made_up_for_with_one_nudge(world: World) -> None:
    world.ring_all()
    world.ask()
    world.clock.forward(minutes=55)
    world.advance()
    world.run_until(5, shown=True)
    assert len(world.messages("owner")) == 1


def test_a_silent_next_owner_comes_back_to_the_owner(world: World) -> None:
    world.ring_all()
    began, ref = world.clock(), world.report()
    change = world.hand_over(ref)
    world.run_until(90, shown=True)
    assert minutes(world, "owner", began) == [15, 30]
    for one in world.messages("owner"):
        assert one.content["title"] == f"Store 12: Ben has not answered, {ref}"
        assert one.content["body"] == "You still own it. Ask again, or ask someone else."
        assert one.content["path"] == f"/owner-changes/{change}"
    assert world.kinds(ref).count(EventKind.CHANGE_UNANSWERED) == 1
    assert world.issue(ref).owner_id == world.id("owner")
    assert world.colleague.on_change(change, "accept").status == 303  # late, and it counts
    assert world.issue(ref).owner_id == world.id("colleague")
