"""What somebody pastes or types for a code that signs them in."""

import pytest

from web.acts.core.tokens import as_invite_token

CODE, TOKEN = "ABCDEFGHJKLM", "a-B_" * 10 + "abc"
TYPED = {
    "ABCD EFGH JKLM": CODE,
    "abcd-efgh-jklm.": CODE,
    "ＡＢＣＤ efgh\u00a0jklm": CODE,
    "Code: ABCD EFGH JKLM": CODE,
    "Your code ABCD EFGH JKLM, for three days": CODE,
    "Own It\nABCD EFGH JKLM\n": CODE,
    f"https://own.example.org/join/{TOKEN}": TOKEN,
    f"Come in: <https://own.example.org/join/{TOKEN}>.": TOKEN,
    "ABCD EFGH": "ABCDEFGH",
    "no code at all, though long": "NOCODEATALLTHOUGHLONG",
    "": "",
}


@pytest.mark.parametrize("typed", TYPED, ids=ascii)
def test_what_is_typed_for_a_code(typed: str) -> None:
    assert as_invite_token(typed) == TYPED[typed]
