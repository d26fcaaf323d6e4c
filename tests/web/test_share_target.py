"""What another app shares and no service worker takes: nothing of it is read, nothing is done."""

import json
from io import BytesIO

import pytest

from tests.web import pictures
from tests.web.world import World
from web.store.tables.issues import Issue, Photo

WAYS: tuple[dict[str, str], ...] = (
    {},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Origin": "null"},
)


@pytest.mark.parametrize("headers", WAYS)
@pytest.mark.parametrize("persona", ["owner", ""])
def test_it_answers_to_anybody_and_does_nothing(
    one_world: World, persona: str, headers: dict[str, str]
) -> None:
    photo = (BytesIO(pictures.jpeg()), "p.jpg", "image/jpeg")
    fields = {"text": "Leak", "title": "x", "url": "https://example.org", "photo": photo}
    answer = one_world.browser(persona).fetch("POST", "/share-target", headers, data=fields)
    assert (answer.status, answer.location) == (303, "/issues/new?shared=lost")
    assert answer.headers.getlist("Set-Cookie") == []
    assert one_world.count(Issue) == one_world.count(Photo) == 0


def test_a_large_share_is_not_read(one_world: World) -> None:
    answer = one_world.nobody.fetch("POST", "/share-target", data=b"x" * 200_000)
    assert answer.status == 303


def test_the_report_says_that_it_was_lost(one_world: World) -> None:
    said = "What you shared did not arrive."
    assert said in one_world.owner.get("/issues/new?shared=lost").words
    assert "hidden" in _tag(one_world.owner.get("/issues/new").text, "shared-lost")


def test_whoever_is_signed_out_is_told_why_they_must_sign_in(one_world: World) -> None:
    answer = one_world.nobody.get("/issues/new?shared=lost")
    assert answer.status == 303
    assert "To share something with Own It" in one_world.nobody.get(answer.location).words
    assert "To share something with Own It" not in one_world.nobody.get("/sign-in").words


def test_only_looking_elsewhere_is_as_closed_as_before(one_world: World) -> None:
    """The exception is this route's, not that of its method, its address, or its fields."""
    for path in ("/issues", "/share-target/x", "/sign-out"):
        answer = one_world.owner.fetch("POST", path, {"Sec-Fetch-Site": "cross-site"})
        assert answer.status == 403, path
    for method in ("GET", "PUT", "DELETE"):
        assert one_world.owner.fetch(method, "/share-target").status in (403, 405)


def test_the_manifest_offers_it_to_other_apps(one_world: World) -> None:
    manifest = one_world.nobody.get("/manifest.webmanifest")
    target = json.loads(manifest.body)["share_target"]
    assert (target["action"], target["method"]) == ("/share-target", "POST")
    assert target["enctype"] == "multipart/form-data"
    assert target["params"]["files"] == [{"name": "photo", "accept": ["image/*"]}]


def _tag(page: str, element_id: str) -> str:
    """The element's opening tag."""
    before, _, after = page.partition(f'id="{element_id}"')
    return before.rpartition("<")[2] + after.partition(">")[0]
