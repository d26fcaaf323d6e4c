"""The first steps on an admin's home: each is ticked by a fact. And the signs of a site."""

import re
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from push.models import Subscription
from tests.web.answers import Answer
from tests.web.world import World
from web.store.tables.accounts import Invite, Person, Place

WORDS = {
    "site": "Your site",
    "places": "Places",
    "phone": "Notifications on your phone",
    "people": "Invite people",
    "signs": "Print the signs",
    "reminders": "Who is reminded when nobody acts",
}
PLAY = {"after-0": "0", "lead_on_shift-0": "yes", "every-0": "15", "weekday": "0", "time": "09:30"}


def done(answer: Answer) -> set[str]:
    """The ticked lines."""
    found = re.findall(r'aria-label="(Done|To do)"></span><span><strong>([^<]+)<', answer.text)
    assert [words for _, words in found] == list(WORDS.values())
    names = {words: name for name, words in WORDS.items()}
    return {names[words] for state, words in found if state == "Done"}


def printed(world: World) -> list[bool]:
    query = select(Place.sign_printed_at).where(col(Place.removed_at).is_(None))
    with world.database.read() as session:
        return [at is not None for at in session.exec(query.order_by(col(Place.id))).all()]


def test_each_step_is_ticked_by_what_is_true(world: World) -> None:
    home = world.admin.get("/")
    assert done(home) == {"site", "places", "people"}
    assert "Set up Own It: 3 of 6 done" in home.words
    nudges = f"/settings/sites/{world.site.id}/nudges"
    world.admin.get(nudges)  # to look is no fact
    assert done(world.admin.get("/")) == {"site", "places", "people"}
    assert world.admin.post(f"{nudges}/unowned/play", PLAY).status == 200
    assert done(world.admin.get("/")) == {"site", "places", "people", "reminders"}
    world.admin.post("/settings/invites", {"role": "lead", "site_id": str(world.site.id)})
    assert "people" not in done(world.admin.get("/"))
    assert "5 of 6 have joined" in world.admin.get("/").words
    world.admin.post(f"/settings/invites/{world.count(Invite)}/revoke")
    world.phone("admin")
    assert "phone" not in done(world.admin.get("/"))  # on, but nothing has arrived
    with world.database.write() as session:
        session.execute(update(Subscription).values(last_shown_at=world.clock()))
    assert "phone" in done(world.admin.get("/"))
    world.admin.post(f"/settings/sites/{world.site.id}/signs")
    assert "Set up Own It" not in world.admin.get("/").words
    assert done(world.admin.get("/settings/first-steps")) == set(WORDS)
    # One more place, and its sign is not printed.
    world.admin.post(f"/settings/sites/{world.site.id}/places", {"name": "Till 9"})
    assert set(WORDS) - done(world.admin.get("/")) == {"signs"}
    assert "One is not printed yet" in world.admin.get("/").words


HEARD = {
    "nowhere": ("Notifications are off. Turn them on", "Turn them on, and send yourself a test"),
    "here": (None, "They are on. Send yourself a test"),
    "elsewhere": (
        "Notifications are off on this phone. Your other phone shows them.",
        "Your other phone shows them, this one does not",
    ),
    "shown elsewhere": (
        "Notifications are off on this phone. Your other phone shows them.",
        "One has arrived on your other phone. They are off on this one",
    ),
    "shown here": (None, "A notification has arrived"),
}


@pytest.mark.parametrize("where", HEARD)
def test_notifications_are_said_alike_in_the_banner_and_the_list(world: World, where: str) -> None:
    if where != "nowhere":
        world.phone("admin")
    if where.startswith("shown"):
        with world.database.write() as session:
            session.execute(update(Subscription).values(last_shown_at=world.clock()))
    if where.endswith("elsewhere"):
        world.tokens["admin"] = world.make(lambda it: it.sign_in(world.people["admin"]))
    words = world.browser("admin").get("/").words
    for place, others in zip(HEARD[where], zip(*HEARD.values(), strict=True), strict=True):
        assert {one for one in others if one and one in words} == ({place} if place else set())


def test_it_is_put_away_and_found_again(one_world: World) -> None:
    assert one_world.admin.post("/settings/first-steps/hide").location == "/"
    assert "Set up Own It" not in one_world.admin.get("/").words
    assert "/settings/first-steps" in one_world.admin.get("/settings").text
    assert one_world.admin.post("/settings/first-steps/show").location == "/"
    assert "Set up Own It" in one_world.admin.get("/").words


def test_nobody_else_sees_it(one_world: World) -> None:
    for who in (one_world.owner, one_world.lead):
        assert "Set up Own It" not in who.get("/").words
        assert who.post("/settings/first-steps/hide").status == 404


def test_an_admin_alone_has_people_to_invite(one_world: World) -> None:
    with one_world.database.write() as session:
        others = update(Person).where(col(Person.id) != one_world.id("admin"))
        session.execute(others.values(closed_at=one_world.clock() - timedelta(days=1)))
    assert "people" not in done(one_world.admin.get("/"))


def test_all_signs_of_a_site_are_on_one_page(one_world: World) -> None:
    site = f"/settings/sites/{one_world.site.id}"
    for number in range(2, 21):
        one_world.admin.post(f"{site}/places", {"name": f"Desk {number}"})
    one_world.admin.post(f"/settings/sites/{one_world.elsewhere.id}/places", {"name": "Elsewhere"})
    assert "Print all 20 signs" in one_world.admin.get(site).words
    answer = one_world.admin.post(f"{site}/signs")
    assert (answer.status, answer.location) == (303, f"{site}/signs?print")
    page = one_world.admin.get(answer.location)
    assert page.text.count("<svg") == 20
    assert "Desk 20" in page.words
    assert "Elsewhere" not in page.words
    assert " data-now" in page.text
    assert " data-now" not in one_world.admin.get(f"{site}/signs").text
    assert printed(one_world) == [True] * 20 + [False]


def test_one_sign_is_printed_alone(world: World) -> None:
    site = f"/settings/sites/{world.site.id}"
    world.admin.post(f"{site}/places", {"name": "Till 9"})
    page = world.admin.get(f"/settings/places/{world.place.id}/qr")
    answer = world.admin.post(f"{site}/signs", page.form(f"{site}/signs"))
    assert answer.location == f"/settings/places/{world.place.id}/qr?print"
    assert world.admin.get(answer.location).text.count("<svg") == 1
    assert printed(world) == [True, False]


@pytest.mark.parametrize("kind", ["one_world", "https_world"])
def test_codes_that_no_phone_can_open_say_so(request: pytest.FixtureRequest, kind: str) -> None:
    """Those of the address of the machine itself, as `ownit serve` has it without settings."""
    world: World = request.getfixturevalue(kind)
    person = f"/settings/people/{world.id('owner')}"
    invite = {"name": "Omar", "role": "employee", "site_id": str(world.site.id)}
    pages = [
        world.admin.get(f"/settings/sites/{world.site.id}/signs"),
        world.admin.get(f"/settings/places/{world.place.id}/qr"),
        world.admin.post("/settings/invites", invite),
        world.admin.post(f"{person}/link", world.admin.get(person).form(f"{person}/link")),
    ]
    for page in pages:
        assert "<svg" in page.text
        assert ("Phones cannot open these codes" in page.words) is (kind == "one_world")


def test_signs_that_are_not_there(one_world: World) -> None:
    site = f"/settings/sites/{one_world.site.id}"
    other = f"/settings/sites/{one_world.elsewhere.id}"
    place = str(one_world.place.id)
    for path, fields in ((other, {}), (other, {"place_id": place}), (site, {"place_id": "999"})):
        assert one_world.admin.post(f"{path}/signs", fields).status == 404
    assert one_world.admin.post(f"{site}/signs", {"place_id": "x"}).status == 422
    assert "No places yet." in one_world.admin.get(f"{other}/signs").words
    assert one_world.admin.get("/settings/sites/999/signs").status == 404
    assert printed(one_world) == [False]
