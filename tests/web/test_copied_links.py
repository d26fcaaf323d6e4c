"""Links as they are copied out of a sentence: with what stood behind them."""

import pytest

from tests.web.world import World
from web.urls import without_appended

COPIED = ["{}/", "{}.", "{})", "{},", "{}).", "{}/)", "{}%20", "{}%0A", "{}%C2%A0", "{}”", "{}%5D/"]


@pytest.mark.parametrize("around", COPIED)
def test_a_page_is_found_with_what_stood_behind_its_address(one_world: World, around: str) -> None:
    ref = one_world.report()
    paths = (f"/issues/{ref}", f"/issues/{ref}/ask", f"/steps/{one_world.ask()}", "/me", "/issues")
    for path in paths:
        answer = one_world.owner.get(around.format(path) + "?page=2")
        if answer.status == 303:
            assert answer.location == f"{path}?page=2"
            answer = one_world.owner.get(answer.location)
        assert answer.status == 200, path


NOT_COPIED = ["/", "//", "/..", "//evil.example/", "/\\evil.example/", "/K7M4", "/a-", "/a_"]


@pytest.mark.parametrize("path", NOT_COPIED)
def test_nothing_is_left_off_what_is_an_address_or_leads_away(path: str) -> None:
    assert without_appended(path) is None


def test_what_is_nowhere_is_said_to_be_nowhere(one_world: World) -> None:
    assert one_world.owner.get("/nowhere").status == 404
    assert one_world.owner.get("/nowhere/").status == 404
    assert one_world.owner.post("/me/").status == 404
    assert one_world.owner.get("/me/", {"Accept": "application/json"}).status == 404
