"""Several photos go with one form, in their order, each with a small copy."""

from io import BytesIO

from PIL import Image
from sqlmodel import col, select

from tests.web import pictures
from tests.web.answers import Answer
from tests.web.world import World
from web.store.tables.issues import Photo

Upload = tuple[BytesIO, str, str]
SIDES = (40, 50, 60, 70, 80, 90)


def uploads(*contents: bytes) -> list[Upload]:
    return [(BytesIO(one), "p.jpg", "image/jpeg") for one in contents]


def of_sides(*sides: int) -> list[Upload]:
    return uploads(*(pictures.jpeg(side, side) for side in sides))


def send(world: World, photos: list[Upload], text: str = "Leak", **more: str) -> Answer:
    fields = {"text": text, "site_id": str(world.site.id)} | more
    return world.owner.post("/issues", fields | {"photo": photos})


def ref_of(answer: Answer) -> str:
    assert answer.status == 303, answer.words
    return answer.location.removeprefix("/issues/").partition("?")[0]


def rows(world: World) -> list[Photo]:
    with world.database.read() as session:
        return list(session.exec(select(Photo).order_by(col(Photo.at))).all())


def side(jpeg: bytes) -> int:
    return Image.open(BytesIO(jpeg), formats=("JPEG",)).size[0]


def paths(page: Answer) -> list[str]:
    """The photos that a page shows, in its order."""
    assert page.page is not None
    small = [one.attrib["src"] for one in page.page.root.iter("img")]
    return [one.removesuffix("/small") for one in small if one.startswith("/photos/")]


def test_six_photos_go_with_a_report_and_stay_in_their_order(world: World) -> None:
    ref = ref_of(send(world, of_sides(*SIDES)))
    assert [side(row.jpeg) for row in rows(world)] == list(SIDES)
    times = [row.at for row in rows(world)]
    assert times == sorted(set(times)), "their order would be the database’s"
    shown = paths(world.colleague.get(f"/issues/{ref}"))
    assert [side(world.colleague.get(path).body) for path in shown] == list(SIDES)


def test_photos_that_come_later_stand_behind_the_first(world: World) -> None:
    ref = ref_of(send(world, of_sides(40, 50)))
    world.clock.forward(minutes=1)
    settled = {"text": "Mended", "photo": of_sides(60, 70)}
    assert world.owner.act(ref, "resolve", **settled).status == 303
    shown = paths(world.owner.get(f"/issues/{ref}"))
    assert [side(world.owner.get(path).body) for path in shown] == [40, 50, 60, 70]


def test_pages_show_the_small_copy_and_lead_to_the_photo(world: World) -> None:
    ref = ref_of(send(world, uploads(pictures.jpeg(1200, 900))))
    page = world.colleague.get(f"/issues/{ref}")
    assert page.page is not None
    (link,) = paths(page)
    images = [one.attrib["src"] for one in page.page.root.iter("img")]
    assert images == [f"{link}/small"]
    small = world.colleague.get(f"{link}/small")
    assert side(small.body) == 320
    assert side(world.colleague.get(link).body) == 1200
    assert small.headers["Ownit-Keep"] == "1"
    assert small.headers["Cache-Control"] == "private, max-age=3600"
    assert small.headers["Content-Type"] == "image/jpeg"
    assert "Ownit-Keep" not in world.colleague.get(link).headers


def test_the_small_copy_is_as_closed_as_the_photo(world: World) -> None:
    ref = ref_of(send(world, of_sides(40)))
    (link,) = paths(world.owner.get(f"/issues/{ref}"))
    for path in (link, f"{link}/small"):
        assert world.stranger.get(path).status == 404
        assert world.nobody.get(path).status == 303


def test_a_photo_without_a_small_copy_is_shown_itself(world: World) -> None:
    ref = ref_of(send(world, of_sides(90)))
    with world.database.write() as session:
        session.exec(select(Photo)).one().small = None
    (link,) = paths(world.owner.get(f"/issues/{ref}"))
    assert world.owner.get(f"{link}/small").body == world.owner.get(link).body


def test_a_helper_sees_the_small_copies_in_the_brief(world: World) -> None:
    ref = ref_of(send(world, of_sides(40, 50)))
    step = world.ask(ref)
    text = world.colleague.get(f"/steps/{step}").text
    assert text.count('/small"') == 2


def test_several_good_photos_have_to_be_chosen_again(one_world: World) -> None:
    answer = send(one_world, of_sides(40, 50), urgency="yesterday")
    assert answer.status == 422
    assert "The photos have to be chosen again." in answer.words


def test_a_field_left_alone_is_no_photo(world: World) -> None:
    ref = ref_of(send(world, [(BytesIO(b""), "", "application/octet-stream")]))
    assert world.issue(ref).words == "Leak"
    assert world.count(Photo) == 0
