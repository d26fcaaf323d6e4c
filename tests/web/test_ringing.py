"""Whether a phone shows notifications: asked once a week, warned early, tested by a lead."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import select

from push.models import Delivery, Message, Origin, Subscription
from tests.web.world import World
from web.store.tables.accounts import Device

ASKED = "Store 12: does this phone still show reminders?"


def begin(world: World, persona: str = "owner") -> None:
    assert world.browser_of(persona).post("/me/shift", {"hours": "8"}).status == 303


def titles(world: World, persona: str = "owner") -> list[str]:
    return [one.content["title"] for one in world.messages(persona)]


def shown_lately(world: World) -> None:
    with world.database.write() as session:
        for row in session.exec(select(Subscription)).all():
            row.last_shown_at = world.clock()


def test_a_phone_that_was_silent_for_a_week_is_asked_once(world: World) -> None:
    world.phone("owner")
    world.clock.forward(days=7, seconds=-1)
    begin(world)
    assert titles(world) == []
    world.clock.forward(seconds=1)
    begin(world)
    begin(world)
    assert titles(world) == [ASKED]
    (only,) = world.messages("owner")
    assert only.content["path"] == "/me"
    assert only.content["body"] == "Tap to confirm. Then reminders will reach you."
    world.clock.forward(days=7)
    begin(world)
    assert titles(world) == [ASKED, ASKED]


def test_one_that_has_shown_something_is_left_alone(world: World) -> None:
    world.phone("owner")
    world.clock.forward(days=8)
    shown_lately(world)
    begin(world)
    assert titles(world) == []


def test_each_phone_is_asked_for_itself(world: World) -> None:
    world.phone("owner")
    world.tokens["owner"] = world.make(lambda it: it.sign_in(world.people["owner"]))
    world.clock.forward(days=3)
    world.phone("owner", 2)
    world.clock.forward(days=5)
    begin(world)
    assert titles(world) == [ASKED]
    assert len(world.deliveries()) == 1


@pytest.mark.parametrize(("days", "is_warned"), [(5, True), (6, False)])
def test_a_sign_in_that_ends_soon_is_said_once_a_day(
    world: World, days: int, is_warned: bool
) -> None:
    world.phone("owner")
    with world.database.write() as session:
        device = session.get_one(Device, world.device("owner"))
        device.expires_at = world.clock() + timedelta(days=days)
    begin(world)
    begin(world)
    expected = ["Store 12: sign in again on this phone by Saturday"] if is_warned else []
    assert titles(world) == expected
    world.clock.forward(days=1)
    shown_lately(world)
    begin(world)
    assert len(titles(world)) == (2 if is_warned else 1)


def test_a_lead_rings_them_once_in_ten_minutes(world: World) -> None:
    world.phone("owner")
    path = f"/site/people/{world.id('owner')}/ring"
    for _ in range(3):
        assert world.lead.post(path).status == 303
        world.clock.forward(minutes=3, seconds=19)
    assert titles(world) == [ASKED]
    world.clock.forward(seconds=3)
    assert world.admin.post(path).status == 303
    assert titles(world) == [ASKED, ASKED]
    with world.database.read() as session:
        subjects = {one.subject for one in session.exec(select(Message)).all()}
    assert len(subjects) == 1


def test_off_shift_nothing_rings(one_world: World) -> None:
    one_world.phone("owner")
    one_world.off_shift("owner")
    answer = one_world.lead.post(f"/site/people/{one_world.id('owner')}/ring")
    assert answer.status == 409
    assert "Ana Rothgeber is off shift, so they get no reminders." in answer.words
    assert one_world.messages() == []


def test_without_a_phone_it_says_what_to_do(one_world: World) -> None:
    answer = one_world.lead.post(f"/site/people/{one_world.id('owner')}/ring")
    assert answer.status == 409
    assert "Ana Rothgeber has notifications off. Go and see them." in answer.words


def test_only_ones_own_people_and_only_leads(one_world: World) -> None:
    one_world.ring_all()
    stranger = f"/site/people/{one_world.id('stranger')}/ring"
    owner = f"/site/people/{one_world.id('owner')}/ring"
    for who in (one_world.owner, one_world.colleague, one_world.stranger):
        assert who.post(owner).status == 404
    assert one_world.lead.post(stranger).status == 404
    assert one_world.lead.post("/site/people/999999/ring").status == 404
    assert one_world.messages() == []
    assert one_world.admin.post(stranger).status == 303
    assert one_world.lead.post(owner, key="").status == 422
    one_world.admin.post(f"/settings/people/{one_world.id('owner')}/close")
    assert one_world.lead.post(owner).status == 404


@pytest.mark.parametrize(
    ("state", "reason", "said", "again"),
    [
        ("dead", "status 413", "setting it up again does not help", False),
        ("dead", "gone", "Tap “Turn on notifications” to get a new one.", True),
        ("dead", "expired", "did not take the test in time", False),
        ("pending", "status 429", "asks Own It to wait", False),
        ("pending", None, "Own It cannot send notifications right now.", False),
    ],
)
def test_a_test_that_did_not_go_out_says_who_can_help(
    one_world: World, state: str, reason: str | None, said: str, again: bool
) -> None:
    world = one_world
    world.phone("owner")
    test = json.loads(world.owner.send("/push/test", {}).text)["test"]
    with world.database.write() as session:
        values = {"state": state, "reason": reason}
        if state == "dead":
            values["next_at"] = None
        session.execute(update(Delivery).values(values))
    answer = json.loads(world.owner.get(f"/push/test/{test}").text)
    assert said in answer["sentence"]
    assert answer["again"] is again


def test_a_test_of_a_paused_service_does_not_blame_the_worker(one_world: World) -> None:
    world = one_world
    world.phone("owner")
    test = json.loads(world.owner.send("/push/test", {}).text)["test"]
    until = world.clock() + timedelta(minutes=10)
    with world.database.write() as session:
        phone = session.exec(select(Subscription)).one()
        session.add(Origin(origin=phone.origin, failures=3, paused_until=until))
    answer = json.loads(world.owner.get(f"/push/test/{test}").text)
    assert "asks Own It to wait" in answer["sentence"]
