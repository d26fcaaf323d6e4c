"""Practice: one made-up issue, from the first tap to the last, which nobody else meets."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import col, select

from push.models import Delivery
from tests.web.answers import Answer, Browser
from tests.web.world import World
from web.rules.practice import Station
from web.store.tables.practice import Practice

HEADINGS = {
    Station.SEE: "A customer stands in front of you",
    Station.OWN: "What is not working?",
    Station.SHARE: "You own this.",
    Station.ASK: "Ask someone",
    Station.WAIT: "Waiting for Robin",
    Station.UPDATE: "Robin is with you",
    Station.RESOLVE: "Everybody is done. Settled?",
    Station.DONE: "You have practised.",
}


def act(browser: Browser, name: str, **fields: str) -> Answer:
    return browser.post(f"/practice/{name}", fields)


def station(browser: Browser) -> Station:
    heading = re.search("<h1>(.*?)</h1>", browser.get("/practice").text)
    assert heading
    return next(one for one, its in HEADINGS.items() if its == heading[1])


def waiting(world: World) -> None:
    for name in ("start", "own", "share", "ask"):
        assert act(world.owner, name).status == 303
    assert station(world.owner) is Station.WAIT


def finish(world: World) -> None:
    waiting(world)
    world.clock.forward(seconds=10)
    act(world.owner, "update", text="The money comes back")
    act(world.owner, "resolve", text="Robin paid it back")


def row(world: World, persona: str = "owner") -> Practice:
    with world.database.read() as session:
        return session.get_one(Practice, world.id(persona))


def test_the_whole_way(world: World) -> None:
    assert station(world.owner) is Station.SEE
    waiting(world)
    world.clock.forward(seconds=10)
    assert station(world.owner) is Station.UPDATE
    assert act(world.owner, "update", text="The money comes back").status == 303
    shown = world.owner.get("/practice").words
    assert "You saw it and own it" in shown
    assert "Robin helped" in shown
    assert "The money comes back" in shown
    assert act(world.owner, "resolve", text="Robin paid it back").status == 303
    assert station(world.owner) is Station.DONE
    assert "Robin paid it back" in world.owner.get("/practice").words


def test_the_customers_page_is_the_real_one(world: World) -> None:
    for name in ("start", "own"):
        act(world.owner, name)
    page = world.owner.get("/practice/page").words
    assert "Ana has this." in page
    assert "Rothgeber" not in page
    finish(world)
    page = world.owner.get("/practice/page").words
    assert "Robin helped Ana" in page
    assert "The money comes back" in page
    assert "This is settled." in page


def test_it_goes_on_where_it_was_left_on_another_phone(world: World) -> None:
    act(world.owner, "start")
    act(world.owner, "own")
    other = world.browser("owner")
    assert station(other) is Station.SHARE
    act(other, "share")
    assert act(world.owner, "share").status == 303  # its page is of before
    assert station(world.owner) is Station.ASK


def test_a_repeated_tap_and_a_page_of_before_change_nothing(world: World) -> None:
    for name in ("start", "start", "own", "own", "resolve", "update", "ask"):
        act(world.owner, name, **({"text": "x"} if name in ("resolve", "update") else {}))
    assert station(world.owner) is Station.SHARE


def test_two_phones_at_once_ask_once(world: World) -> None:
    world.phone("owner")
    for name in ("start", "own", "share"):
        act(world.owner, name)
    with ThreadPoolExecutor(4) as pool:
        asked = list(pool.map(lambda _: act(world.browser("owner"), "ask").status, range(4)))
    assert set(asked) == {303}
    assert len(world.messages("owner")) == 1


def test_robin_answers_by_a_real_push_to_this_phone(world: World) -> None:
    world.phone("owner")
    waiting(world)
    (message,) = world.messages("owner")
    assert message.content["title"] == "Practice: Robin is with you"
    assert (message.content["path"], message.content["loud"]) == ("/practice", True)
    with world.database.read() as session:
        delivery = session.exec(select(Delivery)).one()
        assert delivery.next_at
        assert 6 <= (delivery.next_at - world.clock()).total_seconds() <= 10
    world.clock.forward(seconds=10)
    assert "A notification went to this phone." in world.owner.get("/practice").words
    world.show()
    assert "Your phone showed it." in world.owner.get("/practice").words


def test_without_notifications_it_says_how_to_turn_them_on(world: World) -> None:
    waiting(world)
    world.clock.forward(seconds=10)
    page = world.owner.get("/practice")
    assert "Notifications are off on this phone, so nothing rang." in page.words
    assert 'href="/me#ring"' in page.text
    assert world.messages() == []


def test_the_open_page_hears_of_the_answer(world: World) -> None:
    waiting(world)
    page = world.owner.get("/practice").text
    assert 'data-watch="/practice/state" data-state="wait"' in page
    assert '"wait"' in world.owner.get("/practice/state").text
    world.clock.forward(seconds=10)
    assert '"update"' in world.owner.get("/practice/state").text


@pytest.mark.parametrize(("text", "status"), [("", 422), ("x" * 2001, 422), ("x", 303)])
def test_what_was_done_is_asked_for(world: World, text: str, status: int) -> None:
    waiting(world)
    world.clock.forward(seconds=10)
    act(world.owner, "update")
    answer = act(world.owner, "resolve", text=text)
    assert answer.status == status
    if status == 422:
        assert "Write at least one word, and at most 2,000 characters." in answer.words
        assert text in answer.text
        assert station(world.owner) is Station.RESOLVE


def test_home_offers_it_until_it_is_finished_or_put_away(world: World) -> None:
    card = "Practise once, two minutes"
    assert card in world.owner.get("/").words
    finish(world)
    assert card not in world.owner.get("/").words
    assert card in world.colleague.get("/").words
    assert world.colleague.post("/practice/hide").status == 303
    assert card not in world.colleague.get("/").words
    for browser in (world.owner, world.colleague):
        assert "Practise" in browser.get("/me").words


def test_an_admin_sets_up_first(world: World) -> None:
    home = world.admin.get("/").words
    assert "Set up Own It" in home
    assert "Practise once" not in home
    world.admin.post("/settings/first-steps/hide")
    assert "Practise once" in world.admin.get("/").words


def test_again_begins_anew_and_stays_practised(world: World) -> None:
    finish(world)
    act(world.owner, "again")
    assert station(world.owner) is Station.SEE
    page = world.owner.get("/practice").words
    assert "Robin paid it back" not in page
    after = row(world)
    assert (after.update_words, after.resolution_words, after.asked_at) == (None, None, None)
    assert after.finished_at
    act(world.owner, "start")
    act(world.owner, "own")
    assert "Robin paid it back" not in world.owner.get("/practice/page").text
    assert "Practise once" not in world.owner.get("/").words


def test_leads_see_who_has_practised_and_remind_once(world: World) -> None:
    world.ring_all()
    finish(world)
    sent = len(world.messages("colleague"))
    world.colleague.post("/practice/hide")
    team = world.lead.get("/people")
    assert "Has practised." in team.words
    assert "Remind Ben Kastner once" in team.words
    assert "Remind Ana Rothgeber once" not in team.words
    for _ in range(2):
        assert world.lead.post(f"/people/{world.id('colleague')}/practice").status == 303
    reminders = world.messages("colleague")[sent:]
    (reminder,) = reminders
    assert reminder.content["title"] == "Leyla asks you to practise once: two minutes"
    assert reminder.content["loud"] is False
    assert "Practise once" in world.colleague.get("/").words
    assert "Has not practised yet, and was reminded." in world.lead.get("/people").words
    world.lead.post(f"/people/{world.id('owner')}/practice")
    assert len(world.messages("owner")) == 1  # Robin's


def test_nobody_off_shift_is_reminded_by_a_push(world: World) -> None:
    world.ring_all()
    world.off_shift("colleague")
    world.lead.post(f"/people/{world.id('colleague')}/practice")
    assert world.messages("colleague") == []
    assert row(world, "colleague").reminded_at


def test_a_lead_reminds_nobody_elsewhere(world: World) -> None:
    assert world.lead.post(f"/people/{world.id('stranger')}/practice").status == 404
    assert world.colleague.post(f"/people/{world.id('owner')}/practice").status == 404


def test_practice_is_everybodys_own(world: World) -> None:
    finish(world)
    assert station(world.colleague) is Station.SEE
    assert "Robin paid it back" not in world.colleague.get("/practice/page").text
    assert world.nobody.get("/practice").status == 303
    assert world.nobody.post("/practice/start").status == 401


def seen_by_others(world: World) -> list[str]:
    """What the organisation looks like, without keys and times of a page."""
    paths = {"lead": ("/site", "/issues", "/search?q=paid", "/helped"), "admin": ("/sites",)}
    pages = [
        world.browser_of(who).get(path).words for who, those in paths.items() for path in those
    ]
    metrics = world.nobody.get("/metrics").text
    return [*pages, *re.findall(r"(?m)^ownit_issues.*$", metrics)]


def test_it_counts_nowhere(world: World) -> None:
    """By construction: it has no issue, no event and no step."""
    before = seen_by_others(world)
    finish(world)
    assert seen_by_others(world) == before


def test_a_closed_account_practises_no_more(world: World) -> None:
    waiting(world)
    world.admin.post(f"/settings/people/{world.id('owner')}/close")
    assert world.owner.get("/practice").status == 303
    assert world.count(Practice) == 0


def test_a_station_of_another_version_begins_anew(world: World) -> None:
    waiting(world)
    with world.database.write() as session:
        mine = session.exec(select(Practice).where(col(Practice.station) == "wait")).one()
        mine.station = "juggle"
        session.add(mine)
    assert station(world.owner) is Station.SEE


def test_pages_of_a_refused_form_lead_back(world: World) -> None:
    for name in ("resolve", "hide"):
        answer = world.owner.get(f"/practice/{name}")
        assert (answer.status, answer.headers["Location"]) == (303, "/practice")
    assert act(world.owner, "juggle").status == 404
