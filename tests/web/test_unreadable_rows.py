"""A value in the database that nobody can read costs itself, not the page that would show it."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import text as sql

from tests.web.answers import Browser
from tests.web.world import World
from web.rules.policies import SHIPPED
from web.rules.vocabulary import Trigger
from web.store import policies

Open = Callable[[], list[Browser]]

# Of each kind of value one that is none of it.
NONSENSE = {
    "people": 3,
    "helper": "x",
    "step": [1],
    "former_owner": [],
    "for_owner": {},
    "when": "never",
    "introduction": "?",
    "decline_reason": "?",
    "reason": "?",
    "silent": "?",
    "undone": "?",
    "field": "?",
    "was": 1,
    "missing": 4,
    "added": "x",
    "updates": 7,
    "key": 5,
}
TIMES = ["9999-12-31 23:59:59.999999", "0001-01-01 00:00:00.000000", "yesterday", 17]
DATA = [
    "{broken",
    "null",
    "[]",
    "3",
    "{}",
    json.dumps(NONSENSE),
    '{"when": "9999-12-31T23:59:59+00:00"}',
    '{"when": "0001-01-01T00:00:00+00:00"}',
    '{"when": "2026-11-30T10:00:00"}',
]
OF_ISSUE = ("promise_at", "promised_at", "owned_at", "created_at", "touched_at")
OF_STEP = ("asked_at", "answer_by", "accepted_at")


def walked(world: World) -> tuple[str, str]:
    """An issue with a bit of everything, and its customer's page."""
    ref = world.report()
    world.advance()
    status = world.shared(ref)
    world.owner.act(ref, "update", what="told", text="Soon.", by="60", release="yes")
    world.walking(ref)
    world.ask(ref, "lead")
    world.owner.act(ref, "note", text="Oak is out of stock.")
    with world.database.write() as session:
        for name in session.connection().execute(
            sql("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")
        ):
            session.connection().execute(sql(f"DROP TRIGGER {name[0]}"))
    return ref, status


def put(world: World, table: str, column: str, value: object) -> None:
    change = f"UPDATE {table} SET {column} = :value WHERE {column} IS NOT NULL"
    with world.database.write() as session:
        session.connection().execute(sql(change), {"value": value})


def see_all(world: World, ref: str, status: str) -> None:
    of_issue = [f"/issues/{ref}{form}" for form in ("", "/ask", "/share", "/correct")]
    lists = ["/", "/issues", "/search?q=till", "/me/shift/end", "/me"]
    for who, pages in (
        (world.owner, [*lists, *of_issue]),
        (world.colleague, ["/", "/helped", "/steps/1"]),
        (world.lead, ["/", "/site", "/steps/2"]),
    ):
        for page in pages:
            assert who.get(page).status < 500, page
    assert world.lead.get(f"/issues/{ref}/customer-data/copy").status == 200
    assert world.nobody.get(status).status == 200


@pytest.mark.parametrize("kind", ["sung", ""])
def test_an_event_of_an_unknown_kind(one_world: World, kind: str) -> None:
    ref, status = walked(one_world)
    put(one_world, "event", "kind", kind)
    see_all(one_world, ref, status)
    shown = one_world.owner.get(f"/issues/{ref}").words
    assert "Something was done here that this version can’t show." in shown
    assert "Oak is out of stock." in shown


@pytest.mark.parametrize("data", DATA)
def test_an_events_data(one_world: World, data: str) -> None:
    ref, status = walked(one_world)
    put(one_world, "event", "data", data)
    see_all(one_world, ref, status)


@pytest.mark.parametrize("time", TIMES)
def test_a_time(one_world: World, time: object) -> None:
    ref, status = walked(one_world)
    for table, columns in (
        ("event", ("at", "tapped_at")),
        ("issue", OF_ISSUE),
        ("step", OF_STEP),
        ("person", ("on_shift_until", "created_at")),
        ("site", ("created_at",)),
    ):
        for column in columns:
            put(one_world, table, column, time)
    see_all(one_world, ref, status)


def test_a_reason_to_decline(one_world: World) -> None:
    ref, status = walked(one_world)
    assert one_world.lead.post("/steps/2/decline", {"why": "busy"}).status == 303
    put(one_world, "step", "decline_reason", "?")
    see_all(one_world, ref, status)


def test_opening_hours_and_a_ladder(one_world: World) -> None:
    ref, status = walked(one_world)
    with one_world.database.write() as session:
        session.connection().execute(sql("UPDATE site SET opening_hours = '{broken'"))
    see_all(one_world, ref, status)
    assert one_world.admin.get(f"/settings/sites/{one_world.site.id}").status == 200


@pytest.mark.parametrize("steps", ["{broken", "null", "{}", "[7]", '[{"after": "x"}]'])
def test_a_spoilt_ladder_is_as_shipped(one_world: World, steps: str) -> None:
    site_id, admin = one_world.site.id, one_world.id("admin")
    with one_world.database.write() as session:
        session.connection().execute(
            sql(
                "INSERT INTO policy (site_id, trigger, version, steps, made_at, made_by)"
                " VALUES (:site, 'promise', 1, :steps, '2026-01-01 00:00:00.000000', :admin)"
            ),
            {"site": site_id, "steps": steps, "admin": admin},
        )
    with one_world.database.read() as session:
        found = policies.in_force(session, site_id, Trigger.PROMISE).steps
    assert found == SHIPPED[Trigger.PROMISE]
    assert one_world.report()
