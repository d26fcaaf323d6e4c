"""What phones of customers are told: once, in their language, and never more than their page."""

import json

import pytest
from sqlmodel import select

from push.models import Delivery, DeliveryState, Message
from tests.support.statements import statements
from tests.web.canaries import CANARIES, story
from tests.web.following import (
    follow,
    follow_page,
    followers,
    look,
    messages,
    stop,
    subscription,
    told,
)
from tests.web.world import World
from web.acts.core.tap import Unit
from web.acts.issues import follow_news
from web.store.tables.followers import Follower


def following(world: World, ref: str, lang: str = "en") -> str:
    page = follow_page(world, ref)
    assert follow(world, page, lang=lang).status == 204
    return page


def test_from_the_first_owner_to_the_end(world: World) -> None:
    ref = world.unowned()
    world.lead.act(ref, "own")
    world.lead.act(ref, "share")
    page = world.lead.get(f"/issues/{ref}/share").text
    status = "/s/" + page.partition(f"{world.config.public_url}/s/")[2][:43]
    link = "/f/" + world.nobody.get(status).text.partition('href="/f/')[2][:43]
    follow(world, link)
    assert not look(world)  # nothing that was there before
    world.lead.act(ref, "update", what="told", by="60")
    assert not look(world)
    world.clock.forward(minutes=2)
    assert look(world)
    world.lead.act(ref, "resolve", text="Changed the fuse")
    world.clock.forward(minutes=2)
    assert look(world)
    world.colleague.act(ref, "reopen")
    assert look(world)
    assert not look(world)
    first, *others = told(world)
    assert first.startswith("Leyla will update you by ")
    assert others[0] == "This is settled."
    assert others[1].startswith("This was reopened. Leyla has it, and will update you by ")
    message = messages(world)[-1]
    assert message.content["title"] == world.site.name
    assert (message.content["path"], message.content["tag"]) == ("/f/", "follow")
    assert link[3:] not in json.dumps(message.content)


def test_a_helper_and_another_owner(world: World) -> None:
    ref = world.report()
    following(world, ref)
    world.walking(ref)
    look(world)
    change = world.hand_over(ref)
    world.colleague.on_change(change, "accept")
    look(world)
    helper, owner = told(world)
    assert helper == "Ben is working on this with Ana."
    assert owner.startswith("Ben has this, and will update you by ")


def test_the_next_owner_of_one_without(world: World) -> None:
    ref = world.report()
    following(world, ref)
    world.admin.post(f"/settings/people/{world.id('owner')}/close")
    look(world)
    assert told(world) == []  # the page says that somebody is found
    world.colleague.act(ref, "own")
    look(world)
    (body,) = told(world)
    assert body.startswith("Ben has this, and will update you by ")


def test_a_refused_request_is_not_told(world: World) -> None:
    ref = world.report()
    following(world, ref)
    step = world.ask(ref)
    world.colleague.on_step(step, "decline", why="busy")
    look(world)
    assert told(world) == []


def test_undone_in_time_is_not_told(world: World) -> None:
    ref = world.report()
    following(world, ref)
    world.owner.act(ref, "resolve", text="x")
    assert not look(world)
    version = str(world.issue(ref).version)
    assert world.owner.act(ref, "undo", version=version).status == 303
    world.clock.forward(minutes=2)
    look(world)
    assert told(world) == []


def test_twice_is_once(world: World) -> None:
    """Two workers have found the same, or one was killed before it said so."""
    ref = world.report()
    following(world, ref)
    world.walking(ref)
    with world.database.read() as session:
        found = follow_news.look(session, world.clock())
    for _ in range(2):
        with world.database.write() as session:
            follow_news.tell(Unit(session, world.clock()), found)
    assert len(told(world)) == 1


def test_killed_before_the_commit_it_is_told_later(world: World) -> None:
    ref = world.report()
    following(world, ref)
    world.walking(ref)
    with world.database.write() as session:
        follow_news.tell(Unit(session, world.clock()), follow_news.look(session, world.clock()))
        session.rollback()
    assert told(world) == []
    assert look(world)
    assert len(told(world)) == 1


def test_a_link_that_was_revoked_meanwhile(world: World) -> None:
    ref = world.report()
    following(world, ref)
    world.walking(ref)
    with world.database.read() as session:
        found = follow_news.look(session, world.clock())
    world.owner.act(ref, "share/revoke")
    with world.database.write() as session:
        follow_news.tell(Unit(session, world.clock()), found)
    assert told(world) == []
    assert (look(world), followers(world)) == (False, 1)  # it may be undone
    world.clock.forward(minutes=2)
    assert (look(world), followers(world)) == (True, 0)


def test_a_revoked_link_that_comes_back(world: World) -> None:
    ref = world.report()
    following(world, ref)
    world.owner.act(ref, "share/revoke")
    version = str(world.issue(ref).version)
    assert world.owner.act(ref, "undo", version=version).status == 303
    world.clock.forward(minutes=2)
    world.walking(ref)
    look(world)
    assert (followers(world), len(told(world))) == (1, 1)


def test_the_newest_replaces_what_waits(world: World) -> None:
    ref = world.report()
    following(world, ref)
    world.walking(ref)
    look(world)
    world.owner.act(ref, "resolve", text="x")
    world.clock.forward(minutes=2)
    look(world)
    with world.database.read() as session:
        rows = session.exec(select(Delivery).join(Message).order_by("id")).all()
        states = [row.state for row in rows if row.subscription_id]
    assert states == [DeliveryState.SUPERSEDED, DeliveryState.PENDING]


def test_nobody_hears_of_what_was_told_after_they_have_stopped(world: World) -> None:
    ref = world.report()
    page = following(world, ref)
    world.walking(ref)
    look(world)
    assert stop(world, page).status == 204
    assert (messages(world), look(world)) == ([], False)


def test_in_the_language_of_each(world: World) -> None:
    ref = world.report()
    page = following(world, ref, "ar")
    follow(world, page, "other", lang="de")
    world.walking(ref)
    look(world)
    marks = {one.content["lang"]: one.content.get("dir") for one in messages(world)}
    assert marks == {"ar": "rtl", "de": "ltr"}


def test_by_a_time_of_another_day(world: World) -> None:
    ref = world.report()
    following(world, ref)
    world.owner.act(ref, "promise", minutes="1440")
    world.clock.forward(minutes=2)
    look(world)
    (body,) = told(world)
    day = f"{world.issue(ref).promise_at:%a}"
    assert f"by {day} " in body


def test_a_late_promise_is_not_pushed(world: World) -> None:
    ref = world.report()
    following(world, ref)
    world.clock.forward(hours=12)
    look(world)
    assert told(world) == []


def test_nothing_secret_is_told(world: World) -> None:
    ref = story(world, resolved=False)
    page = follow_page(world, ref)
    follow(world, page)
    world.clock.forward(minutes=5)
    owner = world.browser_of("owner" if world.issue(ref).owner_id == world.id("owner") else "lead")
    owner.act(ref, "update", what="told", text=CANARIES["NOTE"], by="60")
    world.walking(ref)
    world.clock.forward(minutes=2)
    look(world)
    owner.act(ref, "resolve", text=CANARIES["RESOLVED"], used=CANARIES["LINE"])
    world.clock.forward(minutes=2)
    look(world)
    said = json.dumps([one.content for one in messages(world)])
    assert "settled" in said
    assert "kanarienvogel" not in said
    for secret in (page[3:], ref, "Berg", "Okafor", "Novak"):
        assert secret not in said


def test_erased_with_the_words(world: World) -> None:
    ref = world.report()
    following(world, ref)
    world.walking(ref)
    look(world)
    world.owner.act(ref, "resolve", text="x")
    erased = world.lead.post(f"/issues/{ref}/customer-data/erase", {"extent": "all"})
    assert erased.status == 303
    assert look(world)
    assert (followers(world), told(world)) == (0, [])


def test_while_nobody_follows_it_asks_once(world: World) -> None:
    world.report()
    with statements(world.database) as asked, world.database.read() as session:
        assert not follow_news.look(session, world.clock())
    assert len(asked) == 1


def test_more_than_a_batch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow_news, "_BATCH", 2)
    ref = world.report()
    page = following(world, ref)
    for number in range(4):
        world.nobody.send(f"{page}/subscription", subscription(f"p{number}"))
    world.walking(ref)
    rounds = 0
    while look(world):
        rounds += 1
    with world.database.read() as session:
        newest = {one.event_id for one in session.exec(select(Follower)).all()}
    assert (rounds, len(newest), len(messages(world))) == (3, 1, 5)
