"""Late taps over HTTP, judged by what their maker had seen; the table is in tests/rules."""

from datetime import datetime

import pytest

from tests.web.queued import Phone, content
from tests.web.world import World
from web.rules.vocabulary import EventKind, IssueState, StepState


def forward(world: World, minutes: int = 5) -> None:
    world.clock.forward(minutes=minutes)


def sentence(world: World, ref: str, act: str, at: datetime, **typed: str) -> str:
    """Of the refusal, which leaves nothing behind and is repeated for ever."""
    before = world.issue(ref).version, world.kinds(ref)
    typed["key"] = f"late-{act}-{len(world.events(ref))}"
    found = {str(content(Phone(world).act(ref, act, at, **typed))["sentence"]) for _ in range(2)}
    assert Phone(world).act(ref, act, at, **typed).status == 409
    assert (world.issue(ref).version, world.kinds(ref)) == before
    assert len(found) == 1
    return found.pop()


PROMISING = [("promise", {}), ("told", {}), ("later", {"text": "A part is missing"})]


@pytest.mark.parametrize(("act", "typed"), PROMISING, ids=[one[0] for one in PROMISING])
@pytest.mark.parametrize("then", ["promise", "told"])
def test_the_later_promise_stands(world: World, act: str, typed: dict[str, str], then: str) -> None:
    """Made on the other phone of the same person, who had this one in the basement."""
    ref = world.report()
    forward(world)
    tapped = world.clock()
    world.clock.now = world.clock.now.replace(hour=10, minute=30)
    assert world.owner.act(ref, then, minutes="120").status == 303
    forward(world)
    said = sentence(world, ref, act, tapped, minutes="60", seen="1", **typed)
    assert said == "Since you tapped, an update was promised by 13:30. Check it again."
    assert Phone(world).act(ref, act, minutes="60", seen="1", **typed).status == 200  # just now


@pytest.mark.parametrize("seen", ["2", "3", "99", ""])
def test_who_has_seen_it_meant_it(world: World, seen: str) -> None:
    """Also a version that is still to come, and none at all."""
    ref = world.report()
    forward(world)
    tapped = world.clock()
    forward(world)
    world.owner.act(ref, "promise", minutes="120")
    forward(world)
    assert Phone(world).act(ref, "promise", tapped, minutes="60", seen=seen).status == 200


def test_what_came_before_the_tap_is_no_reason(world: World) -> None:
    ref = world.report()
    world.owner.act(ref, "promise", minutes="120")
    forward(world)
    tapped = world.clock()
    forward(world)
    assert Phone(world).act(ref, "promise", tapped, minutes="60", seen="1").status == 200


def test_taps_of_one_queue_do_not_refuse_each_other(world: World) -> None:
    """Made on one page that could not change, they come in order and all with what it showed."""
    ref = world.unowned()
    phone, tapped = Phone(world, "colleague"), world.clock()
    forward(world, 1)
    queue = [
        ("own", {}),
        ("promise", {"minutes": "30"}),
        ("told", {"minutes": "60", "text": "I am on my way"}),
        ("later", {"minutes": "60", "text": "A part is missing"}),
        ("on-it", {}),
        ("note", {"text": "Cable is loose"}),
        ("resolve", {"text": "Changed it"}),
        ("reopen", {}),
        ("resolve", {"text": "Changed it again"}),
    ]
    at = [tapped.replace(second=2 * number) for number in range(len(queue))]
    forward(world, 60)
    for (act, typed), when in zip(queue, at, strict=True):
        assert phone.act(ref, act, when, seen="1", **typed).status == 200, act
        world.clock.forward(seconds=1)
    kinds = [
        EventKind.REPORTED,
        EventKind.OWNED,
        EventKind.PROMISED,
        EventKind.CUSTOMER_TOLD,
        EventKind.POSTPONED,
        EventKind.ACKNOWLEDGED,
    ]
    kinds += [EventKind.NOTED, EventKind.RESOLVED, EventKind.REOPENED, EventKind.RESOLVED]
    assert world.kinds(ref) == kinds


@pytest.mark.parametrize("seconds", [0, 20, 50, 59])
def test_nor_when_the_connection_goes_between_two_of_them(world: World, seconds: int) -> None:
    """The first came in within a minute, so that its own time was not kept; the second did not."""
    ref = world.report()
    forward(world)
    first = world.clock()
    world.clock.forward(seconds=seconds)
    assert Phone(world).act(ref, "promise", first, minutes="30", seen="1").status == 200
    forward(world, 10)
    second = first.replace(microsecond=first.microsecond + 1000)
    assert Phone(world).act(ref, "told", second, minutes="60", seen="1").status == 200


def test_resolving_what_was_opened_again_since(world: World) -> None:
    ref = world.report()
    forward(world)
    world.owner.act(ref, "resolve", text="Changed the cable")
    world.colleague.act(ref, "reopen", text="Dead again")
    forward(world)
    said = sentence(world, ref, "resolve", world.clock(), text="Changed the cable", seen="1")
    assert said == "This was reopened since you looked at it. Read why, then tap again."
    version = str(world.issue(ref).version)
    assert Phone(world).act(ref, "resolve", text="Changed it again", seen=version).status == 200


def test_opening_again_what_was_resolved_anew_since(world: World) -> None:
    ref = world.report()
    world.owner.act(ref, "resolve", text="Changed the cable")
    seen = str(world.issue(ref).version)
    forward(world)
    tapped = world.clock()
    forward(world)
    world.lead.act(ref, "reopen")
    world.owner.act(ref, "resolve", text="Changed the till")
    answer = Phone(world, "colleague").act(ref, "reopen", tapped, seen=seen)
    assert answer.status == 409
    assert content(answer)["sentence"] == (
        "This was resolved again since you looked at it. Read how, then tap again."
    )
    assert world.issue(ref).state == IssueState.RESOLVED


OWNERS: list[tuple[str, dict[str, str]]] = [
    ("promise", {"minutes": "60"}),
    ("told", {"minutes": "60"}),
    ("later", {"minutes": "60", "text": "x"}),
    ("resolve", {"text": "x"}),
    ("on-it", {}),
    ("share", {}),
]


@pytest.mark.parametrize(("act", "typed"), OWNERS, ids=[one[0] for one in OWNERS])
def test_it_was_somebody_elses_meanwhile(world: World, act: str, typed: dict[str, str]) -> None:
    """It went to Ben and came back: what Ana tapped before is not about what is hers now."""
    ref = world.report()
    forward(world)
    tapped = world.clock()
    forward(world)
    there = world.hand_over(ref)
    world.colleague.on_change(there, "accept")
    typed_back = {"to_id": str(world.id("owner")), "reason": "better_placed"}
    world.colleague.post(f"/issues/{ref}/owner-change", typed_back)
    world.owner.on_change(there + 1, "accept")
    assert world.issue(ref).owner_id == world.id("owner")
    forward(world)
    said = sentence(world, ref, act, tapped, seen="1", **typed)
    assert said == "The owner has changed since you tapped. Check it again."


def test_a_note_and_owning_are_never_too_late(world: World) -> None:
    ref = world.unowned()
    tapped = world.clock()
    forward(world)
    world.owner.act(ref, "own")
    world.admin.post(f"/settings/people/{world.id('owner')}/close")
    assert world.issue(ref).state == IssueState.UNOWNED
    forward(world)
    phone = Phone(world, "colleague")
    assert phone.act(ref, "note", tapped, text="x", seen="1").status == 200
    assert phone.act(ref, "own", tapped, seen="1").status == 200


@pytest.mark.parametrize("seen", ["1", ""])
def test_on_it_of_before_the_next_nudge(world: World, seen: str) -> None:
    """A nudge changes no version, so that it was not seen whatever the phone says."""
    world.ring_all()
    world.long_shift()
    ref = world.report()
    world.run_until(4 * 60 + 1, shown=True)
    assert world.kinds(ref)[-1] == EventKind.NUDGED
    tapped = world.clock()
    world.run_until(45, shown=True)
    assert world.kinds(ref).count(EventKind.NUDGED) >= 2
    said = sentence(world, ref, "on-it", tapped, seen=seen)
    assert said == "You got a new reminder since you tapped. Tap “I’m on it” again if you are."
    assert Phone(world).act(ref, "on-it", seen=seen).status == 200


def test_on_it_that_only_had_to_wait(world: World) -> None:
    world.ring_all()
    ref = world.report()
    world.run_until(4 * 60 + 1, shown=True)
    tapped = world.clock()
    world.clock.forward(minutes=3)
    assert Phone(world).act(ref, "on-it", tapped, seen="1").status == 200
    assert world.kinds(ref)[-1] == EventKind.ACKNOWLEDGED
    assert world.issue(ref).acknowledged_at == tapped
    (running,) = world.running(ref)
    assert running.anchor_at == tapped  # from there its times come once more


def test_a_no_of_before_a_yes(world: World) -> None:
    """“I can’t”, tapped in the lift; then they met, and the code was scanned."""
    ref = world.report()
    step = world.ask(ref)
    forward(world, 2)
    tapped = world.clock()
    forward(world, 2)
    assert world.colleague.post(world.code(step)).status == 303
    forward(world, 2)
    phone, no = Phone(world, "colleague"), f"/steps/{step}/decline"
    answer = phone.send(no, tapped, why="busy")
    assert answer.status == 409
    assert content(answer)["sentence"] == (
        "A yes arrived after your tap. If you can’t after all, tap again."
    )
    assert world.step(step).state == StepState.ACCEPTED
    assert phone.send(no, why="busy").status == 200


def test_a_no_after_a_yes_of_the_same_queue(world: World) -> None:
    step = world.ask()
    yes = world.clock()
    no = yes.replace(second=40)
    forward(world, 9)
    phone = Phone(world, "colleague")
    assert phone.send(f"/steps/{step}/accept", yes).status == 200
    assert phone.send(f"/steps/{step}/decline", no, why="busy").status == 200
    assert world.step(step).state == StepState.DECLINED


def test_taking_back_a_step_whose_yes_the_owner_noted_themselves(world: World) -> None:
    step = world.ask()
    yes = world.clock()
    back = yes.replace(second=40)
    forward(world, 9)
    phone = Phone(world)
    assert phone.send(f"/steps/{step}/accept", yes).status == 200
    assert phone.send(f"/steps/{step}/withdraw", back, saw="asked").status == 200


def test_taking_back_a_step_whose_yes_came_meanwhile(world: World) -> None:
    step = world.ask()
    tapped = world.clock()
    forward(world, 2)
    world.colleague.on_step(step, "accept")
    forward(world, 2)
    answer = Phone(world).send(f"/steps/{step}/withdraw", tapped, saw="asked")
    assert answer.status == 409
    assert "has just said yes" in content(answer)["sentence"]
    forward(world)
    other = Phone(world).send(f"/steps/{step}/withdraw", tapped, saw="accepted")
    assert other.status == 200
