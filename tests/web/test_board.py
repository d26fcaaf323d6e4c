"""The site board: what is stuck here, who may not hear a nudge, and the one act that helps."""

from datetime import timedelta

import pytest
from sqlmodel import select

from push import channels
from push.models import Subscription
from tests.web.world import World
from web.cli.sample import Sample
from web.store.tables.accounts import Device, Person, Site
from web.store.tables.issues import Issue

QUIET = "All is well here."


def calm(world: World) -> None:
    """Everybody has a phone that rings."""
    world.ring_all()


def test_with_nothing_to_do_it_says_so(world: World) -> None:
    calm(world)
    page = world.lead.get("/site")
    assert QUIET in page.words
    assert "Store 12" in page.words
    ref = world.report()
    page = world.lead.get("/site")
    assert QUIET in page.words
    assert ref in page.section("Today")


def test_what_nobody_owns_the_longest_wait_first(world: World) -> None:
    calm(world)
    refs = [world.unowned("First"), "", world.report("stranger")]
    world.clock.forward(minutes=5)
    refs[1] = world.unowned("Second")
    found = world.lead.get("/site").section("Needs an owner here")
    assert found.index(refs[0]) < found.index(refs[1])
    assert "No owner 5 min" in found
    assert refs[2] not in found
    assert world.lead.act(refs[0], "own").status == 303
    assert refs[0] not in world.lead.get("/site").section("Needs an owner here")


def test_what_is_late_and_on_it(world: World) -> None:
    calm(world)
    ref, other = world.report(), world.report("colleague", "Fridge is warm")
    world.colleague.act(other, "promise", minutes="600")
    world.clock.forward(minutes=239, seconds=59)
    assert world.lead.get("/site").section("Late") == ""
    world.clock.forward(seconds=1)
    page = world.lead.get("/site")
    assert "Ana Rothgeber 1 min late promised 14:00" in page.section("Late")
    assert other not in page.section("Late")
    assert f"/issues/{ref}/on-it" in page.forms()
    assert world.lead.act(ref, "on-it").status == 303
    assert "Somebody is on it since 14:00." in world.lead.get("/site").section("Late")
    world.owner.act(ref, "told", minutes="60")
    assert world.lead.get("/site").section("Late") == ""


def test_who_was_asked_and_has_not_answered(world: World) -> None:
    calm(world)
    step = world.ask()
    code = world.ask(helper=None)
    world.clock.forward(minutes=4, seconds=59)
    assert world.lead.get("/site").section("No answer") == ""
    world.clock.forward(seconds=1)
    page = world.lead.get("/site")
    assert "Ana Rothgeber Ben has not answered for 1 min" in page.section("No answer")
    assert "Ana Rothgeber Nobody has scanned the code for 1 min" in page.section("No answer")
    assert f'href="/steps/{step}"' in page.text
    world.colleague.on_step(step, "accept")
    world.owner.on_step(code, "withdraw")
    assert world.lead.get("/site").section("No answer") == ""


def test_an_owner_off_shift_with_a_promise_that_is_near(world: World) -> None:
    calm(world)
    ref = world.report()
    world.clock.forward(minutes=181)
    assert world.lead.get("/site").section("Owner off shift") == ""
    world.off_shift("owner")
    assert ref in world.lead.get("/site").section("Owner off shift")
    world.clock.now -= timedelta(minutes=2)
    assert world.lead.get("/site").section("Owner off shift") == ""


def test_today_is_by_the_clock_of_the_site(world: World) -> None:
    calm(world)
    world.clock.now = world.clock.now.replace(hour=22, minute=59)  # 23:59 there
    yesterday = world.report()
    world.clock.forward(minutes=1)
    today = world.report()
    found = world.lead.get("/site").section("Today")
    assert today in found
    assert yesterday not in found


def test_of_too_much_it_shows_a_part_and_says_how_much_more(one_world: World) -> None:
    calm(one_world)
    refs = [one_world.unowned(f"Number {number}") for number in range(31)]
    page = one_world.lead.get("/site")
    assert "and 6 more" in page.section("Needs an owner here")
    assert page.text.count(">I own this<") == 25
    assert all(ref in page.text for ref in refs[:25])
    assert refs[25] not in page.section("Needs an owner here")


def test_who_has_no_phone_that_rings(world: World) -> None:
    world.ring_all()
    with world.database.write() as session:
        for row in session.exec(select(Subscription)).all():
            if row.person in (str(world.id("owner")), str(world.id("colleague"))):
                session.delete(row)
    world.report()
    found = world.lead.get("/site").section("May not get reminders")
    assert "Ana Rothgeber Owns one open issue." in found
    assert "Ben Kastner" in found
    assert "Sven" not in found
    with world.database.write() as session:
        channels.save(session, str(world.id("owner")), "email", "a@example.org", world.clock())
    world.off_shift("colleague")
    assert QUIET in world.lead.get("/site").words


def test_many_without_a_phone_are_counted_and_hide_no_silent_phone(one_world: World) -> None:
    calm(one_world)
    one_world.clock.forward(days=7)
    for number in range(25):
        with one_world.database.write() as session:
            Sample(session, one_world.clock()).person(one_world.site, f"Person {number:02}")
    with one_world.database.write() as session:
        for person in session.exec(select(Person)).all():
            person.on_shift_until = one_world.clock() + timedelta(hours=8)
    found = one_world.lead.get("/site").section("May not get reminders")
    assert "Person 19" in found
    assert "Person 20" not in found
    assert "and 5 more" in found
    assert "Their phone has shown no reminder since" in found


def test_a_phone_that_has_been_silent_for_a_week(world: World) -> None:
    calm(world)
    world.clock.forward(days=6, hours=23)
    world.long_shift()
    assert QUIET in world.lead.get("/site").words
    world.clock.forward(hours=1)
    page = world.lead.get("/site")
    found = page.section("May not get reminders")
    assert "Their phone has shown no reminder since Mon 23 Nov 10:00." in found
    path = f"/site/people/{world.id('owner')}/ring"
    assert path in page.forms()
    answer = world.lead.post(path)
    assert (answer.status, answer.location) == (303, f"/site#person-{world.id('owner')}")
    page = world.lead.get("/site")
    silent = page.section("May not get reminders")
    assert "A test was sent to their phone within the last hour." in silent
    assert path not in page.forms()
    world.show()
    with world.database.write() as session:  # what its receipt does
        for row in session.exec(select(Subscription)).all():
            row.last_shown_at = world.clock()
    assert QUIET in world.lead.get("/site").words


@pytest.mark.parametrize(("days", "is_soon"), [(5, True), (6, False)])
def test_a_phone_whose_sign_in_ends_soon(world: World, days: int, is_soon: bool) -> None:
    calm(world)
    with world.database.write() as session:
        device = session.get_one(Device, world.device("owner"))
        device.expires_at = world.clock() + timedelta(days=days)
    found = world.lead.get("/site").section("May not get reminders")
    assert ("Their phone’s notifications end" in found) is is_soon


def test_an_admin_may_look_at_any_site_and_a_lead_only_at_theirs(world: World) -> None:
    here, there = world.unowned(), world.report("stranger", "Fridge is warm")
    own = world.admin.get(f"/site?site={world.site.id}")
    assert here in own.words
    assert there not in own.words
    other = world.admin.get(f"/site?site={world.elsewhere.id}")
    assert there in other.words
    assert "Store 7" in other.words
    for path in ("/site", "/site/board"):
        assert world.lead.get(f"{path}?site={world.elsewhere.id}").status == 404
        assert world.lead.get(f"{path}?site={world.site.id}").status == 200
        assert world.admin.get(f"{path}?site=999999").status == 404


HOSTILE = ["", "0", "x", "-1", "1.0", "٣", "²", "9" * 400, "1%00", "' OR 1=1", "1;2"]


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("path", ["/site", "/site/board"])
def test_what_is_no_site_is_ones_own(still_world: World, typed: str, path: str) -> None:
    answer = still_world.lead.get(f"{path}?site={typed}")
    assert answer.status == 200
    if path == "/site":
        assert "Store 12" in answer.words


def test_an_open_board_costs_nothing_while_nothing_changes(world: World) -> None:
    calm(world)
    world.unowned()
    first = world.lead.get("/site/board")
    etag = {"If-None-Match": first.headers["ETag"]}
    again = world.lead.get("/site/board", etag)
    assert (again.status, again.body) == (304, b"")
    world.unowned("Fridge is warm")
    fresh = world.lead.get("/site/board", etag)
    assert fresh.status == 200
    assert "Fridge is warm" in fresh.text


def test_what_is_written_there_is_only_text(one_world: World) -> None:
    one_world.unowned("<script>alert(1)</script>", place="<b>Till</b>")
    assert "<script>alert" not in one_world.lead.get("/site").text


def test_words_that_are_missing_and_names_that_end(one_world: World) -> None:
    """A photo alone says what it is; an owner may have one name only."""
    ref = one_world.report()
    with one_world.database.write() as session:
        issue = session.exec(select(Issue).where(Issue.ref == ref)).one()
        issue.words = ""
        session.get_one(Site, one_world.site.id).zone = "Pacific/Kiritimati"
    one_world.clock.forward(minutes=250)
    assert ref in one_world.lead.get("/site").section("Late")
