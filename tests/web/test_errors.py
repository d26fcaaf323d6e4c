"""Whatever goes wrong: a sentence for people, as a page and as a card, and no secret in a log."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import psycopg
import pytest
from flask import Response, abort
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from tests.support.versions import NEWER, set_version
from tests.web.answers import HTMX, Answer
from tests.web.world import World
from web.acts.core.issue_rows import ConcurrentChange
from web.http.access import for_everybody
from web.http.idempotency import FormReused
from web.http.readiness import EVERY
from web.http.sentences import _FAULTS_OF_A_LOOK, _UPDATING_A_LOOK, OF_A_LOOK, OF_AN_ACT
from web.store.engine import WRITE_SECONDS
from web.store.errors import NotFound
from web.store.sqlite import driver

WAYS = {"page": {}, "card": HTMX}
METHODS = {"GET": OF_A_LOOK, "POST": OF_AN_ACT}
LOCKED = OperationalError("UPDATE", {}, driver.OperationalError("database is locked"))
# The last is its sentence, where its status has not one already.
RAISED = [
    (NotFound(), 404, None),
    (ConcurrentChange(), 503, None),
    (FormReused("K7F3"), 422, "This form was already sent, with other words."),
    (LOCKED, 503, None),
    (ZeroDivisionError("secret detail"), 500, None),
    (MemoryError(), 500, None),
]


def break_with(world: World, failing: Callable[[], Response]) -> None:
    world.app.view_functions["shell.offline"] = for_everybody(failing)
    world.app.view_functions["door.claim"] = for_everybody(lambda token: failing())


def look(world: World, way: str) -> Answer:
    return world.nobody.get("/offline", WAYS[way])


def send(world: World, way: str, method: str) -> Answer:
    return look(world, way) if method == "GET" else world.nobody.post("/join/x", headers=WAYS[way])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("status", OF_AN_ACT)
def test_each_status_has_its_sentence(one_world: World, status: int, way: str, method: str) -> None:
    break_with(one_world, lambda: abort(status))
    answer = send(one_world, way, method)
    assert answer.status == status
    assert METHODS[method][status] in answer.words
    assert ("<html" in answer.text) is (way == "page")
    assert ('id="issue"' in answer.text) is (way == "card")


@pytest.mark.parametrize("status", [406, 418, 451, 501, 502, 504])
def test_a_rare_status_has_a_sentence_too(one_world: World, status: int) -> None:
    break_with(one_world, lambda: abort(status))
    answer = look(one_world, "page")
    assert answer.status == status
    assert OF_A_LOOK[500 if status >= 500 else 400] in answer.words


def test_whoever_only_looked_is_told_of_nothing_that_was_not_saved() -> None:
    """Nor sent to look whether it was."""
    for sentence in (*OF_A_LOOK.values(), *_FAULTS_OF_A_LOOK.values(), _UPDATING_A_LOOK):
        for word in ("saved", "not done", "changed", "you typed"):
            assert word not in sentence


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("error", "status", "sentence"), RAISED, ids=lambda one: str(one)[:12])
def test_each_failure_has_its_sentence(
    one_world: World,
    way: str,
    method: str,
    error: Exception,
    status: int,
    sentence: str | None,
) -> None:
    def failing() -> Response:
        raise error

    break_with(one_world, failing)
    answer = send(one_world, way, method)
    assert answer.status == status
    assert (sentence or METHODS[method][status]) in answer.words
    assert "secret detail" not in answer.text
    assert ("Retry-After" in answer.headers) is (status == 503)


def test_a_crash_can_be_found_again_in_the_log(
    one_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    break_with(one_world, lambda: Response(str(1 / 0)))
    answer = look(one_world, "page")
    incident = answer.words.partition("quote the number ")[2].split(".")[0]
    assert len(incident) == 8
    (line,) = [one for one in caplog.records if incident in one.getMessage()]
    assert line.exc_info is not None
    assert line.levelno == logging.ERROR


@pytest.mark.parametrize("status", [404, 500, 503])
def test_even_a_broken_error_page_answers(one_world: World, status: int) -> None:
    environment = one_world.app.jinja_env
    environment.globals["asset"] = lambda _path: 1 / 0
    assert environment.cache is not None
    environment.cache.clear()  # templates that are loaded have the old one
    break_with(one_world, lambda: abort(status))
    found = one_world.nobody.client.get("/offline")
    assert found.status_code == status
    assert "It is not your fault." in found.text
    assert "Content-Security-Policy" in found.headers


def test_a_path_that_does_not_exist(one_world: World) -> None:
    for path in ("/nothing", "/issues/ZZZZ", "/static/x/y", "/icons/nope.png", "/%00", "/wp.php"):
        answer = one_world.owner.get(path)
        assert answer.status == 404
        assert OF_A_LOOK[404] in answer.words


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_page_that_can_only_be_looked_at(one_world: World, method: str) -> None:
    answer = one_world.owner.fetch(method, "/me", {"Sec-Fetch-Site": "same-origin"})
    assert answer.status == 405
    assert "GET" in answer.headers["Allow"]
    assert OF_AN_ACT[405] in answer.words


JSON = [
    ("text/plain", "{}", 415),
    ("application/json", "", 422),
    ("application/json", "{", 422),
    ("application/json", "[]", 422),
    ("application/json", "null", 422),
    ("application/json", '{"receipt": "12345678", "what": "eaten"}', 422),
    ("application/json", '{"receipt": "12345678", "what": "shown", "more": 1}', 422),
    ("application/json", '{"receipt": 12345678, "what": "shown"}', 422),
    ("application/json", "[" * 20_000, 422),
    ("application/json", '"' + "x" * 70_000 + '"', 413),
]


@pytest.mark.parametrize(("kind", "body", "status"), JSON)
def test_json_that_is_not_as_it_should_be(
    one_world: World, kind: str, body: str, status: int
) -> None:
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": kind}
    answer = one_world.nobody.fetch("POST", "/push/receipts", headers, data=body)
    assert answer.status == status


@contextmanager
def locked(world: World, ref: str) -> Iterator[None]:
    """Somebody else's transaction holds what an act on this issue needs."""
    if world.database.is_sqlite:
        path = make_url(str(world.database.engine.url)).database
        other = driver.connect(path or "", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.close()
        return
    url = world.database.engine.url.set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False)) as other_pg:
        other_pg.execute("SELECT 1 FROM issue WHERE ref = %s FOR UPDATE", (ref,))
        yield
        other_pg.rollback()


@pytest.mark.slow
def test_a_locked_database_says_so_in_time_and_takes_the_tap_later(world: World) -> None:
    ref = world.unowned()
    with locked(world, ref):
        began = monotonic()
        answer = world.owner.act(ref, "own", htmx=True, key="patient-tap")
        waited = monotonic() - began
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "5"
        assert "Check whether it was saved" in answer.words
        assert WRITE_SECONDS - 1 < waited < WRITE_SECONDS + 2
        assert world.owner.get(f"/issues/{ref}").status == 200
    assert world.owner.act(ref, "own", htmx=True, key="patient-tap").status == 200
    assert world.issue(ref).owner_id == world.id("owner")


def test_monitors_are_told(one_world: World) -> None:
    assert one_world.nobody.get("/healthz").text == '{"ok":true}\n'
    assert one_world.nobody.get("/readyz").status == 200
    set_version(one_world.database, NEWER)
    assert one_world.nobody.get("/readyz").status == 200  # as it was a moment ago
    one_world.app.extensions["ownit-readiness"].tick = lambda: monotonic() + EVERY
    assert one_world.nobody.get("/readyz").status == 503
    assert one_world.nobody.get("/healthz").status == 200


def test_no_log_holds_a_secret(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Also when what holds it fails in the middle."""
    caplog.set_level(logging.DEBUG)
    ref = world.report()
    status = world.shared(ref)
    page = world.owner.post("/me/link").text
    join = "/join/" + page.partition("http://localhost/join/")[2][:43]
    world.nobody.get(status)
    for endpoint in ("status.status", "door.join", "door.claim"):
        world.app.view_functions[endpoint] = for_everybody(_broken)
    answers = [world.nobody.get(status), world.nobody.get(join), world.nobody.post(join, key="")]
    assert {one.status for one in answers} == {500}
    secrets = [status[3:], join[6:], *world.tokens.values()]
    said = caplog.text
    assert "Incident" in said
    assert [one for one in secrets if one in said] == []


def _broken(token: str) -> str:
    raise RuntimeError("broken")


@pytest.mark.parametrize(
    ("error", "status"), [(NotFound(), 404), (LOCKED, 503), (ZeroDivisionError(), 500)]
)
def test_what_fails_while_an_error_is_answered_is_answered_itself(
    one_world: World, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    """A handler shows the page again, for which it looks into the database."""

    def failing(*_: object, **__: object) -> Response:
        raise error

    ref = one_world.report()
    monkeypatch.setattr("web.pages.issues.issue_card", failing)
    answer = one_world.owner.act(ref, "note", text="")
    assert answer.status == status
    assert OF_AN_ACT[status] in answer.words


def test_a_bad_form_says_nothing_of_an_issue_that_is_not_theirs(one_world: World) -> None:
    ref = one_world.report()
    answer = one_world.stranger.act(ref, "note", text="")
    assert answer.status == 404
    assert ref not in answer.text
