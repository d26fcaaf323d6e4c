"""The first argument of acts, for tests that call them without a request."""

from sqlmodel import Session

from tests.web.world import World
from web.acts.core.tap import Tap, Unit


def tap_of(world: World, session: Session, persona: str) -> Tap:
    """Tapped by this persona just now."""
    return Tap(session, world.clock(), world.viewer(persona))


def unit_of(world: World, session: Session) -> Unit:
    """What the system does by itself."""
    return Unit(session, world.clock())
