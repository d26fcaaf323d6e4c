"""Pages while clocks jump: the server's, set back or forward, and those of people on the wall."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.clock import Clock
from tests.web.canaries import story
from tests.web.personas import PERSONAS
from tests.web.route_things import Things
from tests.web.routes import CALLS
from tests.web.world import World
from web.store.engine import Database
from web.store.tables.accounts import Site

pytestmark = pytest.mark.slow

PAGES = {name: call for name, call in CALLS.items() if call.method == "GET"}
# A span of time below nothing, or a time that is both to come and past.
BACKWARDS = re.compile(r"[-−–]\s?\d+\s?(s|sec|second|m|min|minute|h|hour|d|day)s?\b|\bin 0 min")


def backwards(world: World, things: Things) -> list[tuple[str, str, str]]:
    """Every page as every persona: those that fail, and those with a negative span of time."""
    found = []
    for name, call in PAGES.items():
        for persona in PERSONAS:
            answer = call.make(world.browser_of(persona), things)
            assert answer.status < 500, (name, persona)
            if answer.page is not None and (match := BACKWARDS.search(answer.words)):
                around = answer.words[max(0, match.start() - 40) : match.end() + 20]
                found.append((name, persona, around))
    return found


def move(world: World, zone: str) -> None:
    with world.database.write() as session:
        session.get_one(Site, world.site.id).zone = zone


@pytest.mark.parametrize(
    "jump",
    [
        timedelta(seconds=-90),
        timedelta(minutes=-5),  # as for who asks another node, whose clock is slow
        timedelta(hours=-2),
        timedelta(hours=2),
        timedelta(days=-3),
    ],
    ids=str,
)
def test_no_page_counts_backwards_when_the_clock_jumps(one_world: World, jump: timedelta) -> None:
    world = one_world
    world.ring_all()
    story(world, resolved=False)
    things = Things(world)
    assert backwards(world, things) == []  # which makes the things
    world.advance()
    world.clock.now += jump
    assert backwards(world, things) == []
    world.advance()
    assert backwards(world, things) == []


WALLS = [
    ("Europe/Berlin", datetime(2026, 10, 25, 0, 29, tzinfo=UTC)),  # 02:29, for the first time
    ("Europe/Berlin", datetime(2026, 10, 25, 1, 29, tzinfo=UTC)),  # and for the second
    ("Europe/Berlin", datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),  # the last minute before 03:00
    ("Pacific/Apia", datetime(2026, 11, 23, 10, 59, tzinfo=UTC)),  # 23:59, UTC+13
    ("Europe/Berlin", datetime(2028, 2, 28, 23, 30, tzinfo=UTC)),  # 00:30 on the leap day
    ("Mars/Base", datetime(2026, 11, 23, 10, 59, tzinfo=UTC)),  # not known here: UTC
]


@pytest.mark.parametrize(("zone", "at"), WALLS, ids=[f"{zone}-{at:%m-%d-%H}" for zone, at in WALLS])
def test_a_promise_is_a_span_of_time_whatever_the_wall_says(
    database: Database, zone: str, at: datetime
) -> None:
    world = World(database, Clock(at))
    world.ring_all()
    move(world, zone)
    ref = world.report()
    assert world.owner.act(ref, "promise", minutes="60").status == 303
    assert world.issue(ref).promise_at == at + timedelta(minutes=60)
    world.clock.forward(minutes=59)
    world.advance()
    before = len(world.deliveries())
    assert backwards(world, Things(world)) == []
    world.clock.forward(minutes=2)
    world.advance()
    assert world.issue(ref).promise_at == at + timedelta(minutes=60)
    assert len(world.running(ref)) == 1
    assert len(world.deliveries()) >= before
