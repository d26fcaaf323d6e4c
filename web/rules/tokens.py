"""The words of a text in any script, and their letters as ASCII. Pure."""

import unicodedata
from collections.abc import Iterator
from itertools import groupby

from web.rules.text import search_key

_JOINERS = "\u200c\u200d"
# Han, kana, Thai, Lao, Burmese and Khmer.
_WITHOUT_SPACES = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3005, 0x3007),
    (0x3041, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


def split_words(text: str) -> Iterator[tuple[str, bool]]:
    """All of the text, in words and what stands between them."""
    for is_word, letters in groupby(text, _is_of_word):
        yield "".join(letters), is_word


def words_in(text: str) -> list[str]:
    return [word for word, is_word in split_words(text) if is_word]


def _is_of_word(character: str) -> bool:
    is_mark = unicodedata.category(character)[0] == "M"
    return is_mark or character.isalnum() or character in _JOINERS


def script_runs(word: str) -> Iterator[tuple[str, bool]]:
    """A word in stretches of one kind of script; True: without spaces between words."""
    for is_pairs, letters in groupby(word, _is_without_spaces):
        yield "".join(letters), is_pairs


def _is_without_spaces(character: str) -> bool:
    code = ord(character)
    return code >= 0x0E00 and any(first <= code <= last for first, last in _WITHOUT_SPACES)


def pairs_of(run: str, *, with_last: bool) -> dict[str, None]:
    """Each character with the next, in order; the last stands alone, so that each begins a term."""
    pairs = [code_of(run[n : n + 2]) for n in range(len(run) - 1)]
    return dict.fromkeys([*pairs, code_of(run[-1])] if with_last else pairs)


def in_latin_letters(run: str) -> str:
    return "".join(one for one in search_key(run) if one.isascii() and one.isalnum())


def code_of(characters: str) -> str:
    """`#` stands in no word that somebody types."""
    return "#" + "".join(f"{ord(one):06x}" for one in characters)
