"""A photo has a page of its own, with the way to the others, for those who may see the issue."""

from push.model_fields import table_of
from tests.support.statements import statements
from tests.web.test_several_photos import of_sides, paths, ref_of, rows, send
from tests.web.world import World
from web.store.tables.issues import Photo

JPEG = table_of(Photo).c.jpeg.name
MOST_STATEMENTS = 4  # who is signed in, the issue, its photos, its site


def hrefs(world: World, path: str, relation: str) -> list[str]:
    page = world.colleague.get(path).page
    assert page is not None
    links = [one for one in page.root.iter("a") if one.attrib.get("rel") == relation]
    return [one.attrib["href"] for one in links]


def test_the_photos_of_an_issue_lead_to_one_another(world: World) -> None:
    ref = ref_of(send(world, of_sides(40, 50, 60)))
    base = f"/issues/{ref}/photos"
    issue = world.colleague.get(f"/issues/{ref}")
    assert [f"{base}/{number}" in issue.text for number in (1, 2, 3)] == [True] * 3
    for number, photo in enumerate(rows(world), 1):
        page = world.colleague.get(f"{base}/{number}")
        assert f"Photo {number} of 3" in page.words
        assert "Added by Ana Rothgeber, " in page.words
        assert paths(page) == [f"/photos/{photo.id}"]
    assert hrefs(world, f"{base}/1", "prev") == hrefs(world, f"{base}/3", "next") == []
    assert hrefs(world, f"{base}/2", "prev") == [f"{base}/1"]
    assert hrefs(world, f"{base}/2", "next") == [f"{base}/3"]


def test_the_one_photo_of_an_issue_has_no_way_to_others(world: World) -> None:
    ref = ref_of(send(world, of_sides(40)))
    page = world.owner.get(f"/issues/{ref}/photos/1")
    assert "You added it, " in page.words
    assert "Photo 1 of" not in page.words
    assert "Next" not in page.words


def test_a_photo_that_was_removed_says_so(world: World) -> None:
    ref = ref_of(send(world, of_sides(40, 50)))
    first, second = rows(world)
    for photo, words in ((second, "See the first photo"), (first, "Back to the issue")):
        world.owner.post(f"/issues/{ref}/photos/{photo.id}/remove")
        gone = world.owner.get(f"/issues/{ref}/photos/2")
        assert gone.status == 404
        assert "This photo is not here any more" in gone.words
        assert words in gone.words


def test_who_may_not_see_the_issue_learns_nothing_of_its_photos(world: World) -> None:
    ref = ref_of(send(world, of_sides(40)))
    known, unknown = (world.stranger.get(f"/issues/{one}/photos/1") for one in (ref, "ZZZZ"))
    assert known.status == unknown.status == 404
    assert known.words == unknown.words
    assert world.nobody.get(f"/issues/{ref}/photos/1").status == 303


def test_it_takes_few_statements_however_many_photos_there_are(world: World) -> None:
    ref = ref_of(send(world, of_sides(40, 50, 60, 70)))
    world.colleague.get(f"/issues/{ref}/photos/1")
    with statements(world.database) as seen:
        world.colleague.get(f"/issues/{ref}/photos/2")
    asked = [one for one in seen if " FROM " in one]
    assert len(asked) <= MOST_STATEMENTS, asked
    assert not [one for one in asked if JPEG in one.partition(" FROM ")[0]]
