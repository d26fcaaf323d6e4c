"""Each act over HTTP: with scripts and without, done, refused, harmless, repeated, mistyped."""

from datetime import timedelta

import pytest

from tests.web.world import World
from web.rules.vocabulary import EventKind, IssueState

# Act, what is typed, the event that it leaves, and the state afterwards.
OWNERS = [
    ("promise", {"minutes": "60"}, EventKind.PROMISED, IssueState.OWNED),
    (
        "told",
        {"minutes": "60", "text": "Part comes at noon"},
        EventKind.CUSTOMER_TOLD,
        IssueState.OWNED,
    ),
    ("note", {"text": "Cable is loose"}, EventKind.NOTED, IssueState.OWNED),
    ("resolve", {"text": "Changed the cable, told him"}, EventKind.RESOLVED, IssueState.RESOLVED),
]
BOTH_WAYS = pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])


@BOTH_WAYS
@pytest.mark.parametrize(("act", "typed", "kind", "state"), OWNERS, ids=[one[0] for one in OWNERS])
def test_the_owners_acts(
    world: World, htmx: bool, act: str, typed: dict[str, str], kind: EventKind, state: IssueState
) -> None:
    ref = world.report()
    answer = world.owner.act(ref, act, htmx=htmx, **typed)
    if htmx:
        assert answer.status == 200
        assert 'id="issue"' in answer.text
        assert "<html" not in answer.text
    else:
        assert (answer.status, answer.location) == (303, f"/issues/{ref}")
    assert world.kinds(ref) == [EventKind.REPORTED, EventKind.OWNED, kind]
    assert world.issue(ref).state == state
    if "text" in typed:
        assert typed["text"] in world.owner.get(f"/issues/{ref}").words


@BOTH_WAYS
def test_owning(world: World, htmx: bool) -> None:
    ref = world.unowned()
    answer = world.colleague.act(ref, "own", htmx=htmx)
    if not htmx:
        assert (answer.status, answer.location) == (303, f"/issues/{ref}?owned=1")
        answer = world.colleague.get(answer.location)
    assert answer.status == 200
    assert world.issue(ref).owner_id == world.id("colleague")
    assert world.issue(ref).promise_at is not None
    assert world.kinds(ref) == [EventKind.REPORTED, EventKind.OWNED]


@BOTH_WAYS
def test_a_late_tap_names_the_winner_on_the_fresh_card(world: World, htmx: bool) -> None:
    ref = world.unowned()
    world.colleague.act(ref, "own")
    answer = world.owner.act(ref, "own", htmx=htmx)
    assert answer.status == 409
    assert "Ben Kastner was faster and owns this now." in answer.words
    assert f"/issues/{ref}/own" not in answer.forms()
    assert ("<html" in answer.text) is not htmx
    assert world.kinds(ref) == [EventKind.REPORTED, EventKind.OWNED]


@BOTH_WAYS
def test_what_is_the_case_already_is_no_failure(world: World, htmx: bool) -> None:
    ref = world.report()
    before = world.issue(ref).version
    for act, sentence in (("own", "You already own this."), ("reopen", "This is already open.")):
        answer = world.owner.act(ref, act, htmx=htmx)
        assert answer.status == (200 if htmx else 303)
        assert not htmx or sentence in answer.words
    assert world.issue(ref).version == before
    assert len(world.events(ref)) == 2


@BOTH_WAYS
def test_resolving_and_reopening_to_the_same_owner(world: World, htmx: bool) -> None:
    ref = world.report()
    world.owner.act(ref, "resolve", text="Changed the cable")
    assert world.running(ref) == []
    answer = world.colleague.act(ref, "reopen", htmx=htmx, text="Dead again")
    assert answer.status == (200 if htmx else 303)
    issue = world.issue(ref)
    assert (issue.state, issue.owner_id) == (IssueState.OWNED, world.id("owner"))
    assert issue.resolved_at is None
    # That it is open again, and the new promise: somebody else did it, so the owner has to hear.
    assert sorted(one.trigger for one in world.running(ref)) == ["promise", "reopened"]


@pytest.mark.parametrize("act", ["promise", "told", "resolve"])
def test_only_the_owner_may(world: World, act: str) -> None:
    ref = world.report()
    typed = {"minutes": "60"} if act != "resolve" else {"text": "done"}
    world.ring_all()  # leads act for an owner whom nothing reaches
    for other in (world.colleague, world.lead, world.admin):
        answer = other.act(ref, act, htmx=True, **typed)
        assert answer.status == 409
        assert "Ana Rothgeber owns this" in answer.words
    assert world.kinds(ref) == [EventKind.REPORTED, EventKind.OWNED]


WRONG = [
    ("note", {"text": ""}, "Write at least one word"),
    ("note", {"text": "   \n "}, "Write at least one word"),
    ("note", {}, "Write at least one word"),
    ("note", {"text": "x" * 2001}, "at most 2,000 characters"),
    ("resolve", {"text": ""}, "Write at least one word"),
    ("promise", {"minutes": "0"}, "Choose a time in the future for the next update."),
    (
        "promise",
        {"minutes": "99999"},
        "Choose a time in the future for the next update.",
    ),
    ("promise", {"minutes": "soon"}, "Choose a time in the future for the next update."),
    ("promise", {}, "Choose a time in the future for the next update."),
    (
        "told",
        {"text": "Called him back"},
        "Choose a time in the future for the next update.",
    ),
    ("note", {"text": "kept words", "colour": "red"}, "a field we do not know"),
    ("note", {"text": ["kept words", "twice"]}, "a field we do not know"),
]


@BOTH_WAYS
@pytest.mark.parametrize(("act", "typed", "sentence"), WRONG)
def test_what_was_typed_stays_when_something_is_wrong(
    one_world: World, htmx: bool, act: str, typed: dict[str, str | list[str]], sentence: str
) -> None:
    ref = one_world.report()
    answer = one_world.owner.act(ref, act, htmx=htmx, **typed)
    assert answer.status == 422
    assert sentence in answer.words
    words = typed.get("text", "")
    kept = words if isinstance(words, str) else words[0]
    shown = "update" if act in ("promise", "told") else act
    assert answer.form(f"/issues/{ref}/{shown}").get("text", "").strip() == kept.strip()
    assert one_world.kinds(ref) == [EventKind.REPORTED, EventKind.OWNED]


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "with spaces in it", "ключ-ключ-ключ"])
def test_an_act_without_a_good_key_is_not_done(one_world: World, key: str) -> None:
    ref = one_world.report()
    assert one_world.owner.act(ref, "note", key=key, text="hello").status == 422
    assert len(one_world.events(ref)) == 2


@BOTH_WAYS
def test_the_forms_of_the_page_do_what_they_say(world: World, htmx: bool) -> None:
    """Every act that the page offers, with the fields that its own form holds."""
    ref = world.report()
    page = world.owner.get(f"/issues/{ref}")
    base = f"/issues/{ref}/"
    acts = [one.removeprefix(base) for one in sorted(page.forms()) if one.startswith(base)]
    assert acts == ["note", "on-it", "resolve", "update"]
    for act in ("update", "note", "on-it", "resolve"):
        fields = world.owner.get(f"/issues/{ref}").form(base + act)
        fields |= {"text": "Some words"} if "text" in fields else {}
        fields |= {"what": "told", "by": "60"} if act == "update" else {}
        answer = world.owner.post(base + act, fields, key=fields.pop("key"), htmx=htmx)
        assert answer.status == (200 if htmx else 303), act
    assert world.kinds(ref)[2:] == [
        EventKind.CUSTOMER_TOLD,
        EventKind.NOTED,
        EventKind.ACKNOWLEDGED,
        EventKind.RESOLVED,
    ]


def test_a_repeated_tap_gets_the_same_answer_and_is_done_once(world: World) -> None:
    ref = world.unowned()
    won = [world.colleague.act(ref, "own", key="tap-of-ben", htmx=True) for _ in range(3)]
    lost = [world.owner.act(ref, "own", key="tap-of-ana", htmx=True) for _ in range(2)]
    assert [one.status for one in won] == [200] * 3
    assert [one.status for one in lost] == [409] * 2
    world.colleague.act(ref, "resolve", text="Done")
    later = world.owner.act(ref, "own", key="tap-of-ana", htmx=True)
    assert later.status == 409
    assert "Ben Kastner was faster" in later.words
    assert world.kinds(ref) == [EventKind.REPORTED, EventKind.OWNED, EventKind.RESOLVED]


def test_a_repeat_leaves_no_second_note(world: World) -> None:
    ref = world.report()
    for seen in ("1", "2", ""):
        answer = world.owner.act(ref, "note", key="one-tap-only", text="Once", seen=seen)
        assert answer.status == 303
    assert world.kinds(ref) == [EventKind.REPORTED, EventKind.OWNED, EventKind.NOTED]


@BOTH_WAYS
def test_the_same_key_with_other_words_is_refused_and_nothing_lost(
    world: World, htmx: bool
) -> None:
    ref = world.report()
    world.owner.act(ref, "note", key="one-tap-only", text="First")
    answer = world.owner.act(ref, "note", key="one-tap-only", text="Second", htmx=htmx)
    assert answer.status == 422
    assert "This was already sent, with other words." in answer.words
    form = answer.form(f"/issues/{ref}/note")
    assert form["text"].strip() == "Second"
    assert form["key"] != "one-tap-only"
    assert world.kinds(ref).count(EventKind.NOTED) == 1


def test_keys_belong_to_their_person(world: World) -> None:
    ref = world.report()
    for who in (world.owner, world.colleague):
        assert who.act(ref, "note", key="shared-key", text="Same words").status == 303
    assert world.kinds(ref).count(EventKind.NOTED) == 2


def test_the_events_of_a_stop_are_told_oldest_first(world: World) -> None:
    ref = world.report()
    for minute, words in enumerate(("first thing", "second thing", "third thing")):
        world.clock.forward(minutes=minute + 1)
        world.owner.act(ref, "note", text=words)
    text = world.owner.get(f"/issues/{ref}").words
    places = [text.index(words) for words in ("first thing", "second thing", "third thing")]
    assert places == sorted(places)


def test_a_promise_can_be_changed_and_told_keeps_it(world: World) -> None:
    ref = world.report()
    world.owner.act(ref, "promise", minutes="15")
    assert world.issue(ref).promise_at == world.clock() + timedelta(minutes=15)
    world.clock.forward(minutes=14)
    world.owner.act(ref, "told", minutes="120", text="")
    assert world.issue(ref).promise_at == world.clock() + timedelta(minutes=120)
    (ladder,) = world.running(ref)
    assert ladder.anchor_at == world.issue(ref).promise_at
    assert world.events(ref)[-1].text is None


def test_a_reference_may_be_typed_in_small_letters(one_world: World) -> None:
    ref = one_world.report()
    assert one_world.owner.get(f"/issues/{ref.lower()}").status == 200
    assert one_world.owner.act(ref.lower(), "note", text="found").status == 303


def test_what_was_typed_is_shown_when_somebody_was_faster(world: World) -> None:
    ref = world.report()
    assert world.owner.act(ref, "resolve", text="Done, and told.").status == 303
    answer = world.owner.act(ref, "told", text="She waits at the desk", minutes="30")
    assert answer.status == 409
    assert "What you had written: “She waits at the desk”" in answer.words


@pytest.mark.parametrize("number", ["0", "2147483648", "9" * 40])
def test_a_number_that_no_row_can_have_is_nothing_here(one_world: World, number: str) -> None:
    assert one_world.admin.get(f"/push/test/{number}").status == 404
    assert one_world.admin.get(f"/settings/places/{number}/qr").status in (303, 404)
    assert one_world.admin.post(f"/settings/people/{number}/close").status in (404, 405)
