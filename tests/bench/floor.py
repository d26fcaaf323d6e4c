"""The floor: the same answers, written by hand with raw SQL, a signed cookie and no checks.

Nobody should run this. It has no roles, no idempotency, no nudges and no history to speak
of; it says how fast Flask, SQLite and this machine are when nothing else is done.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, redirect, request, session
from flask.sessions import SecureCookieSessionInterface
from jinja2 import Environment
from werkzeug.wrappers import Response as AnyResponse

from tests.bench.shape import AT_HOME, HOME_ROWS, ISSUES, LINKS, OWNERS, WORDS, ref, token
from web.store.sqlite import driver

_TABLES = """
CREATE TABLE issue (id INTEGER PRIMARY KEY, ref TEXT UNIQUE, words TEXT, state TEXT,
  owner_id INTEGER, promise_at TEXT, version INTEGER);
CREATE INDEX mine ON issue (owner_id, promise_at);
CREATE TABLE event (id INTEGER PRIMARY KEY, issue_id INTEGER, kind TEXT, person TEXT, at TEXT);
CREATE INDEX of_issue ON event (issue_id);
CREATE TABLE link (token TEXT PRIMARY KEY, issue_id INTEGER);
"""
_OWN = """
UPDATE issue SET state = 'owned', owner_id = ?, promise_at = ?, version = version + 1
WHERE ref = ? AND owner_id IS NULL RETURNING *
"""
_PAGES = Environment(autoescape=True)
_CARD = _PAGES.from_string(
    "<div id=issue><h1>{{ issue.words }}</h1><p>{{ issue.ref }}: {{ issue.state }}, you own this."
    "<p>Hears from you by <time>{{ issue.promise_at }}</time><ol>"
    "{% for e in events %}<li>{{ e.person }}: {{ e.kind }} <time>{{ e.at }}</time>{% endfor %}"
    "</ol><form method=post action='/issues/{{ issue.ref }}/resolve'><textarea name=text>"
    "</textarea><button>Resolve</button></form></div>"
)
_HOME = _PAGES.from_string(
    "<!doctype html><title>Home</title><h1>Store 12</h1><ul>{% for i in issues %}<li>"
    "<a href='/issues/{{ i.ref }}'>{{ i.words }}</a><p>{{ i.state }} {{ i.promise_at }}"
    "{% endfor %}</ul>"
)
_STATUS = _PAGES.from_string(
    "<!doctype html><title>{{ issue.state }}</title><h1>Ana has this.</h1><p>You will hear more "
    "by <time>{{ issue.promise_at }}</time><ol>{% for e in events %}<li>{{ e.person }}: "
    "{{ e.kind }} <time>{{ e.at }}</time>{% endfor %}</ol>"
)


def create_app(path: str) -> Flask:
    app = Flask(__name__)
    app.secret_key = "the floor keeps no secrets"
    local = threading.local()

    def db() -> driver.Connection:
        if not hasattr(local, "db"):
            local.db = _connect(path)
        found: driver.Connection = local.db
        return found

    _add_acts(app, db)
    _add_pages(app, db)
    return app


def _connect(path: str) -> driver.Connection:
    db = driver.connect(path, timeout=5, isolation_level=None)
    db.row_factory = driver.Row
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    return db


def _add_acts(app: Flask, db: Callable[[], driver.Connection]) -> None:
    @app.post("/issues/<ref>/own")
    def own(ref: str) -> AnyResponse | str:
        me, at, promise = session["person"], *_times()
        db().execute("BEGIN IMMEDIATE")
        issue = db().execute(_OWN, (me, promise, ref)).fetchone()
        db().execute(
            "INSERT INTO event (issue_id, kind, person, at) VALUES (?, 'owned', 'Ana', ?)",
            (issue["id"], at),
        )
        db().execute("COMMIT")
        if "HX-Request" not in request.headers:
            return redirect(f"/issues/{ref}", 303)
        return _CARD.render(issue=issue, events=_events(db(), issue["id"]))

    @app.post("/issues")
    def report() -> AnyResponse:
        me, at, promise = session["person"], *_times()
        new = request.form["key"]
        db().execute("BEGIN IMMEDIATE")
        made = db().execute(
            "INSERT INTO issue (ref, words, state, owner_id, promise_at, version)"
            " VALUES (?, ?, 'owned', ?, ?, 1)",
            (new, request.form["text"], me, promise),
        )
        db().execute(
            "INSERT INTO event (issue_id, kind, person, at) VALUES (?, 'owned', 'Ana', ?)",
            (made.lastrowid, at),
        )
        db().execute("COMMIT")
        return redirect(f"/issues/{new}", 303)


def _add_pages(app: Flask, db: Callable[[], driver.Connection]) -> None:
    @app.get("/")
    def home() -> str:
        mine = "SELECT * FROM issue WHERE owner_id = ? ORDER BY promise_at LIMIT 25"
        return _HOME.render(issues=db().execute(mine, (session["person"],)).fetchall())

    @app.get("/s/<token>")
    def status(token: str) -> Response:
        query = "SELECT issue.* FROM link JOIN issue ON issue.id = issue_id WHERE token = ?"
        issue = db().execute(query, (token,)).fetchone()
        etag = f"{issue['id']}-{issue['version']}"
        if etag in request.if_none_match:
            return Response(status=304, headers={"ETag": f'"{etag}"'})
        page = _STATUS.render(issue=issue, events=_events(db(), issue["id"]))
        return Response(page, mimetype="text/html", headers={"ETag": f'"{etag}"'})

    @app.get("/readyz")
    def ready() -> Response:
        return jsonify(ready=True)


def _events(db: driver.Connection, issue_id: int) -> list[Any]:
    query = "SELECT * FROM event WHERE issue_id = ? ORDER BY id"
    return db.execute(query, (issue_id,)).fetchall()


def _times() -> tuple[str, str]:
    now = datetime.now(UTC)
    return now.isoformat(), (now + timedelta(hours=2)).isoformat()


def fill(path: Path) -> None:
    """The same issues as in the real store: most unowned, some of the person at home."""
    at, promise = _times()
    with driver.connect(path) as db:
        db.executescript(_TABLES)
        for number in range(ISSUES):
            owner = AT_HOME if number < HOME_ROWS else None
            state = "owned" if owner else "unowned"
            row = (number + 1, ref(number), WORDS, state, owner, promise)
            db.execute("INSERT INTO issue VALUES (?, ?, ?, ?, ?, ?, 1)", row)
            seen = (number + 1, "reported", "Ana", at)
            db.execute("INSERT INTO event VALUES (NULL, ?, ?, ?, ?)", seen)
        for number in range(LINKS):
            db.execute("INSERT INTO link VALUES (?, ?)", (token(number), number + 1))
            for kind in ("owned", "customer_told", "customer_told"):
                done = (number + 1, kind, "Ana", at)
                db.execute("INSERT INTO event VALUES (NULL, ?, ?, ?, ?)", done)
    db.close()


def cookies(app: Flask) -> list[str]:
    """A signed cookie for each owner, and one for the person at home, who comes last."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer
    return [
        f"session={signer.dumps({'person': who})!s}" for who in (*range(1, OWNERS + 1), AT_HOME)
    ]
