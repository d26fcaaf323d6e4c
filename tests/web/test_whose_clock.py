"""Times of an issue are by the clock of its site, on its pages as in nudges."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update
from sqlmodel import col

from tests.web.world import World
from web.store.tables.accounts import Site

HERE, THERE = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")
SENTENCE = "Times here are local to"


@pytest.fixture
def far(world: World) -> World:
    """Store 12 is in Berlin, Store 7, where the stranger works, in Tokyo."""
    with world.database.write() as session:
        for site, zone in ((world.site, HERE), (world.elsewhere, THERE)):
            of_site = update(Site).where(col(Site.id) == site.id)
            session.execute(of_site.values(zone=str(zone)))
    return world


def shown(at: datetime | None, zone: ZoneInfo) -> str:
    assert at is not None
    return f"by {at.astimezone(zone):%H:%M}"


def test_an_issue_of_another_site(far: World) -> None:
    ref = far.report("stranger")
    promised = far.issue(ref).promise_at
    for who, is_told in ((far.admin, True), (far.stranger, False)):
        words = who.get(f"/issues/{ref}").words
        assert shown(promised, THERE) in words
        assert (f"{SENTENCE} Store 7." in words) is is_told
    mine = far.owner.get(f"/issues/{far.report()}").words
    assert shown(promised, HERE) in mine
    assert SENTENCE not in mine


def test_who_owns_one_of_another_site_is_told_at_once_and_when_they_ask(far: World) -> None:
    site_id = str(far.elsewhere.id)
    saved = far.admin.post("/issues", {"text": "Till 4 is dead", "site_id": site_id})
    ref = saved.location.partition("?")[0].rpartition("/")[2]
    for path in (saved.location, f"/issues/{ref}/ask"):
        words = far.admin.get(path).words
        assert f"{SENTENCE} Store 7." in words, path
        assert shown(far.issue(ref).promise_at, THERE) in words, path


def test_who_is_asked_from_another_site(far: World) -> None:
    ref = far.report()
    promised = far.issue(ref).promise_at
    step = far.ask(ref, "stranger")
    code, change = far.code(step), far.hand_over(ref, "stranger")
    for path in (f"/steps/{step}", code, f"/owner-changes/{change}", f"/issues/{ref}"):
        words = far.stranger.get(path).words
        assert f"{SENTENCE} Store 12." in words, path
        assert shown(promised, HERE) in words, path
        assert shown(promised, THERE) not in words, path
    asking = far.owner.get(f"/issues/{ref}/ask").words
    assert shown(promised, HERE) in asking
    assert SENTENCE not in asking


def test_zones_of_one_clock_need_no_words(far: World) -> None:
    with far.database.write() as session:
        session.execute(
            update(Site).where(col(Site.id) == far.elsewhere.id).values(zone="Europe/Rome")
        )
    assert SENTENCE not in far.admin.get(f"/issues/{far.report('stranger')}").words
