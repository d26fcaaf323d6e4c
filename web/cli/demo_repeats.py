"""What happens again and is asked again in the demo, for its worker to find."""

from collections.abc import Iterable
from datetime import timedelta

from web.cli.sample import Sample
from web.store.tables.accounts import Person

_GATE = ((12, "Gate sticks"), (5, "Gate sticks again"), (2, "The gate is stuck"))
_DELIVERY = (
    (15, "Sofa was promised for today", "Approve a free delivery"),
    (9, "Shelf came with the wrong feet", "OK for a free delivery tomorrow?"),
    (3, "Lamp is not here, though the page said so", "Free delivery, since we were wrong"),
)


def happens_again(sample: Sample, by: Person) -> None:
    """A pattern, once the worker has compared them."""
    for days, words in _GATE:
        at = sample.now - timedelta(days=days)
        ref = sample.report(by, f"{words}, carts cannot pass", at=at, place="Level 2, east")
        sample.resolve(by, ref, "Pushed it open.", at + timedelta(minutes=9))


def is_always_allowed(sample: Sample, people: Iterable[Person], lead: Person) -> None:
    """The same request to a lead, each time with a yes."""
    for by, (days, words, need) in zip(people, _DELIVERY, strict=True):
        at = sample.now - timedelta(days=days)
        ref = sample.report(by, words, at=at, place="Flooring desk")
        step = sample.ask(by, ref, lead, need, at + timedelta(minutes=2))
        sample.accept(lead, step, at + timedelta(minutes=3))
        sample.done(lead, step, None, at + timedelta(minutes=4))
        sample.resolve(by, ref, "It comes tomorrow, at no cost.", at + timedelta(minutes=9))
