"""Corrections: the owner changes what was reported; each is an event, and can be erased."""

from io import BytesIO
from typing import Any

import pytest
from sqlmodel import select

from tests.web import pictures
from tests.web.answers import Answer
from tests.web.queued import Phone
from tests.web.world import World
from web.reads import event_chain
from web.rules.vocabulary import CorrectedField, EventKind
from web.store.tables.issues import Photo

OLD = {
    "text": "Till 4 is dead",
    "place": "Till 4",
    "urgency": "today",
    "customer_name": "Farid",
    "customer_contact": "030 23125142",
}
NEW = {
    "text": "Till 5 is dead",
    "place": "Till 5",
    "urgency": "now",
    "customer_name": "Fatima",
    "customer_contact": "030 23125143",
}
COLUMNS = {"text": "words"}


def reported(world: World) -> str:
    name, contact = OLD["customer_name"], OLD["customer_contact"]
    return world.report(place=OLD["place"], customer_name=name, customer_contact=contact)


def fields(**changed: str) -> dict[str, str]:
    """The whole form, as it was shown, with what was changed in it."""
    return OLD | {f"was_{name}": value for name, value in OLD.items()} | changed


def correct(world: World, ref: str, by: str = "owner", **changed: Any) -> Answer:
    return world.browser_of(by).act(ref, "correct", **fields(**changed))


@pytest.mark.parametrize("name", OLD)
def test_one_field_is_corrected_and_told(world: World, name: str) -> None:
    ref = reported(world)
    promise = world.issue(ref).promise_at
    assert correct(world, ref, **{name: NEW[name]}).status == 303
    issue = world.issue(ref).model_dump()
    for field, value in (OLD | {name: NEW[name]}).items():
        assert issue[COLUMNS.get(field, field)] == value
    assert issue["promise_at"] == promise
    last = world.events(ref)[-1]
    column = COLUMNS.get(name, name)
    assert (last.kind, last.data["field"]) == (EventKind.CORRECTED, column)
    if name == "urgency":
        assert (last.text, last.data["was"], last.data["now"]) == (None, "today", "now")
        told = "changed how urgent it is, from Today to Now."
    else:
        assert last.text == f"{OLD[name]} → {NEW[name]}"
        told = last.text
    for who in (world.owner, world.colleague):
        assert told in who.get(f"/issues/{ref}").words


def test_each_field_is_an_event_of_its_own(world: World) -> None:
    ref = reported(world)
    before = len(world.events(ref))
    assert correct(world, ref, **NEW).status == 303
    found = world.events(ref)[before:]
    assert [one.data["field"] for one in found] == list(CorrectedField)[:5]
    assert {one.version for one in found} == {world.issue(ref).version}
    with world.database.read() as session:
        assert event_chain.verify(session).fault is None


def test_a_field_can_be_added_and_emptied(world: World) -> None:
    ref = world.report()
    empty = {"customer_name": "", "was_customer_name": "", "place": "", "was_place": ""}
    assert correct(world, ref, **(empty | {"customer_name": "Fatima"})).status == 303
    assert world.events(ref)[-1].text == "– → Fatima"
    again = empty | {"was_customer_name": "Fatima"}
    assert correct(world, ref, **again).status == 303
    assert world.issue(ref).customer_name is None
    assert world.events(ref)[-1].text == "Fatima → –"


def test_what_was_not_touched_stays_as_it_is_meanwhile(world: World) -> None:
    """Two forms of one page, filled in without a network, come one after the other."""
    ref = reported(world)
    correct(world, ref, text=NEW["text"])
    correct(world, ref, place=NEW["place"])
    issue = world.issue(ref)
    assert (issue.words, issue.place) == (NEW["text"], NEW["place"])


def test_nothing_is_written_when_nothing_is_different(world: World) -> None:
    ref = reported(world)
    before = world.events(ref)
    phone = Phone(world).act(ref, "correct", **fields(text="Till 4 is dead "))
    assert phone.status == 200
    assert "Nothing was different, so nothing was changed." in phone.text
    assert correct(world, ref, place="Till 4").status == 303
    assert world.events(ref) == before


def test_it_is_an_act_that_answers_the_reminder(one_world: World) -> None:
    one_world.ring_all()
    one_world.long_shift()
    ref = reported(one_world)
    one_world.run_until(240)
    assert "pending" in one_world.deliveries()
    correct(one_world, ref, place="Till 5")
    assert "pending" not in one_world.deliveries()


def test_only_the_owner_corrects(one_world: World) -> None:
    ref = reported(one_world)
    for other in ("colleague", "lead", "admin"):
        answer = correct(one_world, ref, other, place="Till 5")
        assert answer.status == 409
        assert "Ana Rothgeber owns this, so only Ana Rothgeber can do that." in answer.words
        assert one_world.browser_of(other).get(f"/issues/{ref}/correct").status == 409
    assert correct(one_world, ref, "stranger", place="Till 5").status == 404
    assert one_world.stranger.get(f"/issues/{ref}/correct").status == 404
    assert one_world.issue(ref).place == "Till 4"


def test_what_is_resolved_can_be_corrected_too(one_world: World) -> None:
    ref = reported(one_world)
    one_world.owner.act(ref, "resolve", text="Done")
    assert correct(one_world, ref, place="Till 5").status == 303
    assert one_world.issue(ref).state == "resolved"


def test_an_error_loses_nothing_that_was_typed(one_world: World) -> None:
    ref = reported(one_world)
    long = "x" * 81
    answer = correct(one_world, ref, customer_name=long, place="Till 6", urgency="now")
    assert answer.status == 422
    assert "The customer’s name may have up to 80 characters." in answer.words
    for part in (f'value="{long}"', 'value="Till 6"', 'value="now" checked', 'value="Farid"'):
        assert part in answer.text
    empty = correct(one_world, ref, text="")
    assert empty.status == 409
    assert "Say what is not working" in empty.words
    assert one_world.issue(ref).words == OLD["text"]


def test_photos_are_added(world: World) -> None:
    ref = reported(world)
    two = [(BytesIO(pictures.jpeg(side, side)), "p.jpg", "image/jpeg") for side in (40, 50)]
    path = f"/issues/{ref}/correct"
    assert world.owner.post(path, fields() | {"photo": two}).status == 303
    assert world.count(Photo) == 2
    assert world.events(ref)[-1].data == {"field": "photos", "added": 2}
    assert "You added 2 photos." in world.owner.get(f"/issues/{ref}").words
    assert world.owner.get(path).text.count("/small") == 2


def test_a_photo_is_removed_after_a_question(world: World) -> None:
    ref = world.report(words="")
    path = f"/issues/{ref}"
    photo = [(BytesIO(pictures.jpeg(40, 40)), "p.jpg", "image/jpeg")]
    empty = dict.fromkeys(("text", "was_text"), "") | {"urgency": "now", "was_urgency": "now"}
    assert world.owner.post(f"{path}/correct", empty | {"photo": photo}).status == 303
    with world.database.read() as session:
        (name,) = session.exec(select(Photo.id)).all()
    remove = f"{path}/photos/{name}/remove"
    refused = world.owner.post(remove)
    assert (refused.status, "Write what is not working first." in refused.words) == (409, True)
    assert world.owner.act(ref, "correct", **(empty | {"text": "Leak"})).status == 303
    assert "This cannot be undone." in world.owner.get(remove).words
    assert world.colleague.post(remove).status == 409
    assert world.stranger.post(remove).status == 404
    other = world.report()
    assert world.owner.post(f"/issues/{other}/photos/{name}/remove").status == 404
    assert world.count(Photo) == 1
    assert world.owner.post(remove).location == f"{path}/correct"
    assert world.count(Photo) == 0
    assert world.owner.get(f"/photos/{name}").status == 404
    assert world.events(ref)[-1].data == {"field": "photos", "removed": 1}
    assert "You removed a photo." in world.owner.get(path).words


def test_erasing_who_the_customer_is_erases_who_they_were_said_to_be(world: World) -> None:
    ref = reported(world)
    correct(world, ref, **NEW)
    correct(world, ref, was_customer_name="Fatima", customer_name="")
    correct(world, ref, was_customer_contact=NEW["customer_contact"], customer_contact="")
    path = f"/issues/{ref}/customer-data"
    assert "Remove name and contact" in world.lead.get(path).words  # of what they were
    assert world.lead.post(f"{path}/erase", {"extent": "customer"}).status == 303
    texts = [one.text for one in world.events(ref) if one.kind == EventKind.CORRECTED]
    assert [one for one in texts if one] == ["Till 4 is dead → Till 5 is dead", "Till 4 → Till 5"]
    with world.database.read() as session:
        assert event_chain.verify(session).fault is None
    page = world.owner.get(f"/issues/{ref}").words
    assert not {"Farid", "Fatima", OLD["customer_contact"], NEW["customer_contact"]} & set(
        page.split()
    )
    assert "Remove name and contact" not in world.lead.get(path).words
    # Nor does a search find it by them.
    assert f"/issues/{ref}" in world.owner.get("/search?q=Till").text
    for name in ("Farid", "Fatima", "23125142"):
        assert f"/issues/{ref}" not in world.owner.get(f"/search?q={name}").text


def test_a_late_correction_of_what_was_erased_is_refused(one_world: World) -> None:
    ref = reported(one_world)
    one_world.owner.act(ref, "resolve", text="Done")
    one_world.clock.forward(minutes=5)
    tapped = one_world.clock()
    one_world.clock.forward(minutes=5)
    path = f"/issues/{ref}/customer-data/erase"
    assert one_world.lead.post(path, {"extent": "all"}).status == 303
    answer = Phone(one_world).act(ref, "correct", tapped, **fields(text="Till 5"))
    assert answer.status == 409
    assert one_world.issue(ref).words == ""


def test_a_correction_is_said_to_be_saved(one_world: World) -> None:
    ref = reported(one_world)
    correct(one_world, ref, customer_contact=NEW["customer_contact"])
    assert "Saved. Only colleagues can read it" in one_world.owner.get(f"/issues/{ref}").words
