"""Causes at once: leads who own the same, and reports while a cause is resolved."""

import re

import pytest

from tests.races.crowd import Tap, tap_at_once
from tests.support.clock import Clock
from tests.web.causing import compare, own_cause, three
from tests.web.world import World
from web.store.engine import Database
from web.store.tables.causes import Pattern
from web.store.tables.issues import Issue


@pytest.fixture
def world(database: Database) -> World:
    return World(database, Clock())


def test_two_leads_own_one_cause(world: World, database_url: str) -> None:
    refs = three(world, days=0)
    before = world.count(Issue)
    (pattern,) = re.findall(r"/site/patterns/(\d+)/cause", world.lead.get("/site").text)
    wanted = {"lead": ("pattern", pattern), "admin": ("issue", refs[1])}
    taps = [
        Tap(world.tokens[who], "/site/causes", f"cause-of-{who}", (("text", "Lift"), field))
        for who, field in wanted.items()
    ]
    came = tap_at_once(database_url, taps)
    assert sorted(one.status for one in came) == [303, 409]
    (loser,) = [one for one in came if one.status == 409]
    assert "was faster and owns this cause now." in loser.words
    assert world.count(Issue) == before + 1
    assert len({world.issue(ref).cause_id for ref in refs}) == 1
    assert world.count(Pattern) == 1


def test_a_report_while_the_cause_is_resolved(world: World, database_url: str) -> None:
    """Whichever comes first: it has an owner, is linked, and its owner hears of the end once."""
    world.ring_all()
    three(world, days=0)
    cause = own_cause(world)
    report = (("text", "Lift is stuck"), ("place", "Gate B"), ("site_id", str(world.site.id)))
    taps = [
        Tap(world.tokens["owner"], "/issues", "report-of-owner", report),
        Tap(world.tokens["lead"], f"/issues/{cause}/resolve", "resolve-of-lead", (("text", "x"),)),
    ]
    assert [one.status for one in tap_at_once(database_url, taps)] == [200, 200]
    compare(world)
    compare(world)
    with world.database.read() as session:
        newest = session.get_one(Issue, world.count(Issue))
    assert newest.owner_id == world.id("owner")
    assert newest.cause_id == world.issue(cause).id
    titles = [one for one in world.messages("owner") if "is fixed" in one.content["title"]]
    assert len(titles) <= 1
