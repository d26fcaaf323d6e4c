"""Words as the terms that their other forms share: a stem, and the letters they begin with. Pure.

Stems depend on the language (Snowball). A beginning does not: it finds forms of a language that is
not known or has no stemmer, and compounds. Terms are ASCII, the same for every database.
"""

import re
import unicodedata
from functools import lru_cache
from importlib import import_module
from typing import Any, NamedTuple

from web.rules.tokens import code_of, in_latin_letters, pairs_of, script_runs, words_in

_MOST_LETTERS = 40  # of a word
_SHORTEST = 3  # stem
_BEGINNING = 4  # letters; shorter words have none
# Without a stemmer in Snowball: Ukrainian. The pseudo-locale is English.
_STEMMERS = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "en-XA": "english",
    "es": "spanish",
    "fr": "french",
    "hi": "hindi",
    "it": "italian",
    "nl": "dutch",
    "pl": "polish",
    "pt-BR": "portuguese",
    "tr": "turkish",
}
# Of Ukrainian nouns and adjectives.
_ENDING = re.compile(
    "(?:ами|ями|ові|еві|ому|ого|ими|ах|ях|ам|ям|ою|ею|єю|ів|їв|ей|ий|ій|ої|их|[аяуюиіїоеєьй])$"
)
_TURKISH = str.maketrans({"I": "ı", "İ": "i"})


class Word(NamedTuple):
    """`letters` of the word itself, in Latin script; empty for a pair of characters where a script
    has no spaces between words: each pair is one."""

    stem: str
    letters: str

    @property
    def is_pair(self) -> bool:
        return not self.letters

    @property
    def beginning(self) -> str | None:
        """Marked, so that it equals no stem."""
        if len(self.letters) < _BEGINNING or self.letters.isdigit() or not self.letters.isalnum():
            return None
        return f"#{self.letters[:_BEGINNING]}"

    @property
    def terms(self) -> tuple[str, ...]:
        return (self.stem,) if self.beginning is None else (self.stem, self.beginning)


def words_of(text: str, language: str) -> list[Word]:
    """In order. `language`: a code of `language.known`."""
    capitals = text.translate(_TURKISH) if language == "tr" else text
    words = words_in(unicodedata.normalize("NFKC", capitals).casefold())
    return [word for one in words for word in _words(one, language)]


@lru_cache(8192)
def _words(written: str, language: str) -> tuple[Word, ...]:
    found: list[Word] = []
    for run, is_without_spaces in script_runs(written):
        if is_without_spaces:
            found += [Word(pair, "") for pair in pairs_of(run, with_last=len(run) == 1)]
        else:
            found.append(_word(run[:_MOST_LETTERS], language))
    return tuple(found)


def _word(run: str, language: str) -> Word:
    letters = in_latin_letters(run) or code_of(run)[:_MOST_LETTERS]
    return Word(in_latin_letters(_stemmed(run, language)) or letters, letters)


def _stemmed(run: str, language: str) -> str:
    name = _STEMMERS.get(language)
    if name is None:
        return _without_ending(run)
    # Imported when it is first needed, in 40 ms. A stemmer keeps state: each call has its own.
    stemmer: Any = import_module("snowballstemmer").stemmer(name)
    return str(stemmer.stemWord(run))


def _without_ending(run: str) -> str:
    shorter = _ENDING.sub("", run)
    return shorter if len(shorter) >= _SHORTEST else run
