"""Photos take neither the threads, nor the memory, nor the disk that others need."""

import json
from collections import namedtuple
from dataclasses import replace
from io import BytesIO
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

import pytest

from tests.web import pictures
from tests.web.answers import SAME_ORIGIN, Answer
from tests.web.world import World
from web.acts.images import uploads as images_uploads
from web.acts.images.uploads import OneFormAtATime
from web.config import Config, ConfigError
from web.rules.missing_photos import MissingReason
from web.rules.photo_limits import DEFAULT_LIMITS, PhotoLimits, PhotoUse, room
from web.store.tables.issues import Issue, Photo

JSON = {**SAME_ORIGIN, "Accept": "application/json"}
Disk = namedtuple("Disk", "total free")
LIMITS = PhotoLimits(per_day=10, total_bytes=1000, free_percent=10)


def send(world: World, how_many: int, key: str, text: str = "Leak", **more: str) -> Answer:
    uploads = [(BytesIO(pictures.jpeg()), "p.jpg", "image/jpeg") for _ in range(how_many)]
    form = {"text": text, "site_id": str(world.site.id), "key": key, "photo": uploads} | more
    return world.owner.fetch("POST", "/issues", JSON, data=form)


def said(answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.body)
    return found


def limit(world: World, **limits: int) -> None:
    usual = replace(DEFAULT_LIMITS, free_percent=0)
    config = replace(world.config, photo_limits=replace(usual, **limits))
    parts = world.app.extensions["ownit"]
    world.app.extensions["ownit"] = replace(parts, config=config)


@pytest.mark.parametrize(
    ("use", "most", "why"),
    [
        (PhotoUse(4, 0, None), 6, MissingReason.DAY),
        (PhotoUse(4, 999, 10.0), 6, MissingReason.DAY),
        (PhotoUse(8, 0, None), 2, MissingReason.DAY),
        (PhotoUse(12, 0, None), 0, MissingReason.DAY),
        (PhotoUse(0, 0, 9.9), 0, MissingReason.DISK),
        (PhotoUse(0, 1000, None), 0, MissingReason.TOTAL),
    ],
)
def test_room_by_how_things_stand(use: PhotoUse, most: int, why: MissingReason) -> None:
    assert room(LIMITS, use) == (most, why)


def test_settings_of_photos() -> None:
    assert Config.from_env({}).photo_limits == DEFAULT_LIMITS
    names = ("OWNIT_PHOTOS_PER_DAY", "OWNIT_PHOTOS_MB", "OWNIT_PHOTOS_FREE_PERCENT")
    found = Config.from_env(dict(zip(names, ("7", "8", "9"), strict=True))).photo_limits
    assert found == PhotoLimits(per_day=7, total_bytes=8_000_000, free_percent=9)
    for name in names:
        with pytest.raises(ConfigError, match=name):
            Config.from_env({name: "many"})


def test_photos_beyond_those_of_a_day_are_missing_and_the_words_are_saved(world: World) -> None:
    limit(world, per_day=3)
    assert send(world, 2, "first-report", "First").status == 200
    second = send(world, 3, "second-report", "Second")
    assert second.status == 200
    sentence = "Photos 2 and 3 of 3 are missing: one person may send 3 photos in 24 hours."
    assert said(second)["sentence"] == sentence
    assert sentence in world.owner.get(said(second)["url"]).words
    assert (world.count(Issue), world.count(Photo)) == (2, 3)
    world.clock.forward(hours=25)
    assert said(send(world, 2, "third-report", "Third"))["sentence"] is None
    assert world.count(Photo) == 5


def test_a_bad_photo_takes_no_place_of_a_good_one(world: World) -> None:
    limit(world, per_day=1)
    uploads = [(BytesIO(one), "p.jpg", "image/jpeg") for one in (b"x", pictures.jpeg())]
    form = {"text": "Leak", "site_id": str(world.site.id), "key": "one-of-two", "photo": uploads}
    answer = world.owner.fetch("POST", "/issues", JSON, data=form)
    assert said(answer)["sentence"] == "Photo 1 of 2 is missing: it could not be read."


def test_a_tap_that_was_refused_before_the_update_goes_without_its_photos(world: World) -> None:
    limit(world, per_day=0)
    answer = send(world, 1, "older-report", photos="leave")
    assert (answer.status, said(answer)["sentence"]) == (200, None)


def test_a_tap_that_comes_once_more_is_not_counted_against_itself(world: World) -> None:
    limit(world, per_day=2)
    first = send(world, 2, "first-report")
    assert said(send(world, 2, "first-report")) == said(first)
    assert world.count(Issue) == 1


def test_all_photos_together_have_a_limit(world: World) -> None:
    limit(world, total_bytes=1)
    assert send(world, 1, "first-report", "First").status == 200
    second = send(world, 1, "second-report", "Second")
    assert second.status == 200
    assert "Own It has no more room for photos" in said(second)["sentence"]
    assert (world.count(Issue), world.count(Photo)) == (2, 1)


def test_an_almost_full_disk_takes_words_but_no_photos(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(world, free_percent=10)
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: Disk(1000, 99))
    answer = send(world, 2, "first-report")
    assert answer.status == 200
    if world.database.is_sqlite:
        sentence = "None of the 2 photos arrived: Own It has almost no room left."
        assert said(answer)["sentence"] == sentence
        assert world.owner.get(said(answer)["url"]).words.count(sentence) == 1
    assert world.count(Photo) == (0 if world.database.is_sqlite else 2)  # its disk may be anywhere


def test_photos_alone_that_cannot_be_kept_bring_the_form_back(one_world: World) -> None:
    limit(one_world, per_day=0)
    upload = [(BytesIO(pictures.jpeg()), "p.jpg", "image/jpeg")]
    form = {"text": "", "place": "Kitchen", "site_id": str(one_world.site.id), "photo": upload}
    answer = one_world.owner.post("/issues", form)
    assert answer.status == 422
    assert "Write what you see" in answer.words
    assert answer.form("/issues")["place"] == "Kitchen"
    assert one_world.count(Issue) == 0


def test_who_sends_photos_while_others_of_theirs_are_read_comes_again(world: World) -> None:
    with images_uploads.turn(world.id("owner")):
        answer = send(world, 1, "patient-report")
        assert (answer.status, answer.headers["Retry-After"]) == (429, "5")
        assert "still being read" in said(answer)["sentence"]
        assert send(world, 0, "words-only", "Words").status == 200
    assert send(world, 1, "patient-report").status == 200
    assert world.count(Photo) == 1


def test_photos_of_too_many_people_come_again_too(world: World) -> None:
    enough, inside = Event(), []

    def wait(person_id: int) -> None:
        with images_uploads.turn(person_id):
            inside.append(person_id)
            enough.wait(30)

    threads = [Thread(target=wait, args=(-number,)) for number in (1, 2, 3)]
    for thread in threads:
        thread.start()
    try:
        while len(images_uploads._FORMS._waiting) < 2:
            assert all(thread.is_alive() for thread in threads)
        assert len(inside) == 1
        answer = send(world, 1, "patient-report")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    finally:
        enough.set()
        for thread in threads:
            thread.join()
    assert send(world, 1, "patient-report").status == 200


def test_a_person_has_one_turn_and_gets_it_back_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), images_uploads.turn(-7):
        raise ZeroDivisionError
    with images_uploads.turn(-7), pytest.raises(OneFormAtATime), images_uploads.turn(-7):
        pass
    with images_uploads.turn(-7):
        pass
    assert images_uploads._people == set()


def drawn_by(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Instead of the program that draws."""
    monkeypatch.setattr(images_uploads, "sys", SimpleNamespace(executable="/bin/sh"))
    monkeypatch.setattr(images_uploads, "COMMAND", ("-c", program))


def test_a_busy_machine_does_not_make_a_photo_a_bad_one(
    one_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images_uploads, "_PATIENCE", 0.2)
    drawn_by(monkeypatch, "exec sleep 60")
    assert send(one_world, 1, "patient-report").status == 503
    assert one_world.count(Issue) == 0


def test_a_photo_that_takes_too_much_of_the_processor_is_left_out(
    one_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn_by(monkeypatch, "kill -XCPU $$")  # as RLIMIT_CPU does
    answer = send(one_world, 1, "hostile-report")
    assert answer.status == 200
    assert said(answer)["sentence"] == "The photo is missing: it took too long to read."


def test_a_photo_whose_process_dies_is_left_out_and_logged(
    one_world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    drawn_by(monkeypatch, "echo no memory >&2; kill -KILL $$")
    answer = send(one_world, 1, "hostile-report")
    assert "could not be read" in said(answer)["sentence"]
    assert "ended with -9. no memory" in caplog.text
