"""Undo: for a minute, by who did it, all that the act did; the history keeps both."""

from datetime import timedelta
from typing import Any

import pytest

from tests.web.queued import Phone, content
from tests.web.world import World
from web.reads import event_chain
from web.rules.vocabulary import EventKind
from web.store.tables.issues import Issue

SECOND = timedelta(seconds=1)
ASK = {"need": "Open the till", "introduction": "message"}

# The act's URL, what is typed, and what the status line says of it.
ACTS: dict[str, tuple[dict[str, str], str]] = {
    "promise": ({"minutes": "30"}, "Customer updated. Next by 11:31."),
    "told": ({"minutes": "60", "text": "The part comes"}, "Customer updated. Next by 12:01."),
    "later": ({"minutes": "120", "text": "A part is missing"}, "Customer updated. Next by 13:01."),
    "on-it": ({}, "You are on it."),
    "resolve": ({"text": "Replaced the till"}, "Resolved."),
    "used": ({"use-1": "yes"}, "What you used is saved."),
    "steps": (ASK, "Ben is asked."),
    "share/revoke": ({}, "The customer’s page has ended."),
}


def begun(world: World) -> str:
    """The owner's issue, an hour old, with a link for the customer, before its reminder."""
    world.make(lambda it: it.allowance(world.site, "Taxi home"))
    ref = world.report()
    world.shared(ref)
    world.clock.forward(minutes=61)
    return ref


def done(world: World, ref: str, act: str) -> int:
    """The act, and the version that it made."""
    fields = dict(ACTS[act][0])
    if act == "steps":
        fields["helper_id"] = str(world.id("colleague"))
    assert world.owner.act(ref, act, **fields).status == 303
    return world.issue(ref).version


def undone(world: World, ref: str, version: int, by: str = "owner") -> Any:
    return world.browser_of(by).act(ref, "undo", version=str(version))


def row(issue: Issue) -> dict[str, Any]:
    """What an undo restores: everything but that it was touched."""
    return {k: v for k, v in issue.model_dump().items() if k not in ("version", "touched_at")}


def ladder(world: World, ref: str) -> list[tuple[Any, ...]]:
    return [(one.trigger, one.anchor_at, one.step_at) for one in world.running(ref)]


@pytest.mark.parametrize("act", ACTS)
def test_an_undo_restores_the_issue_and_keeps_the_history(world: World, act: str) -> None:
    ref = begun(world)
    before, steps_before, link = row(world.issue(ref)), ladder(world, ref), world.shared(ref)
    version = done(world, ref, act)
    events = world.events(ref)
    world.clock.forward(seconds=59)
    assert undone(world, ref, version).status == 303
    assert row(world.issue(ref)) == before
    assert ladder(world, ref) == steps_before
    assert world.events(ref)[: len(events)] == events
    (last,) = world.events(ref)[len(events) :]
    assert (last.kind, last.actor_id) == (EventKind.UNDONE, world.id("owner"))
    assert (last.data["undid"], last.version) == (version, world.issue(ref).version)
    with world.database.read() as session:
        assert event_chain.verify(session).fault is None
    assert world.nobody.get(link).status == 200
    assert "You undid" in world.owner.get(f"/issues/{ref}").words
    assert "Ana Rothgeber undid" in world.colleague.get(f"/issues/{ref}").words


@pytest.mark.parametrize("act", ACTS)
def test_the_page_offers_it_for_a_minute_to_who_did_it(one_world: World, act: str) -> None:
    world, sentence = one_world, ACTS[act][1]
    ref = begun(world)
    version = done(world, ref, act)
    page = world.owner.get(f"/issues/{ref}")
    assert f'action="/issues/{ref}/undo"' in page.text
    assert f'name="version" value="{version}"' in page.text
    assert sentence in page.words
    for other in (world.colleague, world.lead):
        assert "/undo" not in other.get(f"/issues/{ref}").text
    world.clock.forward(seconds=60)
    assert "/undo" not in world.owner.get(f"/issues/{ref}").text


def test_the_page_that_answers_the_act_offers_it(one_world: World) -> None:
    """Without script: asking leads to the step, ending the link to the page about it."""
    ref = begun(one_world)
    answer = one_world.owner.act(ref, "steps", **ASK, helper_id=str(one_world.id("colleague")))
    form = f'action="/issues/{ref}/undo"'
    assert form in one_world.owner.get(answer.headers["Location"]).text
    assert form not in one_world.colleague.get(answer.headers["Location"]).text
    answer = one_world.owner.act(ref, "share/revoke")
    assert form in one_world.owner.get(answer.headers["Location"]).text
    assert form in one_world.owner.act(ref, "told", minutes="60", htmx=True).text


TOO_LATE = "More than a minute has passed, so this can’t be undone."


@pytest.mark.parametrize("act", ACTS)
def test_after_a_minute_it_says_what_to_do_instead(one_world: World, act: str) -> None:
    ref = begun(one_world)
    version = done(one_world, ref, act)
    before = row(one_world.issue(ref))
    one_world.clock.forward(seconds=61)
    answer = undone(one_world, ref, version)
    assert answer.status == 409
    _, _, instead = answer.words.partition(TOO_LATE)
    assert instead.strip()[0].isupper()
    assert row(one_world.issue(ref)) == before
    assert EventKind.UNDONE not in one_world.kinds(ref)


def test_the_time_of_the_tap_counts(world: World) -> None:
    ref = begun(world)
    version = done(world, ref, "told")
    tapped = world.clock() + 60 * SECOND
    world.clock.forward(minutes=42)
    phone = Phone(world, ahead=timedelta(hours=7))
    late = content(phone.act(ref, "undo", tapped + SECOND, version=str(version)))
    assert late["sentence"].startswith(TOO_LATE)
    assert phone.act(ref, "undo", tapped, version=str(version)).status == 200
    assert world.events(ref)[-1].tapped_at == tapped


def test_a_slow_network_takes_nothing_of_the_minute(one_world: World) -> None:
    ref = begun(one_world)
    version = done(one_world, ref, "told")
    tapped = one_world.clock() + 50 * SECOND
    one_world.clock.forward(seconds=80)
    assert Phone(one_world).act(ref, "undo", tapped, version=str(version)).status == 200


def test_only_who_did_it_can_undo_it(one_world: World) -> None:
    ref = begun(one_world)
    version = done(one_world, ref, "told")
    for other in ("colleague", "lead", "admin"):
        answer = undone(one_world, ref, version, other)
        assert answer.status == 409
        sentence = "Ana Rothgeber did this, so only Ana Rothgeber can undo it."
        assert sentence in answer.words
    assert undone(one_world, ref, version, "stranger").status == 404
    assert undone(one_world, ref, version, "nobody").status == 401
    assert EventKind.UNDONE not in one_world.kinds(ref)


def test_nobody_undoes_what_others_have_built_on(one_world: World) -> None:
    ref = begun(one_world)
    version = done(one_world, ref, "resolve")
    one_world.colleague.act(ref, "note", text="Still dead")
    answer = undone(one_world, ref, version)
    assert answer.status == 409
    assert "Ben Kastner has acted on this since then, so it can’t be undone." in answer.words
    assert one_world.issue(ref).resolved_at is not None


def test_only_the_newest_act_can_be_undone(one_world: World) -> None:
    ref = begun(one_world)
    first, second = done(one_world, ref, "told"), done(one_world, ref, "on-it")
    answer = undone(one_world, ref, first)
    assert answer.status == 409
    assert "You have done something else since" in answer.words
    assert undone(one_world, ref, second).status == 303
    assert (
        "This is already undone."
        in one_world.owner.act(ref, "undo", version=str(second), htmx=True).words
    )
    assert one_world.kinds(ref).count(EventKind.UNDONE) == 1


@pytest.mark.parametrize("version", ["1", "999999"])
def test_what_is_no_such_act_is_refused(one_world: World, version: str) -> None:
    ref = begun(one_world)
    answer = one_world.owner.act(ref, "undo", version=version)
    assert (answer.status, "This can’t be undone." in answer.words) == (409, True)


def test_without_a_version_it_is_no_undo(one_world: World) -> None:
    assert one_world.owner.act(begun(one_world), "undo").status == 422


def test_a_resolution_that_is_undone_brings_back_what_it_ended(world: World) -> None:
    """Steps as they were, asked or accepted, and whoever is asked to become the owner."""
    world.ring_all()
    ref = world.report()
    asked, change = world.ask(ref), world.hand_over(ref, to="lead")
    accepted = world.walking(ref, "admin")
    before = [row_of(world, one) for one in (asked, accepted)]
    world.show()
    world.clock.forward(minutes=1)
    version = done(world, ref, "resolve")
    world.show()
    assert world.step(asked).ended_at is not None
    world.clock.forward(seconds=10)
    heard = len(world.messages())
    assert undone(world, ref, version).status == 303
    assert [row_of(world, one) for one in (asked, accepted)] == before
    assert (world.change(change).state, world.change(change).ended_at) == ("asked", None)
    titles = {one.person: one.content["title"] for one in world.messages()[heard:]}
    assert titles == {
        str(world.id("colleague")): f"Ana asks for your help: Store 12, {ref}",
        str(world.id("admin")): f"Ana still needs you: Store 12, {ref}",
        str(world.id("lead")): f"Ana asks you to take over {ref}: Store 12",
    }
    assert world.colleague.on_step(asked, "accept").status == 303


def row_of(world: World, step_id: int) -> dict[str, Any]:
    return world.step(step_id).model_dump()


def test_a_helper_learns_that_a_request_was_undone(world: World) -> None:
    world.ring_all()
    ref = begun(world)
    version = done(world, ref, "steps")
    world.show()
    step = world.step(1)
    world.clock.forward(seconds=10)
    assert undone(world, ref, version).status == 303
    assert world.step(step.id).state == "withdrawn"
    last = world.messages("colleague")[-1]
    assert last.content["title"] == f"You can go now: Store 12, {ref}"
    assert not last.content["loud"]
    answer = world.colleague.on_step(step.id, "accept")
    assert "This request was cancelled." in answer.words


def test_a_request_that_was_not_sent_yet_is_never_sent(one_world: World) -> None:
    one_world.ring_all()
    ref = begun(one_world)
    version = done(one_world, ref, "steps")
    one_world.clock.forward(seconds=1)
    undone(one_world, ref, version)
    assert len(one_world.messages("colleague")) == 1
    assert one_world.deliveries() == ["superseded"]


def test_a_reminder_that_the_act_had_silenced_is_sent(world: World) -> None:
    world.ring_all()
    world.long_shift()
    ref = world.report()
    world.run_until(240)
    assert world.deliveries()[-1] == "pending"  # to the owner: it is late
    world.clock.forward(seconds=2)
    version = done(world, ref, "on-it")
    assert "pending" not in world.deliveries()
    world.clock.forward(seconds=20)
    undone(world, ref, version)
    assert world.deliveries()[-1] == "pending"


def test_a_reminder_that_fell_due_meanwhile_is_sent(world: World) -> None:
    world.ring_all()
    world.long_shift()
    ref = world.report()
    world.run_until(239, shown=True)
    version = done(world, ref, "told")
    heard = len(world.messages("owner"))
    world.clock.forward(seconds=59)
    world.clock.forward(seconds=30)
    tapped = world.clock() - 31 * SECOND
    assert Phone(world).act(ref, "undo", tapped, version=str(version)).status == 200
    world.advance()
    assert [one.content["loud"] for one in world.messages("owner")[heard:]] == [True]


def test_the_customer_and_helpers_do_not_read_an_update_that_was_undone(world: World) -> None:
    ref = begun(world)
    link, step = world.shared(ref), world.walking(ref)
    world.clock.forward(minutes=5)
    before = world.nobody.get(link).words
    version = done(world, ref, "told")
    assert "The part comes" in world.colleague.get(f"/steps/{step}").words
    assert world.nobody.get(link).words != before
    undone(world, ref, version)
    assert world.nobody.get(link).words == before
    assert "The part comes" not in world.colleague.get(f"/steps/{step}").words


def test_an_offer_stands_again_after_the_request_was_undone(one_world: World) -> None:
    ref = begun(one_world)
    one_world.colleague.act(ref, "offer")
    version = done(one_world, ref, "steps")
    assert "Ben can help." not in one_world.owner.get(f"/issues/{ref}").words
    undone(one_world, ref, version)
    assert "Ben can help." in one_world.owner.get(f"/issues/{ref}").words
