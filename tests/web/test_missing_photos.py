"""Reports and answers never fall because of a photo: they are saved, and say which is missing."""

import json
import re
from io import BytesIO
from typing import Any

import pytest
from sqlmodel import select

from tests.web import pictures
from tests.web.answers import SAME_ORIGIN, Answer
from tests.web.world import World
from web.rules.missing_photos import MissingPhotos, MissingReason, advice, sentence
from web.rules.vocabulary import EventKind
from web.store.tables.issues import Event, Issue, Photo

GOOD, BAD = pictures.jpeg(), pictures.gif()
READ = "Photo 2 of 3 is missing: it could not be read."
JSON = {**SAME_ORIGIN, "Accept": "application/json"}
HTMX = {**SAME_ORIGIN, "HX-Request": "true"}


def form(world: World, *uploads: bytes, text: str = "Leak") -> dict[str, Any]:
    files = [(BytesIO(one), "p.jpg", "image/jpeg") for one in uploads]
    return {"text": text, "site_id": str(world.site.id), "photo": files}


def send(world: World, headers: dict[str, str], *uploads: bytes, **more: str) -> Answer:
    fields = form(world, *uploads) | {"key": "one-of-three"} | more
    return world.owner.fetch("POST", "/issues", headers, data=fields)


def events(world: World) -> list[Event]:
    with world.database.read() as session:
        missing = select(Event).where(Event.kind == EventKind.PHOTOS_MISSING)
        return list(session.exec(missing).all())


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        (MissingPhotos(2), None),
        (MissingPhotos(1, ((1, MissingReason.EMPTY),)), "The photo is missing: it was empty."),
        (MissingPhotos(3, ((2, MissingReason.UNREADABLE),)), READ),
        (
            MissingPhotos(4, ((1, MissingReason.LARGE), (3, MissingReason.LARGE))),
            "Photos 1 and 3 of 4 are missing: they are larger than 10 MB.",
        ),
        (
            MissingPhotos(2, ((1, MissingReason.HEIC), (2, MissingReason.HEIC))),
            (
                "None of the 2 photos arrived: they are in the iPhone format HEIC, which cannot "
                "be read here."
            ),
        ),
        (
            MissingPhotos(
                9,
                (
                    (1, MissingReason.SLOW),
                    (7, MissingReason.TOO_MANY),
                    (8, MissingReason.TOO_MANY),
                    (9, MissingReason.TOO_MANY),
                ),
            ),
            (
                "Photo 1 of 9 is missing: it took too long to read."
                " Photos 7 to 9 of 9 are missing: 6 can be sent at once."
            ),
        ),
        (
            MissingPhotos(1, ((1, MissingReason.DAY),), per_day=200),
            "The photo is missing: one person may send 200 photos in 24 hours.",
        ),
        (
            MissingPhotos(1, ((1, MissingReason.DAY),), per_day=1),
            "The photo is missing: one person may send 1 photo in 24 hours.",
        ),
        (
            MissingPhotos(1, ((1, MissingReason.DAY),), per_day=0),
            "The photo is missing: Own It takes no photos here.",
        ),
        (  # of an event from before it said the number
            MissingPhotos(1, ((1, MissingReason.DAY),)),
            "The photo is missing: one person can send no more in 24 hours.",
        ),
    ],
)
def test_the_sentence(missing: MissingPhotos, words: str | None) -> None:
    assert sentence(missing) == words
    assert MissingPhotos.from_data(json.loads(json.dumps(missing.as_data()))) == missing


@pytest.mark.parametrize("why", MissingReason)
def test_each_reason_has_a_sentence(why: MissingReason) -> None:
    assert sentence(MissingPhotos(2, ((1, why),)))
    assert advice(MissingPhotos(2, ((1, why), (2, why))))


def test_a_reason_of_a_newer_version_is_read() -> None:
    read = MissingPhotos.from_data({"total": 1, "missing": [[1, "hologram"]]})
    assert sentence(read) == "The photo is missing: it could not be read."


def test_whoever_sent_them_reads_how_many_and_that_more_can_go() -> None:
    photos = MissingPhotos(1, ((1, MissingReason.DAY),), per_day=200)
    sentence = "You have sent 200 photos in 24 hours. You can send more later."
    assert advice(photos).startswith(sentence)


def test_without_script_it_is_saved_and_its_page_says_which_is_missing(world: World) -> None:
    answer = world.owner.post("/issues", form(world, GOOD, BAD, GOOD))
    assert answer.status == 303, answer.words
    page = world.owner.get(answer.location)
    assert page.words.count(READ) == 1  # on top
    assert world.count(Photo) == 2
    assert world.colleague.get(answer.location).words.count(READ) == 1
    (event,) = events(world)
    assert event.actor_id == world.id("owner")


def test_a_tap_of_a_phone_is_done_and_its_answer_says_which_is_missing(world: World) -> None:
    first = send(world, JSON, GOOD, BAD, GOOD)
    assert first.status == 200
    assert json.loads(first.body)["sentence"] == READ
    again = send(world, JSON, GOOD, BAD, GOOD)  # its answer was lost
    assert json.loads(again.body) == json.loads(first.body)
    assert (world.count(Issue), world.count(Photo), len(events(world))) == (1, 2, 1)


def test_with_htmx_the_card_says_it(world: World) -> None:
    answer = send(world, HTMX, GOOD, BAD, GOOD)
    assert answer.status == 200
    assert READ in answer.words


@pytest.mark.parametrize("headers", [JSON, HTMX, SAME_ORIGIN], ids=["phone", "htmx", "plain"])
def test_an_answer_that_resolves_is_saved_too(world: World, headers: dict[str, str]) -> None:
    ref = world.report()
    fields = form(world, GOOD, BAD, GOOD) | {"key": "resolve-one", "seen": "1"}
    del fields["site_id"]
    answer = world.owner.fetch("POST", f"/issues/{ref}/resolve", headers, data=fields)
    assert answer.status in (200, 303), answer.words
    assert world.issue(ref).resolved_at is not None
    assert READ in world.owner.get(f"/issues/{ref}").words
    assert world.count(Photo) == 2
    if headers is JSON:
        assert json.loads(answer.body)["sentence"] == READ


@pytest.mark.parametrize(
    ("uploads", "sentence"),
    [
        ((BAD,), "That file is not a photo we can read."),
        (
            (b"", pictures.heic(), b""),
            (
                "Photos 1 and 3 of 3: Those photos are empty. Take or choose them again. "
                "Photo 2 of 3: That photo is in the iPhone format HEIC"
            ),
        ),
        ((pictures.bomb(),), "That photo has too many pixels."),
    ],
)
def test_nothing_but_bad_photos_brings_the_form_back(
    one_world: World, uploads: tuple[bytes, ...], sentence: str
) -> None:
    fields = form(one_world, *uploads, text="") | {"place": "Kitchen"}
    answer = one_world.owner.post("/issues", fields)
    assert answer.status == 422
    assert sentence in answer.words
    assert answer.form("/issues")["place"] == "Kitchen"
    assert one_world.count(Issue) == one_world.count(Event) == 0


def test_a_good_photo_beside_a_bad_one_needs_no_words(one_world: World) -> None:
    answer = one_world.owner.post("/issues", form(one_world, BAD, GOOD, text=""))
    assert answer.status == 303
    assert one_world.count(Photo) == 1
    assert "Photo 1 of 2 is missing" in one_world.owner.get(answer.location).words


@pytest.mark.parametrize("number", [7, 30])
def test_more_than_six_are_six(one_world: World, number: int) -> None:
    answer = one_world.owner.post("/issues", form(one_world, *[GOOD] * number))
    assert answer.status == 303
    assert one_world.count(Photo) == 6
    which = "Photo 7 of 7 is" if number == 7 else "Photos 7 to 30 of 30 are"
    page = one_world.owner.get(answer.location).words
    assert f"{which} missing: 6 can be sent at once." in page


def test_it_is_not_said_again_on_top_once_something_else_has_happened(one_world: World) -> None:
    answer = one_world.owner.post("/issues", form(one_world, BAD))
    ref = answer.location.removeprefix("/issues/").partition("?")[0]
    one_world.owner.act(ref, "note", text="Cable is loose")
    page = one_world.owner.get(f"/issues/{ref}")
    assert page.words.count("The photo is missing: it could not be read.") == 1


def test_customers_read_nothing_of_it(one_world: World) -> None:
    answer = one_world.owner.post("/issues", form(one_world, BAD))
    ref = answer.location.removeprefix("/issues/").partition("?")[0]
    shared = one_world.owner.act(ref, "share")
    assert shared.status == 303
    found = re.search(r"/s/[A-Za-z0-9_-]+", one_world.owner.get(f"/issues/{ref}/share").text)
    assert found is not None
    page = one_world.nobody.get(found[0])
    assert page.status == 200
    assert "could not be read" not in page.words
