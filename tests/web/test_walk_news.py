"""Who hears of the walk, at once: the helper, the owner, and the lead where the owner cannot."""

from dataclasses import dataclass, field

import pytest
from sqlmodel import select

from push.models import Delivery, Message
from tests.web.world import World
from web.rules.vocabulary import EventKind, Introduction
from web.store.tables.accounts import Site


def last(world: World, persona: str) -> dict[str, object]:
    """What the newest message to this persona holds."""
    content: dict[str, object] = world.messages(persona)[-1].content
    return content


def waiting(world: World, persona: str) -> list[Message]:
    """The messages that are still to be sent to this persona's phone."""
    query = select(Message).join(Delivery).where(Delivery.state == "pending")
    with world.database.read() as session:
        found = session.exec(query.where(Message.person == str(world.id(persona)))).all()
    return list(found)


def told(world: World) -> set[str]:
    return {who for who in world.people if world.messages(who)}


@pytest.mark.parametrize(
    ("how", "body"),
    [
        (Introduction.IN_PERSON, "Ana is walking over to you with the customer."),
        (Introduction.CALL, "Ana is calling you about it."),
        (Introduction.MESSAGE, "Tap to read what is needed, and say whether you can."),
        (Introduction.NONE, "Tap to read what is needed, and say whether you can."),
    ],
)
def test_the_helper_is_told_who_asks_what_and_where(
    world: World, how: Introduction, body: str
) -> None:
    world.ring_all()
    ref = world.report(place="Till 4")
    step = world.ask(ref, how=how)
    assert told(world) == {"colleague"}
    content = last(world, "colleague")
    assert content["title"] == f"Ana asks for your help: Till 4, {ref}"
    assert content["body"] == body
    assert content["path"] == f"/steps/{step}"
    assert content["tag"] == f"step-{step}"
    assert content["loud"] is True
    assert world.kinds(ref)[-2:] == [EventKind.ASKED, EventKind.NUDGED]
    assert world.events(ref)[-1].data["people"] == [world.id("colleague")]


def test_where_the_site_allows_it_the_need_is_on_the_lock_screen(world: World) -> None:
    with world.database.write() as session:
        session.get_one(Site, world.site.id).shows_text = True
    world.ask(need="Open the spare till")
    assert last(world, "colleague")["body"] == "Open the spare till"


def test_a_helper_off_shift_is_not_nudged_and_the_timeline_says_so(world: World) -> None:
    world.ring_all()
    world.off_shift("colleague")
    ref = world.report()
    world.ask(ref)
    assert told(world) == set()
    assert world.kinds(ref)[-2:] == [EventKind.ASKED, EventKind.DEFERRED]
    assert world.events(ref)[-1].data["people"] == [world.id("colleague")]


def test_a_helper_without_a_phone_is_not_reached_and_the_timeline_says_so(world: World) -> None:
    ref = world.report()
    world.ask(ref)
    assert world.kinds(ref)[-2:] == [EventKind.ASKED, EventKind.UNREACHED]
    assert world.events(ref)[-1].data["people"] == [world.id("colleague")]
    assert world.messages("colleague")[-1].unreachable == "no phone that can ring"


def test_a_code_for_nobody_in_particular_rings_nobody(world: World) -> None:
    world.ring_all()
    ref = world.report()
    world.ask(ref, helper=None)
    assert told(world) == set()
    assert world.kinds(ref)[-1] == EventKind.ASKED


@dataclass(frozen=True)
class News:
    """What the helper does, and what the owner's phone says of it."""

    act: str
    title: str
    body: str
    is_loud: bool
    fields: dict[str, str] = field(default_factory=dict)


# Monday, 09:03 in UTC is 10:03 at the site.
NEWS = [
    News("accept", "Ben is with you on {ref}", "Ben: with you since 10:03", False),
    News("decline", "Store 12: Ben can’t help with {ref}", "Ben: can’t", True, {"why": "busy"}),
    News(
        *("propose", "Ben knows who else could help with {ref}", "Ben: asked 10:00", False),
        {"who": "CanaryName"},
    ),
    News("done", "Ben has done their part of {ref}", "Ben: done 10:03", False),
]


@pytest.mark.parametrize("news", NEWS, ids=lambda one: one.act)
def test_the_owner_hears_how_the_walk_goes(world: World, news: News) -> None:
    world.ring_all()
    ref = world.report(words="CanaryWords", customer_name="CanaryCustomer")
    step = world.walking(ref) if news.act == "done" else world.ask(ref, need="CanaryNeed")
    world.clock.forward(minutes=3)
    assert world.colleague.on_step(step, news.act, **news.fields).status == 303
    content = last(world, "owner")
    assert content["title"] == news.title.format(ref=ref)
    assert content["body"] == news.body
    assert content["path"] == f"/issues/{ref}"
    assert content["tag"] == f"{ref}-walk"
    assert content["loud"] is news.is_loud
    assert "Canary" not in str(content)
    assert told(world) == {"owner", "colleague"}


def test_the_walk_so_far_is_told_oldest_first_without_what_was_taken_back(world: World) -> None:
    world.long_shift()
    ref = world.report()
    first = world.walking(ref)
    world.clock.forward(minutes=1)
    world.colleague.on_step(first, "done")
    taken_back = world.ask(ref, "admin")
    world.owner.on_step(taken_back, "withdraw")
    world.ask(ref, "stranger")
    world.ask(ref, None)
    world.clock.forward(minutes=6)
    step = world.ask(ref, "lead")
    world.clock.forward(minutes=1)
    world.lead.on_step(step, "accept")
    assert last(world, "owner")["body"] == (
        "Ben: done 10:01 · Sven: no answer by 10:06 · Code: no answer by 10:06"
        " · Leyla: with you since 10:08"
    )


def test_the_owners_own_acts_are_no_news_to_the_owner(world: World) -> None:
    world.ring_all()
    ref = world.report()
    world.owner.on_step(world.ask(ref), "accept")
    world.owner.on_step(1, "done")
    world.owner.on_step(world.ask(ref, "lead"), "withdraw")
    assert world.messages("owner") == []


def test_who_is_not_needed_any_more_is_told_in_the_place_of_the_ask(world: World) -> None:
    world.ring_all()
    ref = world.report()
    step = world.ask(ref)
    world.deliver()
    world.owner.on_step(step, "withdraw")
    content = last(world, "colleague")
    assert content["title"] == f"You can go now: Store 12, {ref}"
    assert content["body"] == "You don’t need to do anything."
    assert content["loud"] is False
    assert content["tag"] == f"step-{step}"
    assert [one.content["title"] for one in waiting(world, "colleague")] == [content["title"]]


@pytest.mark.parametrize("act", ["withdraw", "resolve"])
def test_who_scanned_the_code_is_told_when_they_are_not_needed_any_more(
    world: World, act: str
) -> None:
    """Nobody rang them, and still they may be on their way."""
    world.ring_all()
    ref = world.report()
    step = world.ask(ref, None)
    world.colleague.post(world.code(step))
    if act == "withdraw":
        world.owner.on_step(step, "withdraw")
    else:
        world.owner.act(ref, "resolve", text="Done")
    (content,) = [one.content for one in waiting(world, "colleague")]
    assert content["title"] == f"You can go now: Store 12, {ref}"
    assert content["path"] == f"/steps/{step}"


def test_of_what_nobody_heard_of_nobody_need_hear_that_it_is_over(world: World) -> None:
    world.ring_all()
    ref = world.report()
    step = world.ask(ref)
    world.owner.on_step(step, "withdraw")
    assert len(world.messages("colleague")) == 1
    assert waiting(world, "colleague") == []


def test_resolving_tells_each_helper_who_was_still_asked(world: World) -> None:
    world.ring_all()
    ref = world.report()
    world.ask(ref)
    world.walking(ref, "lead")
    world.hand_over(ref, "admin")
    world.deliver()
    world.owner.act(ref, "resolve", text="Done")
    for persona in ("colleague", "lead", "admin"):
        titles = [one.content["title"] for one in waiting(world, persona)]
        assert titles == [f"You can go now: Store 12, {ref}"]
    assert waiting(world, "owner") == []


def test_only_the_newest_news_waits(world: World) -> None:
    world.ring_all()
    ref = world.report()
    step = world.ask(ref)
    world.colleague.on_step(step, "accept")
    world.colleague.on_step(step, "propose", who="Carla")
    world.colleague.on_step(step, "done")
    assert len(world.messages("owner")) == 3
    (only,) = waiting(world, "owner")
    assert only.content["title"] == f"Ben has done their part of {ref}"
    assert only.content["loud"] is False


def test_what_takes_the_place_of_a_loud_one_that_was_never_sent_is_loud(world: World) -> None:
    world.ring_all()
    ref = world.report()
    step, other = world.ask(ref), world.ask(ref, "lead")
    world.colleague.on_step(step, "decline", why="busy")
    world.lead.on_step(other, "accept")
    (only,) = waiting(world, "owner")
    assert only.content["title"] == f"Leyla is with you on {ref}"
    assert only.content["body"] == "Ben: can’t · Leyla: with you since 10:00"
    assert only.content["loud"] is True


def test_an_answer_silences_what_asked_for_it(world: World) -> None:
    world.ring_all()
    step = world.ask()
    assert len(waiting(world, "colleague")) == 1
    world.colleague.on_step(step, "accept")
    assert waiting(world, "colleague") == []


def test_a_no_goes_to_the_lead_when_the_owner_is_off_shift(world: World) -> None:
    world.ring_all()
    world.long_shift()
    ref = world.report()
    step, other = world.ask(ref), world.ask(ref, "admin")
    world.off_shift("owner")
    world.admin.on_step(other, "accept")
    assert told(world) == {"colleague", "admin"}
    assert EventKind.DEFERRED not in world.kinds(ref)  # quiet news is not worth a line
    world.colleague.on_step(step, "decline", why="away")
    assert world.messages("owner") == []
    content = last(world, "lead")
    assert content["title"] == f"Store 12: Ben can’t help with {ref}"
    assert content["loud"] is True
    assert world.kinds(ref)[-3:] == [EventKind.DECLINED, EventKind.DEFERRED, EventKind.NUDGED]


def test_a_no_with_nobody_to_hear_it_is_held(world: World) -> None:
    ref = world.report()
    step = world.ask(ref)
    world.off_shift(*world.people)
    world.colleague.on_step(step, "decline", why="away")
    assert told(world) == {"colleague"}
    assert world.kinds(ref)[-2:] == [EventKind.DECLINED, EventKind.DEFERRED]


def test_a_helper_whose_account_closes_is_as_good_as_a_no(world: World) -> None:
    world.ring_all()
    ref = world.report()
    step = world.walking(ref)
    world.admin.post(f"/settings/people/{world.id('colleague')}/close")
    assert world.step(step).state == "withdrawn"
    content = last(world, "owner")
    assert content["title"] == f"Store 12: Ben can’t help with {ref}"
    assert content["loud"] is True
    withdrawn = next(one for one in world.events(ref) if one.kind == EventKind.WITHDRAWN)
    assert withdrawn.actor_id is None
