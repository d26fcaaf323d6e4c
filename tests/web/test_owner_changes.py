"""Ownership moves only with a yes: what each answer leaves, who hears of it, and what stays."""

import pytest
from sqlmodel import select

from tests.web.world import World
from web.rules.vocabulary import ChangeReason, ChangeState, EventKind, StepState
from web.store.tables.handoffs import OwnerChange

BOTH_WAYS = pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])


def titles(world: World, persona: str) -> list[str]:
    return [one.content["title"] for one in world.messages(persona)]


@BOTH_WAYS
def test_until_the_yes_nothing_has_changed(world: World, htmx: bool) -> None:
    world.ring_all()
    ref = world.report()
    promise = world.issue(ref).promise_at
    fields = {"reason": "shift_ends", "line": "He calls at four"}
    to_id = str(world.id("colleague"))
    answer = world.owner.act(ref, "owner-change", htmx=htmx, to_id=to_id, **fields)
    assert answer.status == (200 if htmx else 303)
    with world.database.read() as session:
        change = session.exec(select(OwnerChange)).one()
    assert (change.state, change.reason, change.reason_text) == (
        "asked",
        "shift_ends",
        fields["line"],
    )
    assert (change.from_id, change.to_id) == (world.id("owner"), world.id("colleague"))
    assert (change.answer_by - change.asked_at).total_seconds() == 15 * 60
    issue = world.issue(ref)
    assert (issue.owner_id, issue.promise_at) == (world.id("owner"), promise)
    assert issue.version == 2
    assert world.kinds(ref)[2:] == [EventKind.CHANGE_ASKED, EventKind.NUDGED]
    asked = world.events(ref)[2]
    assert asked.text == "He calls at four"
    assert asked.data == {"change": change.id, "helper": change.to_id, "reason": "shift_ends"}
    (content,) = [one.content for one in world.messages("colleague")]
    assert content["title"] == f"Ana asks you to take over {ref}: Store 12"
    assert content["body"] == "Until you say yes, Ana owns it."
    assert content["path"] == f"/owner-changes/{change.id}"
    assert content["loud"] is True
    assert "He calls at four" in world.colleague.get(f"/owner-changes/{change.id}").words


@BOTH_WAYS
def test_a_yes_moves_the_issue_with_all_that_it_has_promised(world: World, htmx: bool) -> None:
    world.ring_all()
    ref = world.report()
    change, promise = world.hand_over(ref), world.issue(ref).promise_at
    world.clock.forward(minutes=3)
    answer = world.colleague.on_change(change, "accept", htmx=htmx)
    assert answer.status == (200 if htmx else 303)
    assert not htmx or 'id="change"' in answer.text
    issue = world.issue(ref)
    assert (issue.owner_id, issue.promise_at) == (world.id("colleague"), promise)
    assert issue.owned_at == world.clock()
    assert world.change(change).state == ChangeState.ACCEPTED
    changed = next(one for one in world.events(ref) if one.kind == EventKind.CHANGED)
    assert changed.actor_id == world.id("colleague")
    about = {"change": change, "helper": world.id("colleague"), "former_owner": world.id("owner")}
    assert changed.data == about
    (content,) = [one.content for one in world.messages("owner")]
    assert content["title"] == f"Ben owns {ref} now"
    assert content["body"] == "You don’t need to do anything."
    assert content["loud"] is False
    # From here on it is Ben who is nudged and who may, and Ana who looks on.
    assert world.owner.act(ref, "resolve", text="Done").status == 409
    world.long_shift()
    world.run_until(240)
    assert f"Store 12: {ref} is late" in titles(world, "colleague")
    assert titles(world, "owner") == [f"Ben owns {ref} now"]
    assert world.colleague.act(ref, "resolve", text="Done").status == 303


@BOTH_WAYS
def test_a_no_leaves_the_issue_where_it_is_and_is_loud(world: World, htmx: bool) -> None:
    world.ring_all()
    ref = world.report()
    change = world.hand_over(ref)
    answer = world.colleague.on_change(change, "decline", htmx=htmx, text="I leave at three")
    assert answer.status == (200 if htmx else 303)
    assert world.issue(ref).owner_id == world.id("owner")
    assert world.change(change).state == ChangeState.DECLINED
    declined = next(one for one in world.events(ref) if one.kind == EventKind.CHANGE_DECLINED)
    assert (declined.actor_id, declined.text) == (world.id("colleague"), "I leave at three")
    (content,) = [one.content for one in world.messages("owner")]
    assert content["title"] == f"Store 12: Ben can’t take over {ref}"
    assert content["body"] == "You still own it. Ask someone else."
    assert content["path"] == f"/owner-changes/{change}"
    assert content["loud"] is True
    assert "I leave at three" in world.owner.get(f"/issues/{ref}").words


def test_a_no_goes_to_the_lead_when_the_owner_is_off_shift(world: World) -> None:
    world.ring_all()
    ref = world.report()
    change = world.hand_over(ref)
    world.off_shift("owner")
    world.colleague.on_change(change, "decline")
    assert titles(world, "owner") == []
    assert titles(world, "lead") == [f"Store 12: Ben can’t take over {ref}"]
    assert world.kinds(ref)[-3:] == [
        EventKind.CHANGE_DECLINED,
        EventKind.DEFERRED,
        EventKind.NUDGED,
    ]


@BOTH_WAYS
def test_taking_it_back_tells_who_was_asked(world: World, htmx: bool) -> None:
    world.ring_all()
    ref = world.report()
    change = world.hand_over(ref)
    world.deliver()
    answer = world.owner.on_change(change, "withdraw", htmx=htmx)
    assert answer.status == (200 if htmx else 303)
    assert world.change(change).state == ChangeState.WITHDRAWN
    assert world.kinds(ref)[-1] == EventKind.CHANGE_WITHDRAWN
    assert titles(world, "colleague")[-1] == f"You can go now: Store 12, {ref}"
    assert world.messages("owner") == []
    late = world.colleague.on_change(change, "accept", htmx=htmx)
    assert late.status == 409
    assert "This request was cancelled. You don’t need to do anything." in late.words
    assert world.issue(ref).owner_id == world.id("owner")


def test_only_one_change_is_asked_for_at_a_time(world: World) -> None:
    ref = world.report()
    change = world.hand_over(ref)
    again = {"to_id": str(world.id("lead")), "reason": "absence"}
    for htmx in (False, True):
        answer = world.owner.act(ref, "owner-change", htmx=htmx, **again)
        assert answer.status == 409
        assert "You have already asked Ben Kastner. Cancel that request first." in answer.words
    world.owner.on_change(change, "withdraw")
    assert world.owner.act(ref, "owner-change", **again).status == 303
    assert world.count(OwnerChange) == 2


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("owner", "You already own this. Ask someone else."),
        ("closed", "They have left. Ask someone else."),
        ("nobody", "They have left. Ask someone else."),
    ],
)
def test_who_cannot_become_the_owner(world: World, to: str, sentence: str) -> None:
    ref = world.report()
    world.admin.post(f"/settings/people/{world.id('colleague')}/close")
    ids = {"owner": world.id("owner"), "closed": world.id("colleague"), "nobody": 999999}
    fields = {"to_id": str(ids[to]), "reason": "absence", "line": "I am ill"}
    answer = world.owner.act(ref, "owner-change", **fields)
    assert answer.status == 409
    assert sentence in answer.words
    assert answer.form(f"/issues/{ref}/owner-change")["line"] == "I am ill"
    assert world.count(OwnerChange) == 0


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": "absence"}, "Choose whom to ask."),
        ({"to_id": "{to}"}, "Choose a reason."),
        ({"to_id": "{to}", "reason": "bored"}, "Choose a reason."),
        (
            {"to_id": "{to}", "reason": "absence", "line": "x" * 201},
            "The reason may have up to 200 characters.",
        ),
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(
    one_world: World, fields: dict[str, str], sentence: str
) -> None:
    ref = one_world.report()
    typed = {"line": "I am ill"} | fields
    typed = {name: value.format(to=one_world.id("lead")) for name, value in typed.items()}
    answer = one_world.owner.act(ref, "owner-change", **typed)
    assert answer.status == 422
    assert sentence in answer.words
    assert typed["line"][:200] in answer.text
    assert one_world.count(OwnerChange) == 0


@BOTH_WAYS
@pytest.mark.parametrize("act", ["accept", "decline", "withdraw"])
def test_the_wrong_person_is_told_whose_it_is(world: World, htmx: bool, act: str) -> None:
    ref = world.report()
    change = world.hand_over(ref)
    wrong = {"owner": world.owner, "lead": world.lead}
    if act == "withdraw":
        wrong["owner"] = world.colleague
    for browser in wrong.values():
        answer = browser.on_change(change, act, htmx=htmx)
        assert answer.status == 409
        assert "so only they can" in answer.words
    assert world.change(change).state == ChangeState.ASKED
    assert world.issue(ref).owner_id == world.id("owner")


def test_a_repeated_yes_is_done_once_and_a_second_tap_is_no_failure(world: World) -> None:
    ref = world.report()
    change = world.hand_over(ref)
    for key in ("one-tap-only", "one-tap-only", "another-tap"):
        assert world.colleague.on_change(change, "accept", key=key, htmx=True).status == 200
    assert world.kinds(ref).count(EventKind.CHANGED) == 1
    reused = world.colleague.on_change(change, "decline", key="one-tap-only", htmx=True)
    assert reused.status == 422
    assert "This was already sent, with other words." in reused.words


def test_a_helper_who_becomes_the_owner_is_no_helper_any_more(world: World) -> None:
    world.ring_all()
    ref = world.report()
    step, other = world.ask(ref), world.walking(ref, "lead")
    change = world.hand_over(ref)
    world.colleague.on_change(change, "accept")
    assert world.step(step).state == StepState.WITHDRAWN
    assert world.step(other).state == StepState.ACCEPTED
    world.run_until(60)
    assert EventKind.UNANSWERED not in world.kinds(ref)
    # Leyla is with Ben now, and it is Ben who hears from her.
    world.lead.on_step(other, "done")
    assert titles(world, "colleague")[-1] == f"Leyla has done their part of {ref}"
    assert "Leyla has done" not in " ".join(titles(world, "owner"))


def test_closing_the_owners_account_takes_the_change_back_and_orphans_the_issue(
    world: World,
) -> None:
    world.ring_all()
    ref = world.report()
    change, step = world.hand_over(ref), world.walking(ref, "lead")
    world.admin.post(f"/settings/people/{world.id('owner')}/close")
    assert world.change(change).state == ChangeState.WITHDRAWN
    assert world.step(step).state == StepState.ACCEPTED  # the helper stays until there is an owner
    assert world.issue(ref).owner_id is None
    assert world.kinds(ref)[-2:] == [EventKind.CHANGE_WITHDRAWN, EventKind.ORPHANED]
    assert world.colleague.on_change(change, "accept").status == 409
    world.advance()
    for persona in ("colleague", "lead", "admin"):
        assert f"Store 12: {ref} needs an owner" in titles(world, persona)


def test_closing_the_next_owners_account_is_as_good_as_a_no(world: World) -> None:
    world.ring_all()
    ref = world.report()
    change = world.hand_over(ref)
    world.admin.post(f"/settings/people/{world.id('colleague')}/close")
    assert world.change(change).state == ChangeState.WITHDRAWN
    assert titles(world, "owner") == [f"Store 12: Ben can’t take over {ref}"]
    assert world.messages("owner")[-1].content["loud"] is True
    assert world.issue(ref).owner_id == world.id("owner")


@pytest.mark.parametrize("reason", ChangeReason)
def test_each_reason_is_said_to_who_is_asked(one_world: World, reason: ChangeReason) -> None:
    words = one_world.colleague.get(f"/owner-changes/{one_world.hand_over(why=reason)}").words
    said = {
        ChangeReason.SHIFT_ENDS: "Because Ana’s shift ends.",
        ChangeReason.ABSENCE: "Because Ana is away.",
        ChangeReason.BETTER_PLACED: "Because you are better placed.",
    }
    assert said[reason] in words
