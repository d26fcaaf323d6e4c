"""Whatever goes wrong, in one JSON sentence for who prefers that; never a page to a script."""

import pytest
from flask import abort

from tests.web.answers import SAME_ORIGIN
from tests.web.queued import JSON, Phone, content
from tests.web.test_errors import break_with
from tests.web.world import World
from web.http.sentences import OF_A_LOOK, OF_AN_ACT


@pytest.mark.parametrize("status", OF_A_LOOK)
def test_errors_are_json_for_who_asks_for_it(one_world: World, status: int) -> None:
    break_with(one_world, lambda: abort(status))
    answer = one_world.nobody.get("/offline", JSON)
    assert answer.status == status
    assert content(answer) == {"sentence": OF_A_LOOK[status]}


@pytest.mark.parametrize(
    ("accept", "is_json"),
    [
        ("application/json", True),
        ("application/json, text/html;q=0.5", True),
        ("text/html, application/json;q=0.9", False),
        ("text/html,application/xhtml+xml,*/*;q=0.8", False),
        ("*/*", False),
        ("", False),
        ("nonsense/", False),
    ],
)
def test_what_a_request_prefers(one_world: World, accept: str, is_json: bool) -> None:
    answer = one_world.owner.get("/issues/NONE", {"Accept": accept})
    assert answer.status == 404
    assert (answer.page is None) is is_json


def test_too_large(one_world: World) -> None:
    ref = one_world.report()
    answer = Phone(one_world).act(ref, "note", text="x" * 70_000)
    assert answer.status == 413
    assert set(content(answer)) == {"sentence"}


def test_a_crash_is_json_too_and_says_nothing_else(
    one_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = one_world.report()
    monkeypatch.setattr("web.acts.issues.lifecycle.append_event", lambda *_, **__: 1 / 0)
    answer = Phone(one_world).act(ref, "note", text="x")
    assert answer.status == 500
    assert content(answer) == {"sentence": OF_AN_ACT[500]}
    assert "Ownit-Person" not in answer.headers


def test_from_another_site(one_world: World) -> None:
    ref = one_world.report()
    headers = JSON | SAME_ORIGIN | {"Sec-Fetch-Site": "cross-site"}
    answer = one_world.owner.fetch("POST", f"/issues/{ref}/note", headers)
    assert (answer.status, content(answer)) == (403, {"sentence": OF_AN_ACT[403]})
