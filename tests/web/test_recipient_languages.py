"""A reminder is written in its recipient's language, whoever acts and whatever theirs is.

The pseudo-locale stands for any other language: its words are in brackets.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from push import channels as push_channels
from push.models import Message, Subscription
from tests.web.world import World
from web.acts.escalation_plan import EscalationPlan, minimal_title
from web.store.tables.accounts import Device, Person, Site

pytestmark = pytest.mark.chooses_languages

OTHER = "en-XA"


def speaks(world: World, persona: str, language: str | None = OTHER) -> None:
    with world.database.write() as session:
        session.get_one(Person, world.id(persona)).language = language


def site_speaks(world: World, language: str = OTHER) -> None:
    with world.database.write() as session:
        session.get_one(Site, world.site.id).language = language


def last(world: World, persona: str) -> dict[str, Any]:
    content: dict[str, Any] = world.messages(persona)[-1].content
    return content


def is_other(content: dict[str, Any]) -> bool:
    """All of its words, and its marks; nothing in between."""
    buttons = [one["words"] for one in content.get("buttons", ())]
    words = [content["title"], content["body"], *buttons]
    found = {one.startswith("[") and one.endswith("]") for one in words if one}
    assert len(found) == 1, words
    marks = (OTHER, "ltr") if found == {True} else (None, None)
    assert (content.get("lang"), content.get("dir")) == marks
    return found == {True}


# Each leads to one reminder to the persona.


def _unowned(world: World) -> None:
    world.unowned()
    world.advance()


def _promise(world: World) -> None:
    world.report()
    world.run_until(235)


def _late(world: World) -> None:
    world.report()
    world.run_until(255, shown=True)


def _reopened(world: World) -> None:
    ref = world.report()
    world.owner.act(ref, "resolve", text="done")
    world.colleague.act(ref, "reopen")
    world.advance()


def _handled(world: World) -> None:
    ref = world.unowned()
    world.advance()
    world.show()
    world.owner.act(ref, "own")


def _silent(world: World) -> None:
    world.ask()
    world.run_until(7)


def _declined(world: World) -> None:
    world.colleague.on_step(world.ask(), "decline", why="busy")


def _cancelled(world: World) -> None:
    step = world.ask()
    world.show()
    world.owner.on_step(step, "withdraw")


def _resolved(world: World) -> None:
    ref = world.report()
    world.walking(ref)
    world.show()
    world.owner.act(ref, "resolve", text="done")


def _change_silent(world: World) -> None:
    world.hand_over()
    world.run_until(20)


def _change_declined(world: World) -> None:
    change = world.hand_over()
    assert world.colleague.post(f"/owner-changes/{change}/decline", {}).status in (200, 303)


def _offered(world: World) -> None:
    world.colleague.act(world.report(), "offer")


def _shift_begins(world: World) -> None:
    world.off_shift("colleague")
    for need in ("Open the spare till", "Bring a fuse"):
        world.ask(world.report(), need=need)
    assert world.messages("colleague") == []
    assert world.colleague.post("/me/shift", {"hours": "8"}).status == 303


def _shift_begins_with_one(world: World) -> None:
    world.off_shift("colleague")
    world.ask()
    assert world.colleague.post("/me/shift", {"hours": "8"}).status == 303


def _left_open(world: World) -> None:
    world.report()
    assert world.owner.post("/me/shift", {"hours": "0", "leave": "yes"}).status == 303


def _shift_ends(world: World) -> None:
    assert world.owner.post("/me/shift", {"hours": "1"}).status == 303
    world.report()
    world.run_until(55)


def _test_phone(world: World) -> None:
    path = f"/site/people/{world.id('colleague')}/ring"
    assert world.lead.post(path).status == 303


def _own_test(world: World) -> None:
    assert world.owner.post("/push/test").status in (200, 202)


KINDS: dict[str, tuple[str, Callable[[World], object]]] = {
    "unowned": ("colleague", _unowned),
    "promise": ("owner", _promise),
    "late": ("owner", _late),
    "late, to the lead": ("lead", _late),
    "reopened": ("owner", _reopened),
    "handled": ("colleague", _handled),
    "asked": ("colleague", World.ask),
    "no answer": ("owner", _silent),
    "accepted": ("owner", World.walking),
    "declined": ("owner", _declined),
    "cancelled": ("colleague", _cancelled),
    "ended with its issue": ("colleague", _resolved),
    "asked to take over": ("colleague", World.hand_over),
    "no answer to that": ("owner", _change_silent),
    "can’t take over": ("owner", _change_declined),
    "offered": ("owner", _offered),
    "shift begins": ("colleague", _shift_begins),
    "shift begins with one": ("colleague", _shift_begins_with_one),
    "left open": ("lead", _left_open),
    "shift ends": ("owner", _shift_ends),
    "a lead’s test": ("colleague", _test_phone),
    "own test": ("owner", _own_test),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_reminder_is_in_the_language_of_its_recipient(one_world: World, kind: str) -> None:
    to, act = KINDS[kind]
    one_world.ring_all()
    speaks(one_world, to)
    act(one_world)
    assert is_other(last(one_world, to))
    others = [one.content for one in one_world.messages() if one.person != str(one_world.id(to))]
    assert not any(is_other(content) for content in others)


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_the_language_of_whoever_acts(one_world: World, kind: str) -> None:
    to, act = KINDS[kind]
    one_world.ring_all()
    for persona in one_world.people:
        speaks(one_world, persona, "en" if persona == to else OTHER)
    act(one_world)
    assert not is_other(last(one_world, to))


def test_two_recipients_of_one_act_read_two_languages(world: World) -> None:
    world.ring_all()
    speaks(world, "colleague")
    world.unowned()
    world.advance()
    assert is_other(last(world, "colleague"))
    assert not is_other(last(world, "lead"))


def test_it_is_that_of_their_own_site_and_else_english(world: World) -> None:
    world.ring_all()
    site_speaks(world)
    speaks(world, "lead", "en")
    speaks(world, "owner", "tlh")  # no longer spoken here
    world.unowned()
    world.advance()
    assert is_other(last(world, "colleague"))
    assert is_other(last(world, "owner"))
    assert not is_other(last(world, "lead"))


def test_it_is_not_that_of_the_site_of_the_issue(world: World) -> None:
    world.ring_all()
    with world.database.write() as session:
        session.get_one(Site, world.elsewhere.id).language = OTHER
        session.get_one(Person, world.id("admin")).site_id = world.elsewhere.id
    world.off_shift("lead")
    world.unowned()
    world.run_until(60)
    assert is_other(last(world, "admin"))
    assert not is_other(last(world, "colleague"))


def test_a_phone_whose_sign_in_ends_says_so_in_the_language_of_its_person(world: World) -> None:
    speaks(world, "owner")
    world.phone("owner")
    with world.database.write() as session:
        device = session.get_one(Device, world.device("owner"))
        device.expires_at = world.clock() + timedelta(days=2)
        session.exec(select(Subscription)).one().last_shown_at = world.clock()
    world.off_shift("owner")
    assert world.owner.post("/me/shift", {"hours": "8"}).status == 303
    content = last(world, "owner")
    assert content["tag"] == "phone"
    assert is_other(content)


def _contents(world: World) -> list[dict[str, Any]]:
    for words in ("Lift is stuck", "Till 4 is dead"):
        world.unowned(words)
    world.advance()
    return [one.content for one in world.messages("colleague")]


def test_several_in_one_are_in_their_language(world: World) -> None:
    world.ring_all()
    speaks(world, "colleague")
    bundle = dict(EscalationPlan().bundle(_contents(world)))
    assert bundle["title"].startswith("[2 r")
    assert (bundle["lang"], bundle["dir"]) == (OTHER, "ltr")


@pytest.mark.parametrize("lang", [None, "", "tlh", 7])
def test_several_of_an_older_version_are_in_english(world: World, lang: object) -> None:
    world.ring_all()
    contents = [{**one, "lang": lang} for one in _contents(world)]
    bundle = EscalationPlan().bundle(contents)
    assert bundle["title"].startswith("2 reminders, first: ")
    assert "lang" not in bundle


def test_a_notification_without_words_is_in_their_language_too() -> None:
    assert minimal_title(OTHER).startswith("[Áñ îššû")
    assert minimal_title("") == minimal_title("tlh") == "An issue needs you"


def test_over_a_channel_as_well(world: World) -> None:
    with world.database.write() as session:
        push_channels.save(
            session, str(world.id("colleague")), "email", "ben@example.org", world.clock()
        )
    speaks(world, "colleague")
    world.ask()
    assert is_other(last(world, "colleague"))
    with world.database.read() as session:
        (message,) = session.exec(
            select(Message).where(Message.person == str(world.id("colleague")))
        ).all()
    assert message.unreachable is None  # the channel carries it


def test_times_are_written_in_their_way_and_by_the_clock_of_the_site(world: World) -> None:
    world.ring_all()
    with world.database.write() as session:
        session.get_one(Site, world.elsewhere.id).zone = "Asia/Tokyo"
        owner = session.get_one(Person, world.id("owner"))
        owner.language, owner.site_id = "ar", world.elsewhere.id
    _promise(world)
    content = last(world, "owner")
    assert (content["lang"], content["dir"]) == ("ar", "rtl")
    assert "2:00" in content["title"]  # not the English 14:00, nor Tokyo's 22:00
    assert "م" in content["title"]
