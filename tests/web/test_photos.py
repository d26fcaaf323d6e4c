"""A photo goes in as it is and comes out as a plain JPEG, for those who may see its issue."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from tests.web import pictures
from tests.web.answers import Answer
from tests.web.world import World
from web.acts.images import uploads
from web.acts.images.uploads import BadPhoto, reencode
from web.rules.missing_photos import MissingReason
from web.store.tables.issues import Issue, Photo


def send(world: World, upload: bytes, name: str = "p.jpg", **typed: str) -> Answer:
    fields = {"text": "", "site_id": str(world.site.id)} | typed
    return world.owner.post("/issues", fields | {"photo": (BytesIO(upload), name, "image/jpeg")})


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(BytesIO(jpeg), formats=("JPEG",))


def test_a_photo_says_it_without_words(world: World) -> None:
    answer = send(world, pictures.jpeg(), "../../etc/passwd.jpg")
    assert answer.status == 303
    page = world.owner.get(answer.location.partition("?")[0])
    assert "A photo, no words" in page.words
    path = "/photos/" + page.text.partition('src="/photos/')[2].partition("/small")[0]
    shown = world.colleague.get(path)
    assert shown.status == 200
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Content-Disposition"] == 'inline; filename="photo.jpg"'
    assert opened(shown.body).size == (60, 40)
    assert world.stranger.get(path).status == 404
    assert world.nobody.get(path).status == 303


def test_where_and_with_what_it_was_taken_is_gone() -> None:
    before, after = pictures.jpeg(), reencode(pictures.jpeg()).full
    for canary in (b"Exif", b"Canary Cameras", b"canary comment"):
        assert canary in before
        assert canary not in after
    picture = opened(after)
    assert dict(picture.getexif()) == {}
    assert not {"exif", "comment", "icc_profile"} & set(picture.info)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_it_stands_upright(orientation: int) -> None:
    picture = opened(reencode(pictures.jpeg(orientation=orientation)).full)
    is_turned = orientation in (6, 8)
    assert picture.size == ((40, 60) if is_turned else (60, 40))
    red = {1: (5, 20), 3: (55, 20), 6: (20, 5), 8: (20, 55)}[orientation]
    pixel = picture.getpixel(red)
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200 > 60 > pixel[2]


@pytest.mark.parametrize("make", [pictures.png, pictures.webp])
def test_png_and_webp_become_jpeg(make: Callable[[], bytes]) -> None:
    assert opened(reencode(make()).full).format == "JPEG"


def test_a_large_photo_becomes_small() -> None:
    photo = reencode(pictures.jpeg(4000, 3000))
    assert opened(photo.full).size == (1600, 1200)
    assert opened(photo.small).size == (320, 240)


def test_what_hides_behind_a_photo_stays_behind() -> None:
    photo = reencode(pictures.polyglot())
    for after in (photo.full, photo.small):
        assert b"script" not in after
        assert b"canary" not in after


@pytest.mark.parametrize(
    "upload",
    [
        pictures.gif(),
        pictures.jpeg()[:300],  # in its EXIF
        pictures.png()[:40],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"not a picture at all",
    ],
    ids=["gif", "truncated jpeg", "truncated png", "svg", "text"],
)
def test_what_is_no_photo_is_refused(upload: bytes) -> None:
    with pytest.raises(BadPhoto, match=MissingReason.UNREADABLE):
        reencode(upload)


@pytest.mark.parametrize(
    ("upload", "why"),
    [
        (b"", MissingReason.EMPTY),
        (pictures.heic(), MissingReason.HEIC),
        (pictures.heic().replace(b"heic", b"avif"), MissingReason.AVIF),
        (pictures.bomb(), MissingReason.PIXELS),
    ],
)
def test_why_it_cannot_be_used(upload: bytes, why: MissingReason) -> None:
    with pytest.raises(BadPhoto, match=why):
        reencode(upload)


def test_a_panorama_of_12000_pixels_is_kept() -> None:
    photo = reencode(pictures.jpeg(12_000, 4_000))
    assert opened(photo.full).size == (1600, 533)
    assert opened(photo.small).size == (320, 107)


def test_a_photo_over_ten_megabytes_is_refused_in_its_form(one_world: World) -> None:
    answer = send(one_world, b"\xff\xd8" + b"\xff" * uploads.MOST_BYTES)
    assert answer.status == 422
    assert "That photo is larger than 10 MB." in answer.words


def test_a_request_far_too_large_is_not_read(one_world: World) -> None:
    answer = send(one_world, b"\xff" * (7 * uploads.MOST_BYTES + 1), text="Leak")
    assert answer.status == 413
    assert "That is too large." in answer.words
    assert one_world.count(Issue) == 0


def test_a_form_without_photo_may_weigh_little(one_world: World) -> None:
    ref = one_world.report()
    answer = one_world.owner.act(ref, "note", text="x" * 70_000)
    assert answer.status == 413


def test_a_mistake_beside_a_good_photo_says_that_it_is_to_be_chosen_again(
    one_world: World,
) -> None:
    answer = send(one_world, pictures.jpeg(), text="Leak", urgency="yesterday")
    assert answer.status == 422
    assert "The photo has to be chosen again." in answer.words


def test_the_same_photo_sent_twice_is_one_issue(world: World) -> None:
    def once_more() -> Answer:
        fields = {"text": "", "site_id": str(world.site.id)}
        photo = (BytesIO(pictures.jpeg()), "p.jpg", "image/jpeg")
        return world.owner.post("/issues", fields | {"photo": photo}, key="photo-of-ana")

    first, second = once_more(), once_more()
    assert first.location == second.location
    assert world.count(Issue) == world.count(Photo) == 1
