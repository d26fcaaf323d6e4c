"""On it, Later, and what was opened again: what answers the ladder, and what it does then."""

from datetime import timedelta

import pytest

from tests.web.world import World
from web.rules.vocabulary import EventKind, IssueState

LATE, EARLY = 250, 60


def begun(world: World, minutes: int) -> str:
    """The owner's issue, promised for in four hours, so many minutes later."""
    world.ring_all()
    world.long_shift()
    ref = world.report()
    world.run_until(minutes, shown=True)
    return ref


def next_minutes(world: World, ref: str) -> float:
    """In how many minutes somebody is nudged, if nobody acts."""
    (only,) = world.running(ref)
    assert only.step_at is not None
    return (only.step_at - world.clock()) / timedelta(minutes=1)


@pytest.mark.parametrize("by", ["owner", "lead", "admin"])
def test_on_it_gives_what_is_late_the_time_of_the_ladder_once_more(world: World, by: str) -> None:
    ref = begun(world, LATE)
    promise = world.issue(ref).promise_at
    assert world.browser_of(by).act(ref, "on-it").status == 303
    issue = world.issue(ref)
    assert (issue.state, issue.owner_id) == (IssueState.OWNED, world.id("owner"))
    assert (issue.promise_at, issue.acknowledged_at) == (promise, world.clock())
    assert world.events(ref)[-1].actor_id == world.id(by)
    assert world.kinds(ref)[-1] == EventKind.ACKNOWLEDGED
    assert next_minutes(world, ref) == 15
    before = len(world.messages("owner"))
    world.run_until(14, shown=True)
    loud = [one for one in world.messages("owner")[before:] if one.content["loud"]]
    assert loud == []
    world.run_until(1)
    assert world.messages("owner")[-1].content["loud"]
    assert world.messages("lead")[-1].content["loud"]


def test_on_it_before_the_time_keeps_the_promise_and_its_warning(world: World) -> None:
    ref = begun(world, EARLY)
    world.owner.act(ref, "on-it")
    assert next_minutes(world, ref) == 230 - EARLY
    assert "Ana is on it since 11:00." in world.colleague.get(f"/issues/{ref}").words


@pytest.mark.parametrize("act", ["on-it", "later"])
def test_others_learn_whose_it_is(one_world: World, act: str) -> None:
    ref = begun(one_world, LATE)
    waiting = one_world.running(ref)
    fields = {"text": "x", "minutes": "60"} if act == "later" else {}
    leads = (one_world.lead, one_world.admin) if act == "later" else ()
    for other in (one_world.colleague, *leads):
        answer = other.act(ref, act, **fields)
        assert answer.status == 409
        assert "Ana Rothgeber owns this" in answer.words
    assert one_world.stranger.act(ref, act, **fields).status == 404
    assert one_world.nobody.act(ref, act, **fields).status == 401
    assert one_world.running(ref) == waiting
    assert not {EventKind.ACKNOWLEDGED, EventKind.POSTPONED} & set(one_world.kinds(ref))


@pytest.mark.parametrize("act", ["on-it", "later"])
def test_what_nobody_owns_and_what_is_resolved_has_no_such_act(one_world: World, act: str) -> None:
    fields = {"text": "x", "minutes": "60"} if act == "later" else {}
    for who in (one_world.owner, one_world.lead):
        answer = who.act(one_world.unowned(), act, **fields)
        assert answer.status == 409
        assert "Nobody owns this yet. Tap “I own this” first." in answer.words
    resolved = one_world.report()
    one_world.owner.act(resolved, "resolve", text="done")
    for who in (one_world.owner, one_world.lead):
        answer = who.act(resolved, act, **fields)
        assert answer.status == 409
        assert "This is resolved. Reopen it first." in answer.words
    assert one_world.running(resolved) == []


@pytest.mark.parametrize("minutes", [EARLY, LATE])
def test_later_takes_another_promise_and_says_why(world: World, minutes: int) -> None:
    ref = begun(world, minutes)
    world.owner.act(ref, "on-it")
    answer = world.owner.act(ref, "later", text="The part  comes at six", minutes="120")
    assert answer.status == 303
    issue = world.issue(ref)
    assert issue.promise_at == world.clock() + timedelta(hours=2)
    assert issue.acknowledged_at is None
    last = world.events(ref)[-1]
    assert (last.kind, last.text) == (EventKind.POSTPONED, "The part comes at six")
    assert next_minutes(world, ref) == 110
    page = world.colleague.get(f"/issues/{ref}").words
    assert "Ana Rothgeber had no news yet. Next update by" in page
    assert "The part comes at six" in page


def test_later_until_a_certain_time(one_world: World) -> None:
    ref = one_world.report()
    until = "2026-11-24T09:00:00+01:00"
    assert one_world.owner.act(ref, "later", text="Tomorrow", until=until).status == 303
    promise = one_world.issue(ref).promise_at
    assert promise is not None
    assert promise.isoformat() == "2026-11-24T08:00:00+00:00"


WHY = "Say why in a few words, at most 200 characters."
TIME = "Choose a time in the future for the next update."


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"minutes": "60"}, WHY),
        ({"text": "", "minutes": "60"}, WHY),
        ({"text": " \u200b ", "minutes": "60"}, WHY),
        ({"text": "x" * 201, "minutes": "60"}, WHY),
        ({"text": "The part comes at six"}, TIME),
        ({"text": "The part comes at six", "minutes": "0"}, TIME),
        ({"text": "The part comes at six", "minutes": "-5"}, TIME),
        ({"text": "The part comes at six", "minutes": "soon"}, TIME),
        ({"text": "The part comes at six", "minutes": "99999999999999999999"}, TIME),
        ({"text": "The part comes at six", "minutes": "60", "until": "2026-11-24T09:00Z"}, TIME),
        ({"text": "The part comes at six", "until": "2026-11-23T09:00:00Z"}, TIME),  # now
        ({"text": "The part comes at six", "until": "2001-01-01T09:00:00Z"}, TIME),
        ({"text": "The part comes at six", "until": "9999-12-31T23:59:59Z"}, TIME),
        ({"text": "The part comes at six", "until": "2026-11-24T09:00:00"}, TIME),  # no zone
        ({"text": "The part comes at six", "until": "tomorrow"}, TIME),
        ({"text": "x", "minutes": "60", "owner_id": "3"}, "a field we do not know"),
    ],
)
def test_a_later_that_makes_no_sense(
    one_world: World, fields: dict[str, str], sentence: str
) -> None:
    ref = one_world.report()
    before = one_world.issue(ref)
    answer = one_world.owner.act(ref, "later", htmx=True, **fields)
    assert answer.status == 422
    assert sentence in answer.words
    if fields.get("text", "").startswith("The part"):
        assert answer.form(f"/issues/{ref}/update")["why"] == "The part comes at six"
    assert one_world.issue(ref) == before
    assert EventKind.POSTPONED not in one_world.kinds(ref)


@pytest.mark.parametrize("act", ["on-it", "later"])
def test_a_repeated_tap_is_one(one_world: World, act: str) -> None:
    ref = one_world.report()
    fields = {"text": "x", "minutes": "60"} if act == "later" else {}
    for _ in range(2):
        answer = one_world.owner.act(ref, act, key="one-and-the-same", **fields)
        assert answer.status == 303
    kinds = one_world.kinds(ref)
    assert len([one for one in kinds if one in (EventKind.ACKNOWLEDGED, EventKind.POSTPONED)]) == 1


def reopened(world: World, by: str = "colleague") -> str:
    ref = world.report()
    world.owner.act(ref, "resolve", text="done")
    assert world.browser_of(by).act(ref, "reopen", text="Dead again").status == 303
    return ref


def test_its_owner_hears_at_once_that_it_is_open_again(world: World) -> None:
    world.ring_all()
    ref = reopened(world)
    world.advance()
    (only,) = world.messages("owner")
    assert only.content["title"] == f"Store 12: {ref} is reopened"
    assert only.content["body"] == "It was not settled for the customer. You own this."
    assert sorted(one.trigger for one in world.running(ref)) == ["promise", "reopened"]
    assert world.messages("lead") == []


@pytest.mark.parametrize(("lead", "hears"), [(True, "lead"), (False, "admin")])
def test_with_its_owner_off_shift_it_starts_at_the_lead(
    world: World, lead: bool, hears: str
) -> None:
    world.ring_all()
    world.off_shift("owner", *([] if lead else ["lead"]))
    ref = reopened(world)
    world.advance()
    assert world.messages("owner") == []
    (only,) = world.messages(hears)
    assert only.content["body"] == "Ana owns it. Make sure the customer is updated."
    assert EventKind.DEFERRED in world.kinds(ref)


def test_whoever_opens_their_own_again_knows(world: World) -> None:
    world.ring_all()
    ref = reopened(world, "owner")
    world.advance()
    assert world.messages() == []
    assert [one.trigger for one in world.running(ref)] == ["promise"]


def test_an_act_of_the_owner_ends_that_it_is_open_again(world: World) -> None:
    world.ring_all()
    ref = reopened(world)
    world.owner.act(ref, "on-it")
    world.advance()
    assert world.messages() == []
    assert [one.trigger for one in world.running(ref)] == ["promise"]


def test_an_owner_who_left_leaves_it_to_everybody(world: World) -> None:
    world.ring_all()
    ref = world.report()
    world.owner.act(ref, "resolve", text="done")
    world.admin.post(f"/settings/people/{world.id('owner')}/close")
    world.colleague.act(ref, "reopen")
    world.advance()
    assert world.issue(ref).state == IssueState.UNOWNED
    assert [one.content["title"] for one in world.messages("colleague")] == [
        f"Store 12: {ref} needs an owner"
    ]
