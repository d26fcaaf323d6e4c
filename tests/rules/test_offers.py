"""Who has offered to help and still waits, and who need not offer."""

import pytest

from web.rules.issues import Refusal
from web.rules.offers import OfferEvent, open_offers, refusal
from web.rules.text import isolated
from web.rules.vocabulary import EventKind, StepState

BEN, CARLA, ANA = 2, 3, 1
OFFERS = [
    ([], ()),
    ([OfferEvent(EventKind.OFFERED, BEN)], (BEN,)),
    ([OfferEvent(EventKind.OFFERED, CARLA), OfferEvent(EventKind.OFFERED, BEN)], (CARLA, BEN)),
    ([OfferEvent(EventKind.OFFERED, BEN), OfferEvent(EventKind.OFFERED, BEN)], (BEN,)),
    ([OfferEvent(EventKind.OFFERED, BEN), OfferEvent(EventKind.ASKED, ANA, BEN)], ()),
    ([OfferEvent(EventKind.OFFERED, BEN), OfferEvent(EventKind.ASKED, ANA, CARLA)], (BEN,)),
    ([OfferEvent(EventKind.OFFERED, BEN), OfferEvent(EventKind.ASKED, ANA, None)], (BEN,)),
    ([OfferEvent(EventKind.ASKED, ANA, BEN), OfferEvent(EventKind.OFFERED, BEN)], (BEN,)),
    ([OfferEvent(EventKind.OFFERED, BEN), OfferEvent(EventKind.CHANGED, BEN)], ()),
    ([OfferEvent(EventKind.OFFERED, BEN), OfferEvent(EventKind.OWNED, BEN)], ()),
    ([OfferEvent(EventKind.OFFERED, BEN), OfferEvent(EventKind.CHANGED, CARLA)], (BEN,)),
    ([OfferEvent(EventKind.OFFERED, BEN), OfferEvent(EventKind.RESOLVED, ANA)], ()),
    (
        [
            OfferEvent(EventKind.OFFERED, BEN),
            OfferEvent(EventKind.NOTED, BEN),
            OfferEvent(EventKind.ORPHANED, None),
        ],
        (BEN,),
    ),
]


@pytest.mark.parametrize(("events", "waiting"), OFFERS, ids=lambda one: str(len(one)))
def test_who_waits(events: list[OfferEvent], waiting: tuple[int, ...]) -> None:
    assert open_offers(events) == waiting


@pytest.mark.parametrize(
    ("step", "has_offered", "expected"),
    [
        (None, False, None),
        (None, True, Refusal("Ana already knows you can help.", harmless=True)),
        (StepState.ASKED, False, Refusal("Ana has already asked you. Answer that.")),
        (StepState.ASKED, True, Refusal("Ana has already asked you. Answer that.")),
        (StepState.ACCEPTED, True, Refusal("You are with Ana on this.", harmless=True)),
    ],
)
def test_who_need_not_offer(
    step: StepState | None, has_offered: bool, expected: Refusal | None
) -> None:
    assert refusal(isolated("Ana"), step, has_offered=has_offered) == expected
