"""The worker is watched: what monitors read, who may, and what admins see when it is silent."""

from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event

from push import escalation, outbox, suspension, totals
from push.heartbeat import HeartbeatWriter
from push.nudge import Nudge
from push.totals import Tally
from tests.support.clock import Clock
from tests.web.answers import Answer, Browser
from tests.web.configured import config
from tests.web.world import World
from web.rules.vocabulary import IssueState
from web.store.engine import Database
from web.store.tables.issues import Issue

TOKEN = "a-token.that_is~long+enough/="
SILENT = "Reminders are not being sent"


def cycle(world: World) -> None:
    """A worker ends a whole cycle, and is heard of no more."""
    HeartbeatWriter().end_cycle(world.database.write, world.clock())


@pytest.fixture
def watched(database: Database, clock: Clock) -> World:
    """A world with a token for those who collect."""
    return World(database, clock, replace(config(), metrics_token=TOKEN))


def collect(world: World, token: str = TOKEN) -> Answer:
    return world.nobody.get("/metrics", {"Authorization": f"Bearer {token}"})


def samples(answer: Answer) -> dict[str, float]:
    """As the library itself reads them: `name{label}` with their values."""
    assert answer.status == 200
    found = {}
    for family in text_string_to_metric_families(answer.text):
        assert family.documentation.endswith("."), family.name
        for one in family.samples:
            labels = ",".join(one.labels.values())
            found[f"{one.name}{{{labels}}}" if labels else one.name] = one.value
    return found


# What monitors read


def test_a_new_installation(watched: World) -> None:
    assert samples(collect(watched)) == {
        "ownit_worker_silent_seconds": float("inf"),
        "ownit_due_lag_seconds": 0,
        "ownit_queue_length": 0,
        "ownit_queue_age_seconds": 0,
        "ownit_late_issues": 0,
        "ownit_suspended": 0,
        "ownit_open_issues{unowned}": 0,
        "ownit_open_issues{owned}": 0,
        "ownit_nudges_sent_total": 0,
        "ownit_nudges_shown_total": 0,
        "ownit_nudges_opened_total": 0,
    }


def test_how_late_the_worker_is(watched: World) -> None:
    cycle(watched)
    now = watched.clock()
    with watched.database.write() as session:
        for number, minutes in ((1, 2), (2, 5), (3, 60)):
            at = now + timedelta(minutes=minutes)
            escalation.restart(session, f"issue:{number}", "promise", at, at, now=now)
    watched.clock.forward(minutes=7)
    found = samples(collect(watched))
    assert found["ownit_due_lag_seconds"] == 300
    assert found["ownit_worker_silent_seconds"] == 420


def test_what_waits_to_be_sent(watched: World) -> None:
    watched.phone("owner")
    for turn in range(2):
        expires = watched.clock() + timedelta(hours=1)
        nudge = Nudge(str(watched.id("owner")), "x", "", "/", "x", expires)
        with watched.database.write() as session:
            key, subject = f"k{turn}", f"issue:{turn}"
            outbox.enqueue(session, key=key, subject=subject, nudge=nudge, now=watched.clock())
        watched.clock.forward(minutes=3)
    found = samples(collect(watched))
    assert (found["ownit_queue_length"], found["ownit_queue_age_seconds"]) == (2, 360)
    watched.deliver()
    found = samples(collect(watched))
    assert (found["ownit_queue_length"], found["ownit_queue_age_seconds"]) == (0, 0)


def test_what_became_of_nudges(watched: World) -> None:
    hostile = 'a "reason" \\ with\nlines'
    noted = [
        (Tally.SENT, "", 5),
        (Tally.SHOWN, "", 3),
        (Tally.OPENED, "", 2),
        (Tally.RETRIED, "status 503", 7),
        (Tally.DEAD, "gone", 1),
        (Tally.DEAD, hostile, 4),
    ]
    with watched.database.write() as session:
        for what, why, times in noted:
            totals.note(session, what, why, times)
        totals.write(session)
    found = samples(collect(watched))
    assert found["ownit_nudges_sent_total"] == 5
    assert found["ownit_nudges_shown_total"] == 3
    assert found["ownit_nudges_opened_total"] == 2
    assert found["ownit_nudges_retried_total{status 503}"] == 7
    assert found["ownit_nudges_failed_total{gone}"] == 1
    assert found[f"ownit_nudges_failed_total{{{hostile}}}"] == 4


def test_how_issues_stand(watched: World) -> None:
    late, owned = watched.report(), watched.report("stranger")
    watched.unowned()
    resolved = watched.report()
    with watched.database.write() as session:
        now = watched.clock()
        for ref, state, minutes in ((late, "owned", 5), (owned, "owned", 9), (resolved, "", 5)):
            row = session.get_one(Issue, watched.issue(ref).id)
            row.promise_at = now + timedelta(minutes=minutes)
            if not state:
                row.state, row.resolved_at = IssueState.RESOLVED, now
    watched.clock.forward(minutes=5)
    found = samples(collect(watched))
    assert found["ownit_late_issues"] == 1
    assert found["ownit_open_issues{owned}"] == 2
    assert found["ownit_open_issues{unowned}"] == 1


def test_what_is_collected_is_plain_text_that_nothing_keeps(watched: World) -> None:
    answer = collect(watched)
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"


# Who may read them


def test_with_a_token_only_who_has_it_may_read_them(watched: World) -> None:
    assert collect(watched).status == 200
    for who in ("owner", "lead", "admin", "stranger", "nobody"):
        assert getattr(watched, who).get("/metrics").status == 404
    assert collect(watched, TOKEN.upper()).status == 404


@pytest.mark.parametrize("scheme", ["bearer", "BEARER"])
def test_a_scheme_is_read_in_any_case(watched: World, scheme: str) -> None:
    """RFC 9110 section 11.1."""
    answer = watched.nobody.get("/metrics", {"Authorization": f"{scheme}  {TOKEN}"})
    assert answer.status == 200


HOSTILE = [
    "",
    " ",
    "Bearer",
    "Bearer ",
    f"Bearer {TOKEN[:-1]}",
    f"Bearer {TOKEN}x",
    f"Bearer {TOKEN} x",
    f"Bearer {TOKEN}, Bearer {TOKEN}",
    f"Basic {TOKEN}",
    f"Digest username={TOKEN}",
    TOKEN,
    f" {TOKEN}",
    f"{TOKEN} Bearer",
    "Bearer \xe4\xff\x80",
    "Bearer " + "x" * 7_000,
    "Basic \x00",
    "Basic ====",
    "Bearer None",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_nothing_else_opens_them(watched: World, value: str) -> None:
    answer = watched.nobody.get("/metrics", {"Authorization": value})
    assert answer.status == 404
    assert answer.body == watched.nobody.get("/metrics").body  # and they learn no more from it


@pytest.mark.parametrize("value", ["Bearer None", "Bearer ", f"Bearer {TOKEN}"])
def test_without_a_token_no_header_opens_them(one_world: World, value: str) -> None:
    for who in (one_world.nobody, one_world.owner):
        assert who.get("/metrics", {"Authorization": value}).status == 404
    assert one_world.admin.get("/metrics", {"Authorization": value}).status == 200


# What admins see


def pages_of(world: World, browser: Browser) -> list[Answer]:
    return [browser.get(path) for path in ("/", "/me", "/issues", f"/issues/{world.report()}")]


def test_admins_are_told_on_every_page_when_a_killed_worker_is_silent(world: World) -> None:
    cycle(world)
    world.clock.forward(seconds=59)
    assert not [one for one in pages_of(world, world.admin) if SILENT in one.words]
    world.clock.forward(seconds=1)
    for answer in (*pages_of(world, world.admin), world.admin.get("/settings")):
        # By the clock of the admin's site, which is not UTC's.
        assert f"{SILENT}: the worker has not responded since 10:00." in answer.words
    cycle(world)
    assert not [one for one in pages_of(world, world.admin) if SILENT in one.words]


def test_admins_are_told_when_no_worker_ever_ran(one_world: World) -> None:
    words = one_world.admin.get("/").words
    assert f"{SILENT}: no worker has run yet. Start ownit serve or ownit worker." in words


def test_admins_are_told_that_a_restore_has_suspended_them(watched: World) -> None:
    cycle(watched)
    with watched.database.write() as session:
        suspension.suspend(session, watched.clock())
    assert f"{SILENT}: Own It was restored from a backup." in watched.admin.get("/").words
    assert samples(collect(watched))["ownit_suspended"] == 1


def test_a_silence_of_days_says_which_day(one_world: World) -> None:
    cycle(one_world)
    one_world.clock.forward(days=2)
    assert "not responded since Mon 23 Nov 10:00." in one_world.admin.get("/").words


def asked(world: World, browser: Browser, path: str) -> int:
    """How often the heartbeats are looked at for this page."""
    seen: list[str] = []

    def look(*call: object) -> None:
        seen.append(str(call[2]))

    event.listen(world.database.engine, "before_cursor_execute", look)
    browser.get(path)
    event.remove(world.database.engine, "before_cursor_execute", look)
    return sum("push_heartbeat" in one for one in seen)


def test_nobody_else_pays_for_it_or_sees_it(one_world: World) -> None:
    for who in ("owner", "lead", "nobody"):
        for path in ("/", "/me", "/sign-in", "/offline", "/no-such-page"):
            browser = one_world.browser_of(who)
            assert asked(one_world, browser, path) == 0
            assert SILENT not in browser.get(path).text
    assert asked(one_world, one_world.admin, "/") == 1


@pytest.mark.parametrize("path", ["/no-such-page", "/offline", "/unsaved"])
def test_pages_that_must_not_touch_the_database_do_not(one_world: World, path: str) -> None:
    assert asked(one_world, one_world.admin, path) == 0
    assert SILENT not in one_world.admin.get(path).text
