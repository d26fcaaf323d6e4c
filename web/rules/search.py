"""The words of a search, and the terms by which a text is found. Pure.

Terms are ASCII: folded words in Latin letters, and pairs of characters where a script has no spaces
between words. A database only compares beginnings of terms, so each finds the same.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from web.rules.text import JOINT, keyed_in, search_terms
from web.rules.tokens import (
    code_of,
    in_latin_letters,
    pairs_of,
    script_runs,
    split_words,
    words_in,
)

MOST_WORDS = 12  # of one search
MOST_TYPED = 200  # characters
_MOST_LETTERS = 40  # of a term
# What may be a telephone number: groups of digits, and up to two signs between them.
_NUMBER = re.compile(r"[+(]?\d(?:[ ()/.\u00a0\u2010-\u2013-]{0,2}\d)+")
_LAST_DIGITS, _WHOLE_NUMBER = 7, 10
# Till4, which others write as Till 4 or Till-4.
_NUMBERED = re.compile(r"([^\W\d_]{2,})(\d{1,4})")
# Letters that people without them write as two.
_AS_TWO = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
    | {"Ø": "Oe", "Å": "Aa"}
)


@dataclass(frozen=True)
class SearchWord:
    """One word of a search: found in a text by all its parts, or in a name by all its keys."""

    parts: tuple[tuple[str, ...], ...]  # of each, one of its spellings begins a term of the text
    keys: tuple[tuple[str, ...], ...]  # the same, of a person's search name


Piece = tuple[str, bool]  # text, and whether it was searched for


def terms_of(text: str) -> set[str]:
    """By which a text is found."""
    found: set[str] = set()
    for chunk in unicodedata.normalize("NFKC", text).split():
        words = words_in(chunk)
        joined = JOINT.sub("", chunk)
        for word in words if joined == chunk else (*words, *words_in(joined)):
            for run, is_pairs in script_runs(word):
                found.update(pairs_of(run, with_last=True) if is_pairs else _spellings(run))
    return found | {term for number in _NUMBER.findall(keyed_in(text)) for term in _number(number)}


def search_words(typed: str) -> tuple[SearchWord, ...]:
    """What to look for: at most MOST_WORDS. Empty when nothing in it can be looked for."""
    numbers = [one for one in _NUMBER.findall(keyed_in(typed)) if _is_telephone(one)]
    rest = keyed_in(typed) if numbers else typed
    for number in numbers:
        rest = rest.replace(number, " ", 1)
    chunks = unicodedata.normalize("NFKC", rest).split()
    made = [SearchWord((_number(number),), ()) for number in numbers]
    before = ""
    for chunk in chunks:
        is_numbered = _NUMBERED.fullmatch(before + chunk) and chunk.isdecimal()
        also = _spellings(before + chunk) if is_numbered else ()
        parts = tuple((*part, *also) for part in _parts(chunk))
        made.append(SearchWord(parts, tuple(search_terms(chunk))))
        before = chunk
    return tuple(dict.fromkeys(word for word in made if word.parts))[:MOST_WORDS]


def _number(written: str) -> tuple[str, ...]:
    """One term for a telephone number however it is grouped, with or without its country: its last
    digits. Empty for what is too short."""
    digits = "".join(one for one in written if one.isdigit())
    return (f"#t{digits[-_LAST_DIGITS:]}",) if len(digits) >= _LAST_DIGITS else ()


def _is_telephone(written: str) -> bool:
    """Whether somebody looks for a whole number: others may be parts of one, or several."""
    digits = sum(one.isdigit() for one in written)
    return digits >= _LAST_DIGITS and (written[0] in "+(0" or digits >= _WHOLE_NUMBER)


def begins(spelling: str, term: str) -> bool:
    """Whether a term is found: a single letter or digit only as a whole word."""
    return term == spelling if is_whole(spelling) else term.startswith(spelling)


def is_whole(spelling: str) -> bool:
    return len(spelling) == 1


def matches(word: SearchWord, terms: Iterable[str]) -> bool:
    """Whether a text with these terms has this word."""
    known = list(terms)
    return all(
        any(begins(spelling, term) for spelling in part for term in known) for part in word.parts
    )


def is_named(word: SearchWord, search_name: str) -> bool:
    """Whether a person's search name (`rules.text`) has this word."""
    known = search_name.split()
    return bool(word.keys) and all(
        any(begins(spelling, key) for spelling in part for key in known) for part in word.keys
    )


def marked(text: str, words: Sequence[SearchWord]) -> tuple[Piece, ...]:
    """The text in pieces, so that what was searched for can be shown."""
    spellings = {spelling for word in words for part in word.parts for spelling in part}
    pieces: list[Piece] = []
    end = 0
    for number in _NUMBER.finditer(text):
        if spellings.intersection(_number(keyed_in(number[0]))):
            pieces += [*_marked(text[end : number.start()], spellings), (number[0], True)]
            end = number.end()
    pieces += _marked(text[end:], spellings)
    return tuple(
        ("".join(piece for piece, _ in same), is_hit)
        for is_hit, same in groupby(pieces, lambda piece: piece[1])
    )


def _marked(text: str, spellings: set[str]) -> list[Piece]:
    pieces: list[Piece] = []
    for chunk in ("".join(letters) for _, letters in groupby(text, str.isspace)):
        of_chunk = _pieces(chunk, spellings)
        # O’Brien is found by "obrien" too, in none of its words.
        is_joined = JOINT.search(chunk) and not any(is_hit for _, is_hit in of_chunk)
        pieces += [(chunk, True)] if is_joined and _is_hit(chunk, spellings) else of_chunk
    return pieces


def _pieces(text: str, spellings: set[str]) -> list[Piece]:
    pieces: list[Piece] = []
    for chunk, is_word in split_words(text):
        for run, is_pairs in script_runs(chunk) if is_word else ((chunk, False),):
            hits = _pair_hits(run, spellings) if is_pairs else ((run, _is_hit(run, spellings)),)
            pieces += hits
    return pieces


def _is_hit(run: str, spellings: Iterable[str]) -> bool:
    return any(begins(spelling, term) for term in terms_of(run) for spelling in spellings)


def _pair_hits(run: str, spellings: set[str]) -> Iterator[Piece]:
    """Character by character."""
    for n, character in enumerate(run):
        around = (code_of(character), code_of(run[n : n + 2]), code_of(run[max(n - 1, 0) : n + 1]))
        yield character, any(one in spellings for one in around)


def _parts(chunk: str) -> tuple[tuple[str, ...], ...]:
    """Of Till4 and wi-fi each part may also stand in one word with the others."""
    numbered, joined = _NUMBERED.fullmatch(chunk), JOINT.sub("", chunk)
    also = _spellings(joined) if joined and (numbered or joined != chunk) else ()
    parts: list[tuple[str, ...]] = []
    for word in numbered.groups() if numbered else words_in(chunk):
        for run, is_pairs in script_runs(word):
            of_run = [(pair,) for pair in sorted(pairs_of(run, with_last=len(run) == 1))]
            parts += of_run if is_pairs else [(*_spellings(run), *also)]
    return tuple(dict.fromkeys(parts))


def _spellings(run: str) -> tuple[str, ...]:
    """In Latin letters; by its characters where there are none for it."""
    both = (in_latin_letters(run), in_latin_letters(run.translate(_AS_TWO)))
    found = tuple(dict.fromkeys(one[:_MOST_LETTERS] for one in both if one))
    return found or (code_of(run)[:_MOST_LETTERS],)
