"""Isolation of text whose direction differs from that of the words around it (UAX #9). Pure."""

from unicodedata import bidirectional

from web.language.current import current_language

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = frozenset(("R", "AL", "AN"))
# Digits and signs of numbers, too: a telephone number is read from its wrong end.
_LEFT_TO_RIGHT = frozenset(("L", "EN", "ES", "ET"))


def turns_direction(text: str) -> bool:
    """Whether it has letters, or digits that join them, of the other direction than the language of
    now."""
    if current_language().is_rtl:
        return any(bidirectional(one) in _LEFT_TO_RIGHT for one in text)
    return not text.isascii() and any(bidirectional(one) in _RIGHT_TO_LEFT for one in text)


def isolate(text: str) -> str:
    if FIRST_STRONG_ISOLATE in text or not turns_direction(text):
        return text
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


def isolated_value(value: object) -> object:
    return isolate(value) if isinstance(value, str) else value
