"""The way from a route to its act, and from a worker to a nudge, is short enough to be read."""

from push import escalation, escalation_runner
from tests.support.paths import follow, with_many_parameters
from tests.web.world import World
from web.acts.escalation_plan import EscalationPlan

# Where they should be: 40 modules and 100 returns for a tap, 20 modules for a nudge. What is
# asserted is where they are.
TAP_MODULES, TAP_RETURNS, NUDGE_MODULES = 47, 101, 26
MOST_PARAMETERS = 5
WITH_MORE = 15


def test_one_tap_with_its_card_enters_few_modules(one_world: World) -> None:
    one_world.ring_all()
    one_world.owner.act(one_world.unowned(), "own", htmx=True)  # what is made once is there now
    ref = one_world.unowned()
    trail = follow(lambda: one_world.owner.act(ref, "own", htmx=True), "dispatch_request")
    assert one_world.issue(ref).owner_id == one_world.id("owner")
    assert "web/acts/issues/lifecycle.py" in trail.modules
    assert len(trail.modules) <= TAP_MODULES, sorted(trail.modules)
    assert trail.returns <= TAP_RETURNS


def test_one_nudge_enters_few_modules(one_world: World) -> None:
    one_world.ring_all()
    one_world.unowned()
    one_world.run_until(5)  # what is made once is there now
    one_world.clock.forward(minutes=30)
    with one_world.database.read() as session:
        (found,) = escalation.due(session, one_world.clock(), 2)
    with one_world.database.write() as session:
        trail = follow(
            lambda: escalation_runner.advance(session, EscalationPlan(), found, one_world.clock())
        )
    assert one_world.messages("owner")
    assert len(trail.modules) <= NUDGE_MODULES, sorted(trail.modules)


def test_few_functions_take_many_parameters() -> None:
    assert len(with_many_parameters(MOST_PARAMETERS)) <= WITH_MORE
