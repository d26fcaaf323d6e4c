"""Whoever nudges by hand is heard once: what they do again at once makes no sound."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.web.world import World
from web.rules.manual_limit import PER_ISSUE, PER_SENDER
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.nudges import ManualNudge

Turn = Callable[[World, str], int]


def ask_and_take_back(world: World, ref: str) -> int:
    fields = {"need": "Come", "introduction": "call", "helper_id": str(world.id("colleague"))}
    status = world.owner.act(ref, "steps", **fields).status
    world.show()
    assert world.owner.on_step(world.count(Step), "withdraw").status == 303
    return status


def ask_to_own_and_take_back(world: World, ref: str) -> int:
    fields = {"to_id": str(world.id("colleague")), "reason": "absence"}
    status = world.owner.act(ref, "owner-change", **fields).status
    world.show()
    assert world.owner.on_change(world.count(OwnerChange), "withdraw").status == 303
    return status


def both_in_turn(world: World, ref: str) -> int:
    return ask_and_take_back(world, ref) | ask_to_own_and_take_back(world, ref)


def sounds(world: World, persona: str = "colleague") -> int:
    return sum(bool(one.content["loud"]) for one in world.messages(persona))


@pytest.fixture
def ringing(world: World) -> World:
    world.ring_all()
    world.long_shift()
    return world


@pytest.mark.parametrize("turn", [ask_and_take_back, ask_to_own_and_take_back, both_in_turn])
def test_asking_again_and_again_rings_once_in_ten_minutes(ringing: World, turn: Turn) -> None:
    ref = ringing.report()
    for _ in range(10):
        ringing.clock.forward(seconds=1)
        assert turn(ringing, ref) == 303  # it is done, and stands on their page
    assert sounds(ringing) == 1
    ringing.clock.now += PER_ISSUE
    turn(ringing, ref)
    assert sounds(ringing) == 2


def test_nudges_of_a_clock_that_was_ahead_silence_no_later_ones(ringing: World) -> None:
    ref = ringing.report()
    ringing.clock.forward(hours=2)
    ask_and_take_back(ringing, ref)
    ringing.clock.back(hours=2)
    ask_and_take_back(ringing, ref)
    assert sounds(ringing) == 2
    ask_and_take_back(ringing, ref)
    assert sounds(ringing) == 2
    ringing.clock.back(seconds=90)
    ask_and_take_back(ringing, ref)
    assert sounds(ringing) == 2


def test_another_issue_and_another_person_are_heard(ringing: World) -> None:
    first, second = ringing.report(), ringing.report()
    for ref in (first, second):
        ask_and_take_back(ringing, ref)
    assert sounds(ringing) == 2
    fields = {"need": "Come", "introduction": "call", "helper_id": str(ringing.id("lead"))}
    ringing.owner.act(first, "steps", **fields)
    assert sounds(ringing, "lead") == 1


def test_what_was_taken_back_before_it_went_out_has_not_rung(ringing: World) -> None:
    ref = ringing.report()
    fields = {"need": "Come", "introduction": "call", "helper_id": str(ringing.id("colleague"))}
    ringing.owner.act(ref, "steps", **fields)
    ringing.owner.on_step(ringing.count(Step), "withdraw")
    ringing.owner.act(ref, "steps", **fields)
    newest = ringing.messages("colleague")[-1]
    assert newest.content["loud"]
    ringing.show()
    assert sounds_shown(ringing) == 1


def sounds_shown(world: World) -> int:
    accepted = [one == "accepted" for one in world.deliveries()]
    messages = world.messages()
    return sum(
        taken and bool(one.content["loud"])
        for taken, one in zip(accepted, messages, strict=True)
        if one.person == str(world.id("colleague"))
    )


def test_declining_again_and_again_rings_the_owner_once(ringing: World) -> None:
    ref = ringing.report()
    for _ in range(5):
        ringing.clock.forward(seconds=1)
        step_id = ringing.ask(ref)
        assert ringing.colleague.on_step(step_id, "decline", why="busy").status == 303
        ringing.show()
    assert sounds(ringing, "owner") == 1


@pytest.mark.slow
def test_thirty_an_hour_from_one_sender_make_a_sound(ringing: World) -> None:
    refs = [ringing.report() for _ in range(PER_SENDER + 5)]
    for ref in refs:
        ask_and_take_back(ringing, ref)
    assert sounds(ringing) == PER_SENDER
    assert ringing.count(ManualNudge) == PER_SENDER
    ringing.clock.forward(hours=1)
    ask_and_take_back(ringing, refs[0])
    assert sounds(ringing) == PER_SENDER + 1
    assert ringing.count(ManualNudge) == 1  # what is over is forgotten


def test_tests_of_others_phones_count_and_are_refused_with_a_time(ringing: World) -> None:
    with ringing.database.write() as session:
        at = ringing.clock() - timedelta(minutes=48)
        who = {"sender_id": ringing.id("lead"), "person_id": ringing.id("owner")}
        for _ in range(PER_SENDER - 1):
            session.add(ManualNudge(**who, subject="step:0", at=at))
    rings = [f"/site/people/{ringing.id(one)}/ring" for one in ("owner", "colleague")]
    assert ringing.lead.post(rings[0]).status == 303
    answer = ringing.lead.post(rings[1])
    assert answer.status == 409
    refusal = "You have sent 30 reminders with sound in an hour. Try again in 12 minutes."
    assert refusal in answer.words
    assert sounds(ringing) == 0
    ringing.clock.forward(minutes=12)
    assert ringing.lead.post(rings[1]).status == 303
    assert sounds(ringing) == 1


def test_tests_of_an_address_count_too(world: World) -> None:
    """It may be anybody's, and may cost money."""
    path = "/me/channels/email"
    statuses = []
    for number in range(PER_SENDER + 1):
        world.owner.post(path, {"address": f"victim{number}@example.org"})
        world.clock.forward(seconds=61)
        statuses.append(world.owner.post(f"{path}/test").status)
    assert statuses == [303] * PER_SENDER + [409]


RECENT = "had a reminder about this issue shortly before you asked, so this one makes no sound"
MINUTES = PER_ISSUE // timedelta(minutes=1)
BEFORE = f"had a reminder about this less than {MINUTES} minutes before, so"
THEIRS = f"They {BEFORE} this one made no sound."
YOURS = f"You {BEFORE} this one made no sound."


def ask_colleague(world: World, ref: str) -> int:
    fields = {"need": "Come", "introduction": "call", "helper_id": str(world.id("colleague"))}
    assert world.owner.act(ref, "steps", **fields).status == 303
    return world.count(Step)


def test_who_asks_again_reads_that_the_phone_stays_silent(ringing: World) -> None:
    ref = ringing.report()
    ask_and_take_back(ringing, ref)
    step_id = ask_colleague(ringing, ref)
    ringing.show()
    answer = ringing.owner.get(f"/steps/{step_id}")
    assert RECENT in answer.words
    # Who was asked, and everybody else, read it in the timeline, and of the second ask alone.
    assert ringing.owner.get(f"/issues/{ref}").words.count(THEIRS) == 1
    assert ringing.lead.get(f"/issues/{ref}").words.count(THEIRS) == 1
    assert ringing.colleague.get(f"/issues/{ref}").words.count(YOURS) == 1
    assert RECENT not in ringing.colleague.get(f"/steps/{step_id}").words
    # And no longer than it is of use.
    ringing.colleague.on_step(step_id, "accept")
    assert RECENT not in ringing.owner.get(f"/steps/{step_id}").words
    assert ringing.owner.on_step(step_id, "withdraw").status == 303
    ringing.clock.now += PER_ISSUE
    assert RECENT not in ringing.owner.get(f"/steps/{ask_colleague(ringing, ref)}").words


def test_once_nobody_has_answered_it_says_nothing_of_silence(ringing: World) -> None:
    """Escalation may have made the phone ring since."""
    ref = ringing.report()
    ask_and_take_back(ringing, ref)
    path = f"/steps/{ask_colleague(ringing, ref)}"
    assert RECENT in ringing.owner.get(path).words
    with ringing.database.read() as session:
        answer_by = session.get_one(Step, ringing.count(Step)).answer_by
    assert answer_by is not None
    ringing.clock.now = answer_by
    page = ringing.owner.get(path).words
    assert "A late yes still counts." in page
    assert "stays silent" not in page


def test_who_asks_again_to_become_the_owner_reads_it_too(ringing: World) -> None:
    ref = ringing.report()
    ask_to_own_and_take_back(ringing, ref)
    fields = {"to_id": str(ringing.id("colleague")), "reason": "absence"}
    assert ringing.owner.act(ref, "owner-change", **fields).status == 303
    page = ringing.owner.get(f"/issues/{ref}").words
    assert page.count(RECENT) == 1
    assert page.count(THEIRS) == 1
    change = f"/owner-changes/{ringing.count(OwnerChange)}"
    assert RECENT in ringing.owner.get(change).words
    assert RECENT not in ringing.colleague.get(change).words
    assert YOURS in ringing.colleague.get(f"/issues/{ref}").words


def test_a_first_ask_and_one_after_ten_minutes_say_nothing_of_silence(ringing: World) -> None:
    ref = ringing.report()
    step_id = ask_colleague(ringing, ref)
    assert "stays silent" not in ringing.owner.get(f"/steps/{step_id}").words
    assert "made no sound" not in ringing.owner.get(f"/issues/{ref}").words


def test_the_hours_limit_is_said_as_what_it_is(ringing: World) -> None:
    for ref in [ringing.report() for _ in range(PER_SENDER)]:
        ask_and_take_back(ringing, ref)
    ref = ringing.report()
    step_id = ask_colleague(ringing, ref)
    limit = f"You sent {PER_SENDER} reminders with sound within an hour, so"
    assert limit in ringing.owner.get(f"/steps/{step_id}").words
    read = f"had sent {PER_SENDER} reminders with sound within an hour, so"
    assert f"You {read} this one made no sound." in ringing.owner.get(f"/issues/{ref}").words
    assert (
        f"Ana Rothgeber {read} this one made no sound."
        in ringing.colleague.get(f"/issues/{ref}").words
    )


def test_what_makes_no_sound_for_another_reason_says_nothing_of_a_limit(ringing: World) -> None:
    ref = ringing.report()
    ask_and_take_back(ringing, ref)
    fields = {"need": "Come", "introduction": "in_person"}  # whoever scans the code
    assert ringing.owner.act(ref, "steps", **fields).status == 303
    assert "stays silent" not in ringing.owner.get(f"/steps/{ringing.count(Step)}").words
