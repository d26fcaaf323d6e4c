"""Which acts a row of a site's board offers, by whoever owns the issue and how it stands."""

import pytest

from web.rules.board_actions import BoardFacts, board_acts

ROWS: list[tuple[set[str], str]] = [
    # what is so, and the acts
    ({"is_unowned"}, "own"),
    ({"is_unowned", "is_due"}, "own"),
    ({"is_mine", "is_due"}, "update ask"),
    ({"is_mine", "is_silent"}, "ask update"),
    ({"is_mine", "is_silent", "is_due", "can_call"}, "update ask"),
    ({"is_due"}, "on-it"),
    ({"is_due", "can_call"}, "call on-it"),
    ({"is_silent", "can_call"}, "call see"),
    ({"is_absent", "is_due"}, "update ask propose"),
    ({"is_absent", "is_due", "can_call"}, "update ask propose call"),
    ({"is_absent", "is_silent"}, "ask update propose"),
    ({"is_absent", "is_silent", "is_due"}, "update ask propose"),
    ({"is_absent"}, "propose update ask"),
]


@pytest.mark.parametrize(("so", "acts"), ROWS)
def test_the_act_that_helps_most_comes_first(so: set[str], acts: str) -> None:
    assert " ".join(board_acts(BoardFacts(**dict.fromkeys(so, True)))) == acts
