"""On the night when summer time ends, pages and nudges say which of the two hours they mean."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from tests.support.clock import Clock
from tests.web.world import World
from web.store.engine import Database
from web.store.tables.accounts import Site


@pytest.fixture
def autumn(database: Database) -> World:
    """In Vienna at 02:10, before clocks are set back."""
    world = World(database, Clock(datetime(2026, 10, 25, 0, 10, tzinfo=UTC)))
    with world.database.write() as session:
        session.execute(update(Site).values(zone="Europe/Vienna"))
    world.ring_all()
    return world


def test_pages_of_employees_and_customers(autumn: World) -> None:
    ref = autumn.report()
    customer = autumn.shared(ref)
    assert autumn.owner.act(ref, "promise", minutes="60").status == 303
    for path in (f"/issues/{ref}", "/"):
        assert "by 02:10 winter time" in autumn.owner.get(path).words
    words = autumn.nobody.get(customer).words
    assert "will update you by 02:10 winter time." in words
    assert "As of 02:10 summer time." in words
    autumn.clock.forward(hours=6)
    assert autumn.owner.act(ref, "told", minutes="60").status == 303
    assert "will update you by 08:10." in autumn.nobody.get(customer).words


def test_nudges(autumn: World) -> None:
    ref = autumn.report()
    assert autumn.owner.act(ref, "promise", minutes="60").status == 303
    autumn.run_until(60)
    titles = [one.content["title"] for one in autumn.messages("owner")]
    assert any(one.endswith("update the customer by 02:10 winter time") for one in titles), titles
