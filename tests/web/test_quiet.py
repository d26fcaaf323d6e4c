"""Handled means quiet: whoever was rung and need not look any more is told so without a sound."""

from sqlalchemy import update
from sqlmodel import col, select

from push.models import Delivery, Message
from tests.web.world import World
from web.rules.vocabulary import Introduction
from web.store.tables.accounts import Device


def rung_by_all(world: World) -> str:
    """Nobody owns it; everybody's phone at the site has shown the nudge."""
    world.ring_all()
    ref = world.unowned()
    world.advance()
    world.show()
    return ref


def quiet(world: World) -> dict[str, Message]:
    found = {}
    for who in world.people:
        silent = [one for one in world.messages(who) if not one.content["loud"]]
        assert len(silent) < 2, who
        if silent:
            found[who] = silent[0]
    return found


def opened(world: World, persona: str) -> None:
    theirs = select(Message.id).where(Message.person == str(world.id(persona)))
    with world.database.write() as session:
        mine = update(Delivery).where(col(Delivery.message_id).in_(theirs))
        session.execute(mine.values(opened_at=world.clock()))


def test_all_but_who_acted_hear_that_it_is_handled(world: World) -> None:
    ref = rung_by_all(world)
    assert world.colleague.act(ref, "own").status == 303
    told = quiet(world)
    assert set(told) == {"owner", "lead", "admin"}
    for who, message in told.items():
        loud = world.messages(who)[0]
        assert message.subject == loud.subject  # the same Topic: also what waits is replaced
        assert message.content["tag"] == loud.content["tag"] == ref
        assert message.content["title"] == f"Store 12: Ben has {ref}"
        assert message.content["body"] == "You don’t need to do anything."
        assert message.content["path"] == f"/issues/{ref}"


def test_whoever_has_opened_it_has_seen_it(world: World) -> None:
    ref = rung_by_all(world)
    opened(world, "lead")
    world.colleague.act(ref, "own")
    assert set(quiet(world)) == {"owner", "admin"}


def test_whoever_is_off_shift_is_left_alone(world: World) -> None:
    ref = rung_by_all(world)
    world.off_shift("lead")
    world.colleague.act(ref, "own")
    assert set(quiet(world)) == {"owner", "admin"}


def test_what_never_went_out_needs_no_replacing(world: World) -> None:
    world.ring_all()
    ref = world.unowned()
    world.advance()
    world.colleague.act(ref, "own")
    assert quiet(world) == {}
    assert set(world.deliveries()) == {"superseded"}


def test_what_is_old_is_left_alone(world: World) -> None:
    ref = rung_by_all(world)
    world.long_shift()
    world.clock.forward(hours=12, seconds=1)
    world.colleague.act(ref, "own")
    assert quiet(world) == {}


def test_it_is_told_once_for_each_nudge(world: World) -> None:
    ref = rung_by_all(world)
    world.owner.act(ref, "own")
    world.show()
    world.owner.act(ref, "note", text="one more")
    world.owner.act(ref, "promise", minutes="120")
    assert set(quiet(world)) == {"colleague", "lead", "admin"}


def test_a_lead_who_sees_to_it_quiets_the_owner(world: World) -> None:
    world.ring_all()
    world.long_shift()
    ref = world.report()
    world.run_until(240, shown=True)
    world.lead.act(ref, "on-it")
    told = quiet(world)
    assert set(told) == {"owner"}
    assert told["owner"].content["title"] == f"Store 12: Leyla is on {ref}"
    body = "You still own it, and the customer is waiting for you."
    assert told["owner"].content["body"] == body


def test_resolved_says_so(world: World) -> None:
    world.ring_all()
    world.long_shift()
    ref = world.report()
    world.run_until(256, shown=True)
    world.owner.act(ref, "resolve", text="done")
    told = quiet(world)
    assert set(told) == {"lead"}
    assert told["lead"].content["title"] == f"Store 12: {ref} is resolved"


def test_a_refused_act_and_a_colleagues_note_tell_nobody(world: World) -> None:
    world.ring_all()
    world.long_shift()
    ref = world.report()
    world.run_until(256, shown=True)
    world.colleague.act(ref, "resolve", text="done")
    world.colleague.act(ref, "note", text="poor Ana")
    assert quiet(world) == {}


def test_no_words_of_the_customer_and_no_reason_are_in_it(world: World) -> None:
    world.ring_all()
    ref = world.unowned("CanaryWords", customer_name="CanaryName", customer_contact="CanaryTel")
    world.advance()
    world.show()
    world.colleague.act(ref, "own")
    world.colleague.act(ref, "later", text="CanaryReason", minutes="60")
    assert not any("Canary" in str(one.content) for one in world.messages())


def test_a_step_that_was_answered_is_quiet_for_its_owner(world: World) -> None:
    world.ring_all()
    step = world.ask(how=Introduction.CALL)
    world.run_until(6, shown=True)
    world.colleague.on_step(step, "accept")
    loud, news = world.messages("owner")
    assert (loud.content["loud"], news.content["loud"]) == (True, False)
    assert loud.content["tag"] == news.content["tag"]


def test_the_second_phone_of_whoever_acted_is_told_too(world: World) -> None:
    page = world.colleague.post("/me/link").text
    path = "/join/" + page.partition("http://localhost/join/")[2][:43]
    assert world.browser().post(path, key="").status == 303
    world.phone("colleague")
    other = world.phone("colleague", 2, device=world.count(Device))
    ref = world.unowned()
    world.advance()
    world.show()
    world.colleague.act(ref, "own")
    told = quiet(world)
    assert set(told) == {"colleague"}
    assert told["colleague"].content["title"] == f"Store 12: Ben has {ref}"
    with world.database.read() as session:
        query = select(Delivery).where(Delivery.message_id == told["colleague"].id)
        assert [one.subscription_id for one in session.exec(query)] == [other]
