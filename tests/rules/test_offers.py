"""Who has offered to help and still waits, and who need not offer."""

import pytest

from web.rules.issue import Refusal
from web.rules.offers import Said, open_offers, refusal
from web.rules.words import Kind, StepState

BEN, CARLA, ANA = 2, 3, 1
OFFERS = [
    ([], ()),
    ([Said(Kind.OFFERED, BEN)], (BEN,)),
    ([Said(Kind.OFFERED, CARLA), Said(Kind.OFFERED, BEN)], (CARLA, BEN)),
    ([Said(Kind.OFFERED, BEN), Said(Kind.OFFERED, BEN)], (BEN,)),
    ([Said(Kind.OFFERED, BEN), Said(Kind.ASKED, ANA, BEN)], ()),
    ([Said(Kind.OFFERED, BEN), Said(Kind.ASKED, ANA, CARLA)], (BEN,)),
    ([Said(Kind.OFFERED, BEN), Said(Kind.ASKED, ANA, None)], (BEN,)),
    ([Said(Kind.ASKED, ANA, BEN), Said(Kind.OFFERED, BEN)], (BEN,)),
    ([Said(Kind.OFFERED, BEN), Said(Kind.CHANGED, BEN)], ()),
    ([Said(Kind.OFFERED, BEN), Said(Kind.OWNED, BEN)], ()),
    ([Said(Kind.OFFERED, BEN), Said(Kind.CHANGED, CARLA)], (BEN,)),
    ([Said(Kind.OFFERED, BEN), Said(Kind.RESOLVED, ANA)], ()),
    ([Said(Kind.OFFERED, BEN), Said(Kind.NOTED, BEN), Said(Kind.ORPHANED, None)], (BEN,)),
]


@pytest.mark.parametrize(("events", "waiting"), OFFERS, ids=lambda one: str(len(one)))
def test_who_waits(events: list[Said], waiting: tuple[int, ...]) -> None:
    assert open_offers(events) == waiting


@pytest.mark.parametrize(
    ("step", "has_offered", "expected"),
    [
        (None, False, None),
        (None, True, Refusal("Ana knows already that you can help.", harmless=True)),
        (StepState.ASKED, False, Refusal("Ana has asked you already. Answer that.")),
        (StepState.ASKED, True, Refusal("Ana has asked you already. Answer that.")),
        (StepState.ACCEPTED, True, Refusal("You are with Ana on this already.", harmless=True)),
    ],
)
def test_who_need_not_offer(
    step: StepState | None, has_offered: bool, expected: Refusal | None
) -> None:
    assert refusal("Ana", step, has_offered=has_offered) == expected
