"""The routes of what leads always allow, and of what was used: part of the table in `routes`."""

from tests.web.calls import Call, form, page
from tests.web.personas import leads
from tests.web.world import World
from web.rules.vocabulary import StepState
from web.store.tables.handoffs import Step
from web.store.tables.repeated_asks import RepeatedAsk, RepeatedAskStep

_ADD = "/site/always-yes/{asked_again}/add"
_DISMISS = "/site/always-yes/{asked_again}/dismiss"
ALWAYS_YES: dict[str, Call] = {
    "always_yes.show": page(leads(200, 303), _ADD),
    "always_yes.add": form(leads(303), _ADD, words="Taxi for {ref}", role="employee"),
    "always_yes.dismiss": form(leads(303), _DISMISS),
    "figures.what_was_used": page(leads(200, 303), "/site/used"),
    "figures.uses_of": page(leads(200, 303), "/site/used/{allowance}"),
    "figures.used_csv": page(leads(200, 303), "/site/used.csv"),
}


def repeated_ask(world: World) -> int:
    """Of one step, so that each is another one. Nobody is told of its answer."""
    step_id = world.ask(helper="lead", need="Approve a taxi")
    with world.database.write() as session:
        step = session.get_one(Step, step_id)
        step.state, step.accepted_at = StepState.ACCEPTED, world.clock()
        found = RepeatedAsk(site_id=world.site.id, asked_at=world.clock())
        session.add(found)
        session.flush()
        session.add(RepeatedAskStep(step_id=step_id, repeated_ask_id=found.id))
        return found.id
