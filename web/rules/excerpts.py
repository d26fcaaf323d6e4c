"""The parts of a long text that show what was searched for in it. Pure."""

import unicodedata
from collections.abc import Sequence
from itertools import groupby

from web.rules.search import Piece, SearchWord, begins, marked, terms_of

_LEAST = 8  # letters beside a hit, however many there are
_Span = tuple[int, int]


def excerpt(text: str, words: Sequence[SearchWord], longest: int = 80) -> tuple[Piece, ...]:
    """The text around the first hit of each word, in about `longest` characters and whole words;
    all of a text that is no longer; empty where nothing in it was searched for."""
    plain = " ".join(text.split())
    pieces = marked(plain, words)
    hits = _first_hits(pieces, words)
    if not hits or len(plain) <= longest:
        return pieces if hits else ()
    shown: list[Piece] = []
    for start, end in _windows(plain, hits, longest):
        gap = "" if not start else " … " if shown else "…"
        shown += [(gap, False), *marked(plain[start:end], words)]
    shown.append((" …" if end < len(plain) else "", False))
    return tuple(
        ("".join(piece for piece, _ in same), is_hit)
        for is_hit, same in groupby((one for one in shown if one[0]), lambda piece: piece[1])
    )


def _first_hits(pieces: Sequence[Piece], words: Sequence[SearchWord]) -> list[_Span]:
    """Where each part of a word is found first."""
    unseen = {part for word in words for part in word.parts}
    hits: list[_Span] = []
    at = 0
    for text, is_hit in pieces:
        terms = terms_of(text) if is_hit else ()
        seen = {one for one in unseen if any(begins(by, term) for by in one for term in terms)}
        if seen or (is_hit and not hits):
            hits.append((at, at + len(text)))
        unseen -= seen
        at += len(text)
    return hits


def _windows(plain: str, hits: Sequence[_Span], longest: int) -> list[_Span]:
    """One around each hit; those that touch are one."""
    spare = longest - sum(end - start for start, end in hits)
    around = max(spare // (2 * len(hits)), _LEAST)
    windows: list[_Span] = []
    for hit in hits:
        start, end = _window(plain, hit, around)
        if windows and start <= windows[-1][1] + 1:
            windows[-1] = (windows[-1][0], max(end, windows[-1][1]))
        else:
            windows.append((start, end))
    return windows


def _window(plain: str, hit: _Span, around: int) -> _Span:
    """What the text is too short for on one side of a hit is left to the other."""
    start, end = hit[0] - around, hit[1] + around
    start, end = start - max(end - len(plain), 0), end - min(start, 0)
    return _word_start(plain, max(start, 0), hit[0]), _word_end(plain, min(end, len(plain)), hit[1])


def _word_start(plain: str, at: int, hit: int) -> int:
    """The next one from there on; none is cut where there are no spaces."""
    space = plain.find(" ", max(at - 1, 0), hit)
    if at and space >= 0:
        return space + 1
    while at < hit and _belongs_to_last(plain[at]):
        at += 1
    return at


def _word_end(plain: str, at: int, hit: int) -> int:
    space = plain.rfind(" ", hit, at + 1)
    if at < len(plain) and space >= 0:
        return space
    while hit < at < len(plain) and _belongs_to_last(plain[at]):
        at -= 1
    return at


def _belongs_to_last(character: str) -> bool:
    return unicodedata.category(character)[0] in ("M", "C")  # U+200D joins emoji
