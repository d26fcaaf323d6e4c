"""Who may read a thank-you, put it on the wall, and take it down."""

from itertools import product

import pytest

from web.rules.thanks import ThanksFacts, may_read, may_share, may_take_down

MINE, SHARED = {"is_recipient": True}, {"is_on_wall": True}
HERE, LEAD = {"is_of_this_site": True}, {"is_lead": True}
NOTHING = {"is_recipient": False, "is_on_wall": False}


@pytest.mark.parametrize(
    ("facts", "can"),
    [
        ({}, ""),
        (HERE | LEAD, ""),  # a lead, too
        (MINE, "read share"),
        (MINE | LEAD, "read share"),
        (MINE | SHARED, "read take-down"),  # also once they work at another site
        (MINE | SHARED | HERE, "read take-down"),
        (SHARED | HERE, "read"),
        (SHARED | HERE | LEAD, "read take-down"),
        (SHARED | LEAD, ""),  # of another site
        (SHARED, ""),
    ],
)
def test_who_may_do_what(facts: dict[str, bool], can: str) -> None:
    of = ThanksFacts(**(NOTHING | facts))
    found = {"read": may_read(of), "share": may_share(of), "take-down": may_take_down(of)}
    assert {name for name, may in found.items() if may} == set(can.split())


def test_nobody_else_reads_what_is_not_on_the_wall() -> None:
    for here, lead in product((False, True), repeat=2):
        of = ThanksFacts(False, False, is_of_this_site=here, is_lead=lead)
        assert [one(of) for one in (may_read, may_share, may_take_down)] == [False] * 3
