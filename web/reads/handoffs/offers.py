"""Who offers to help with an issue, as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from web.rules.offers import open_offers
from web.rules.people import Viewer
from web.store.rule_inputs import offer_events
from web.store.tables.accounts import Person
from web.store.tables.issues import Event, Issue


@dataclass(frozen=True)
class Offer:
    """A colleague who has said that they can help."""

    person_id: int
    first_name: str


def offers_shown(
    issue: Issue, events: Sequence[Event], people: Mapping[int, Person], viewer: Viewer
) -> tuple[Offer, ...]:
    """All for the owner; for others their own."""
    offering = open_offers(offer_events(event) for event in events)
    is_owner = issue.owner_id == viewer.id
    return tuple(
        Offer(person.id, person.first_name)
        for person in (people[id_] for id_ in offering if id_ in people)
        if not person.closed_at and (is_owner or person.id == viewer.id)
    )
