"""Reports that are alike, the worker’s comparison, and a lead who owns the cause."""

import re

from tests.web.answers import Browser
from tests.web.world import World
from web.acts.core.tap import Unit
from web.acts.issues import patterns

LIFT = ("Lift is stuck", "The lift does not move", "Lift stuck again between floors")


def compare(world: World) -> None:
    """What the worker does seconds after a report."""
    with world.database.read() as session:
        found = patterns.look(session, patterns.seen_so_far(session), world.clock())
    with world.database.write() as session:
        patterns.apply(Unit(session, world.clock()), found)


def three(world: World, days: int = 3, by: str = "colleague", place: str = "Gate B") -> list[str]:
    refs = []
    for words in LIFT:
        refs.append(world.report(by, words, place=place))
        compare(world)
        world.clock.forward(minutes=days * 24 * 60)
    return refs


def own_cause(world: World, ref: str = "", text: str = "Lift at Gate B fails") -> str:
    """By the lead, of the newest pattern unless of one issue."""
    address = f"/issues/{ref}/cause"
    if not ref:
        address = re.findall(r"/site/patterns/\d+/cause", world.lead.get("/site").text)[0]
    form = world.lead.get(address).form("/site/causes")
    answer = world.lead.post("/site/causes", form | {"text": text})
    assert answer.status == 303, answer.words
    return answer.headers["Location"].rpartition("/")[2]


def lead_again(world: World) -> Browser:
    """Signed in anew, where many days have passed."""
    token = world.make(lambda sample: sample.sign_in(world.people["lead"]))
    return world.browser(token=token)
