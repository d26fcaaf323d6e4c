"""References of issues: short, random, and unambiguous when read aloud.

A letter, a digit, then letters and digits, without those that look or sound like another (0 O, 1 I
L, 5 S, 8 B, N beside M, P beside T …); the digit in second place avoids words.
"""

import re
import secrets

from web.rules.text import keyed_in

_LETTERS = "ACDEFHJKMQRTWXY"
_DIGITS = "234679"
_BOTH = _LETTERS + _DIGITS
LONGEST = 8
_NOT_OF_ONE = re.compile(r"[^A-Z0-9]+", re.ASCII)
_IN_TEXT = re.compile(rf"\b[{_LETTERS}][{_DIGITS}][{_BOTH}]{{2,{LONGEST - 2}}}\b", re.ASCII)


def new_ref(length: int) -> str:
    """A random reference of `length` characters (4: 39,690 of them; each more: times 21)."""
    tail = "".join(secrets.choice(_BOTH) for _ in range(length - 2))
    return secrets.choice(_LETTERS) + secrets.choice(_DIGITS) + tail


def as_typed(text: str) -> str:
    """The reference that somebody typed, in its stored form: without signs around it where its
    address was sent on, or between its letters where it was read aloud."""
    return _NOT_OF_ONE.sub("", keyed_in(text).upper())


def refs_in(text: str) -> frozenset[str]:
    """What may be references in a text, such as a link or a sentence; and all of it as one."""
    whole = as_typed(text)
    found = _IN_TEXT.findall(keyed_in(text).upper())
    return frozenset((*found, whole) if len(whole) <= LONGEST else found)
