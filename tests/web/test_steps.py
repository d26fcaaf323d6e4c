"""Steps over HTTP: whom one can ask, and what each act leaves behind."""

from dataclasses import dataclass, field

import pytest
from sqlmodel import select

from tests.support.taps import tap_of
from tests.web.world import World
from web.acts.accounts import people
from web.rules.vocabulary import DeclineReason, EventKind, Introduction, IssueState, StepState
from web.store.tables.handoffs import Step

BOTH_WAYS = pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])


@dataclass(frozen=True)
class Tap:
    """One good tap on a step, and what it leaves: the state, the event and its text."""

    by: str
    act: str
    state: StepState
    kind: EventKind
    fields: dict[str, str] = field(default_factory=dict)
    text: str | None = "Open the spare till"
    after_yes: bool = False


TAPS = [
    Tap("colleague", "accept", StepState.ACCEPTED, EventKind.ACCEPTED),
    Tap("owner", "accept", StepState.ACCEPTED, EventKind.ACCEPTED),
    Tap("colleague", "decline", StepState.DECLINED, EventKind.DECLINED, {"why": "busy"}, None),
    Tap(
        *("colleague", "decline", StepState.DECLINED, EventKind.DECLINED),
        *({"why": "not_mine", "could": "Carla"}, "Carla"),
    ),
    Tap("owner", "withdraw", StepState.WITHDRAWN, EventKind.WITHDRAWN),
    Tap("colleague", "propose", StepState.ASKED, EventKind.PROPOSED, {"who": "Carla"}, "Carla"),
    Tap("colleague", "done", StepState.DONE, EventKind.DONE, {"text": "Works"}, "Works", True),
    Tap("owner", "done", StepState.DONE, EventKind.DONE, {}, None, True),
    Tap(
        "colleague", "decline", StepState.DECLINED, EventKind.DECLINED, {"why": "away"}, None, True
    ),
    Tap("owner", "withdraw", StepState.WITHDRAWN, EventKind.WITHDRAWN, after_yes=True),
    Tap(
        "colleague", "propose", StepState.ACCEPTED, EventKind.PROPOSED, {"who": "Eva"}, "Eva", True
    ),
]


@BOTH_WAYS
@pytest.mark.parametrize("tap", TAPS, ids=lambda one: f"{one.act}-{one.by}-{one.after_yes}")
def test_each_act_leaves_its_state_and_its_event(world: World, htmx: bool, tap: Tap) -> None:
    ref = world.report()
    step = world.walking(ref) if tap.after_yes else world.ask(ref)
    version, events = world.issue(ref).version, len(world.events(ref))
    world.clock.forward(minutes=2)
    answer = getattr(world, tap.by).on_step(step, tap.act, htmx=htmx, **tap.fields)
    if htmx:
        assert answer.status == 200
        assert 'id="step"' in answer.text
        assert "<html" not in answer.text
    else:
        assert (answer.status, answer.location) == (303, f"/steps/{step}")
    issue, row = world.issue(ref), world.step(step)
    assert row.state == tap.state
    assert (row.ended_at is None) == (tap.state in (StepState.ASKED, StepState.ACCEPTED))
    assert issue.version == version + 1
    assert (issue.state, issue.owner_id) == (IssueState.OWNED, world.id("owner"))
    event = world.events(ref)[events]
    assert (event.kind, event.text) == (tap.kind, tap.text)
    assert event.actor_id == world.id(tap.by)
    about = {"step": step, "helper": world.id("colleague"), "introduction": "in_person"}
    if "why" in tap.fields:
        about["decline_reason"] = tap.fields["why"]
    if tap.state is StepState.WITHDRAWN and tap.after_yes:
        about["was_accepted"] = True  # they were there, and need not stay
    assert event.data == about


@BOTH_WAYS
def test_asking_somebody(world: World, htmx: bool) -> None:
    ref = world.report()
    fields = {"need": " Open  the till ", "introduction": "call"}
    helper = world.id("colleague")
    answer = world.owner.act(ref, "steps", htmx=htmx, helper_id=str(helper), **fields)
    with world.database.read() as session:
        step = session.exec(select(Step)).one()
    if htmx:
        assert answer.status == 200
        assert 'id="issue"' in answer.text
    else:
        assert (answer.status, answer.location) == (303, f"/steps/{step.id}")
    assert (step.need, step.helper_id, step.introduction) == ("Open the till", helper, "call")
    assert (step.asked_by, step.state) == (world.id("owner"), StepState.ASKED)
    assert step.asked_at == world.clock()
    assert world.issue(ref).version == 2
    assert world.issue(ref).owner_id == world.id("owner")
    asked = next(one for one in world.events(ref) if one.kind == EventKind.ASKED)
    assert asked.text == "Open the till"
    about = {"step": step.id, "helper": helper, "introduction": "call"}
    assert {name: asked.data[name] for name in about} == about


@pytest.mark.parametrize(
    ("how", "minutes"),
    [
        (Introduction.IN_PERSON, 5),
        (Introduction.CALL, 5),
        (Introduction.MESSAGE, 15),
        (Introduction.NONE, 15),
    ],
)
def test_each_introduction_has_its_time_to_answer(
    one_world: World, how: Introduction, minutes: int
) -> None:
    step = one_world.step(one_world.ask(how=how))
    assert (step.answer_by - step.asked_at).total_seconds() == minutes * 60


def test_a_site_has_its_own_times_to_answer(world: World) -> None:
    fields = {"name": "Store 12", "zone": "Europe/Berlin", "near_minutes": "2"}
    path = f"/settings/sites/{world.site.id}"
    assert world.admin.post(path, fields | {"message_minutes": "40"}).status == 303
    ref, times = world.report(), []
    for how, helper in ((Introduction.CALL, "lead"), (Introduction.MESSAGE, "admin")):
        step = world.step(world.ask(ref, helper, how))
        times.append((step.answer_by - step.asked_at).total_seconds() / 60)
    assert times == [2, 40]
    assert world.admin.post(path, fields | {"near_minutes": "１２\u200b"}).status == 303
    for wrong in ("0", "²", "241", "-5", "5.0", "1_0", "soon", ""):
        answer = world.admin.post(path, fields | {"near_minutes": wrong})
        assert answer.status == 422
        assert "Write how many minutes, from 1 to 240." in answer.words


REFUSED = [
    ({"helper_id": "{owner}"}, "You already own this. Ask someone else."),
    ({"helper_id": "{closed}"}, "They have left. Ask someone else."),
    ({"helper_id": "999999"}, "They have left. Ask someone else."),
    (
        {"helper_id": "{asked}"},
        "You have already asked Ben Kastner, and that request is still open.",
    ),
    (
        {"helper_id": "", "introduction": "message"},
        "Choose whom to ask. You can leave it open only when you walk over.",
    ),
]


@pytest.mark.parametrize(("fields", "sentence"), REFUSED)
def test_who_cannot_be_asked(world: World, fields: dict[str, str], sentence: str) -> None:
    ref = world.report()
    world.ask(ref)
    closed = world.make(lambda it: str(it.person(world.site, "Vic Tim").id))
    assert world.admin.post(f"/settings/people/{closed}/close").status == 303
    ids = {"owner": world.id("owner"), "asked": world.id("colleague"), "closed": closed}
    typed = {"need": "Fit the carpet", "introduction": "call"} | {
        name: value.format_map(ids) for name, value in fields.items()
    }
    before = world.issue(ref).version
    for htmx in (False, True):
        answer = world.owner.act(ref, "steps", htmx=htmx, **typed)
        assert answer.status == 409
        assert sentence in answer.words
        assert "Fit the carpet" in answer.text
    assert (world.count(Step), world.issue(ref).version) == (1, before)


def test_twelve_steps_are_enough_at_once(one_world: World) -> None:
    ref = one_world.report()
    for _ in range(12):
        one_world.ask(ref, helper=None)
    typed = {"need": "x", "introduction": "in_person", "helper_id": ""}
    answer = one_world.owner.act(ref, "steps", **typed)
    assert answer.status == 409
    assert "12 requests are already open. Finish or cancel one first." in answer.words
    one_world.owner.on_step(1, "withdraw")
    assert one_world.owner.act(ref, "steps", **typed).status == 303


@pytest.mark.parametrize("why", DeclineReason)
def test_each_reason_and_who_could_reach_the_owner(one_world: World, why: DeclineReason) -> None:
    ref = one_world.report()
    step = one_world.ask(ref)
    one_world.colleague.on_step(step, "decline", why=why, could="Carla from carpets")
    assert (one_world.step(step).decline_reason, one_world.step(step).proposed_helper) == (
        why,
        "Carla from carpets",
    )
    for path in (f"/steps/{step}", f"/issues/{ref}"):
        assert "Carla from carpets" in one_world.owner.get(path).words


NAMED_REASONS = [why for why in DeclineReason if why is not DeclineReason.OTHER]


@pytest.mark.parametrize("why", NAMED_REASONS)
def test_each_reason_to_decline_can_be_chosen_and_is_said(
    one_world: World, why: DeclineReason
) -> None:
    ref = one_world.report()
    step = one_world.ask(ref)
    choice = f'<button class="button" name="why" value="{why}">'
    assert choice in one_world.colleague.get(f"/steps/{step}").text
    one_world.colleague.on_step(step, "decline", why=why)
    issue = one_world.owner.get(f"/issues/{ref}").words
    assert "Ben couldn’t help. Ask someone else" in issue
    reason = {"busy": "They are busy.", "away": "They are not here."}
    assert reason.get(why, "It is not something they do.") in issue
    assert " can’t help: " in issue  # the history
    unsaid = one_world.ask(ref)
    one_world.colleague.on_step(unsaid, "decline", why=DeclineReason.OTHER)
    said, without = (one_world.owner.get(f"/steps/{one}").words for one in (step, unsaid))
    assert len(said) > len(without)


def test_what_a_helper_named_reaches_the_owner(one_world: World) -> None:
    step = one_world.ask()
    one_world.colleague.on_step(step, "propose", who="Carla from carpets")
    one_world.colleague.on_step(step, "propose", who="Eva")
    words = one_world.owner.get(f"/steps/{step}").words
    assert "Ben suggested someone else: Carla from carpets and Eva" in words


def test_resolving_takes_back_what_is_open(world: World) -> None:
    ref = world.report()
    asked, accepted = world.ask(ref), world.walking(ref, "lead")
    code, change = world.ask(ref, None), world.hand_over(ref, "admin")
    declined = world.ask(ref, "stranger")
    world.stranger.on_step(declined, "decline", why="away")
    assert world.owner.act(ref, "resolve", text="Changed the cable").status == 303
    states = [world.step(one).state for one in (asked, accepted, code, declined)]
    assert states == ["withdrawn", "withdrawn", "withdrawn", "declined"]
    assert world.change(change).state == "withdrawn"
    kinds = world.kinds(ref)
    assert kinds.count(EventKind.WITHDRAWN) == 3
    assert kinds[-1] == EventKind.RESOLVED
    assert kinds.count(EventKind.CHANGE_WITHDRAWN) == 1
    for browser, step in ((world.colleague, asked), (world.lead, accepted)):
        assert "This request was cancelled" in browser.on_step(step, "accept").words


def test_who_owns_an_orphan_is_no_longer_its_helper(world: World) -> None:
    """The helper of an issue whose owner is gone takes it: nobody asks them any more."""
    ref = world.report()
    step, other = world.walking(ref), world.ask(ref, "lead")
    assert world.admin.post(f"/settings/people/{world.id('owner')}/close").status == 303
    assert world.step(step).state == StepState.ACCEPTED
    assert world.colleague.act(ref, "own").status == 303
    assert world.step(step).state == StepState.WITHDRAWN
    assert world.step(other).state == StepState.ASKED
    assert world.colleague.on_step(other, "withdraw").status == 303


def test_a_helper_who_takes_the_issue_is_asked_no_more(world: World) -> None:
    ref = world.report()
    step = world.ask(ref)
    with world.database.write() as session:
        people.close(tap_of(world, session, "admin"), world.id("owner"))
    assert world.step(step).state == StepState.ASKED
    assert world.colleague.act(ref, "own").status == 303
    assert world.step(step).state == StepState.WITHDRAWN
    assert [one for one in world.deliveries() if one == "pending"] == []
    words = world.colleague.get(f"/issues/{ref}").words
    assert "The request to you was cancelled." in words


def test_the_way_back_of_a_helper_is_home_and_of_the_owner_the_issue(one_world: World) -> None:
    ref = one_world.report()
    path = f"/steps/{one_world.ask(ref)}"
    assert 'class="back-link" href="/"' in one_world.colleague.get(path).text
    assert f'class="back-link" href="/issues/{ref}"' in one_world.owner.get(path).text


def test_cannot_leads_to_the_reasons_and_to_no_field(one_world: World) -> None:
    page = one_world.colleague.get(f"/steps/{one_world.ask(one_world.report())}").page
    assert page is not None
    assert any(one.attrib.get("href") == "#words-decline" for one in page.root.iter("a"))
    [reasons] = [one for one in page.root.iter("fieldset") if one.attrib.get("id")]
    assert reasons.attrib["id"] == "words-decline"
    assert {one.attrib["name"] for one in reasons.iter("button")} == {"why"}
    assert not list(reasons.iter("input"))
