"""A site with opening hours, and who is reminded there when."""

from datetime import UTC, date, datetime, time, timedelta

from tests.web.world import World
from web.acts.accounts import opening_hours
from web.acts.accounts.opening_hours import SiteHours
from web.acts.core.tap import Unit
from web.rules.hours import Hours
from web.rules.opening import OtherHours

NINE_TO_EIGHT = tuple(Hours(day, time(9), time(20)) for day in range(6))  # not on Sundays
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (23, 24, 25))


def here(day: date, clock: str) -> datetime:
    """By the clock of Store 12, an hour ahead of UTC."""
    return datetime.combine(day, time.fromisoformat(clock), UTC) - timedelta(hours=1)


def set_hours(
    world: World,
    week: tuple[Hours, ...] = NINE_TO_EIGHT,
    *exceptions: OtherHours,
    urgent_waits: bool = False,
) -> None:
    wanted = SiteHours(week, exceptions, urgent_waits)
    with world.database.write() as session:
        opening_hours.set_hours(Unit(session, world.clock()), world.site.id, wanted)


def open_store(world: World) -> World:
    """Open from nine to eight; everybody can be reminded at any time."""
    world.ring_all()
    world.long_shift()
    set_hours(world)
    return world


def reminded(world: World, until: datetime, persona: str = "owner") -> list[str]:
    """When messages to them were written, by the store's clock, until then."""
    minutes = int((until - world.clock()) / timedelta(minutes=1))
    world.run_until(minutes, shown=True)
    return [
        f"{(message.created_at + timedelta(hours=1)):%d %H:%M}"
        for message in world.messages(persona)
    ]


def open_in_the_evening(world: World) -> World:
    """An hour before it closes."""
    store = open_store(world)
    store.clock.now = here(MONDAY, "19:00")
    return store
