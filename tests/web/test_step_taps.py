"""Taps on a step that are late, harmless, repeated, mistyped or somebody else’s."""

import pytest

from tests.web.world import World
from web.rules.vocabulary import EventKind, StepState
from web.store.tables.handoffs import Step

BOTH_WAYS = pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])


@BOTH_WAYS
def test_the_wrong_person_is_told_whose_it_is(world: World, htmx: bool) -> None:
    step = world.ask()
    for act, fields in (("accept", {}), ("decline", {"why": "busy"}), ("propose", {"who": "Eva"})):
        answer = world.lead.on_step(step, act, htmx=htmx, **fields)
        assert answer.status == 409
        assert "Ben Kastner was asked, so" in answer.words
    answer = world.colleague.on_step(step, "withdraw", htmx=htmx)
    assert answer.status == 409
    assert "Only Ana Rothgeber, who owns the issue, can cancel this request." in answer.words
    assert world.step(step).state == StepState.ASKED


@BOTH_WAYS
def test_a_tap_that_lost_a_race_is_told_so(world: World, htmx: bool) -> None:
    step = world.ask()
    world.owner.on_step(step, "withdraw")
    answer = world.colleague.on_step(step, "accept", htmx=htmx)
    assert answer.status == 409
    assert "This request was cancelled. You don’t need to do anything." in answer.words
    assert ("<html" in answer.text) is not htmx


@BOTH_WAYS
@pytest.mark.parametrize(
    ("act", "by", "sentence"),
    [
        ("accept", "colleague", "You are already with Ana Rothgeber."),
        ("decline", "colleague", "Ana Rothgeber already knows you can’t."),
        ("done", "colleague", "This request is already done."),
        ("withdraw", "owner", "This request is already cancelled."),
    ],
)
def test_what_is_the_case_already_is_no_failure(
    world: World, htmx: bool, act: str, by: str, sentence: str
) -> None:
    ref = world.report()
    step = world.walking(ref) if act == "done" else world.ask(ref)
    fields = {"why": "busy"} if act == "decline" else {}
    browser = world.browser_of(by)
    assert browser.on_step(step, act, **fields).status == 303
    version, events = world.issue(ref).version, len(world.events(ref))
    answer = browser.on_step(step, act, htmx=htmx, **fields)
    assert answer.status == (200 if htmx else 303)
    assert not htmx or sentence in answer.words
    assert (world.issue(ref).version, len(world.events(ref))) == (version, events)


def test_a_repeated_tap_gets_the_same_answer_and_is_done_once(world: World) -> None:
    ref = world.report()
    step = world.ask(ref)
    yes = [world.colleague.on_step(step, "accept", key="tap-of-ben", htmx=True) for _ in range(3)]
    world.colleague.on_step(step, "done", key="done-of-ben")
    late = world.colleague.on_step(step, "accept", key="tap-of-ben", htmx=True)
    assert [one.status for one in (*yes, late)] == [200] * 4
    assert world.kinds(ref).count(EventKind.ACCEPTED) == world.kinds(ref).count(EventKind.DONE) == 1


def test_an_ask_that_is_sent_twice_is_one_step(world: World) -> None:
    ref = world.report()
    fields = {"need": "Till", "introduction": "in_person", "helper_id": ""}
    answers = [world.owner.act(ref, "steps", key="one-ask-only", **fields) for _ in range(2)]
    assert [one.location for one in answers] == ["/steps/1", "/steps/1"]
    assert world.count(Step) == 1
    other = world.owner.act(ref, "steps", key="one-ask-only", **(fields | {"need": "A carpet"}))
    assert other.status == 422
    assert "This was already sent, with other words." in other.words
    assert "A carpet" in other.text
    assert world.count(Step) == 1


@BOTH_WAYS
def test_the_same_key_with_other_words_is_refused_and_nothing_lost(
    world: World, htmx: bool
) -> None:
    ref = world.report()
    step = world.ask(ref)
    world.colleague.on_step(step, "propose", key="one-tap-only", who="Carla")
    answer = world.colleague.on_step(step, "propose", key="one-tap-only", who="Eva", htmx=htmx)
    assert answer.status == 422
    assert "This was already sent, with other words." in answer.words
    assert answer.form(f"/steps/{step}/propose")["who"] == "Eva"
    assert world.kinds(ref).count(EventKind.PROPOSED) == 1


WRONG = [
    ("decline", {}, "Choose why you can’t."),
    ("decline", {"why": "lazy"}, "Choose why you can’t."),
    ("decline", {"why": "busy", "could": "x" * 81}, "up to 80 characters"),
    ("propose", {"who": " "}, "Say who could help, in at most 80 characters."),
    ("propose", {"who": "x" * 81}, "Say who could help, in at most 80 characters."),
    ("done", {"text": "x" * 501}, "Write at most 500 characters."),
    ("accept", {"colour": "red"}, "a field we do not know"),
]


@BOTH_WAYS
@pytest.mark.parametrize(("act", "typed", "sentence"), WRONG)
def test_what_is_wrong_is_said_and_nothing_is_done(
    one_world: World, htmx: bool, act: str, typed: dict[str, str], sentence: str
) -> None:
    ref = one_world.report()
    step = one_world.walking(ref) if act == "done" else one_world.ask(ref)
    events = len(one_world.events(ref))
    answer = one_world.colleague.on_step(step, act, htmx=htmx, **typed)
    assert answer.status == 422
    assert sentence in answer.words
    for value in typed.values():
        assert value.strip() in answer.text or value in ("lazy", "red", "busy")
    assert len(one_world.events(ref)) == events
