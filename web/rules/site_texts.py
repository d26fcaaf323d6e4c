"""A site's own texts in a reader's language: names of its places, and what people may do there.

A site has each once, without a language, and in some languages as well. Issues keep the name
without one, so that names can be compared. Pure.
"""

from collections.abc import Collection, Mapping
from typing import Any

from web.language.current import current_language
from web.rules.text import name_key

# By the code of a language; of former words, behind a mark before it.
Translations = Mapping[str, str]
PlaceNames = Mapping[str, Mapping[str, str]]  # by code, then by the name without a language


def clean_translations(document: Any) -> dict[str, str] | None:
    """Of a document from the database, what can be shown."""
    if not isinstance(document, dict):
        return None
    return {str(key): text for key, text in document.items() if isinstance(text, str)}


def clean_place_names(document: Any) -> dict[str, dict[str, str]] | None:
    if not isinstance(document, dict):
        return None
    return {str(code): clean_translations(names) or {} for code, names in document.items()}


_FORMER = "former "


def outdated(translations: Translations | None) -> dict[str, str] | None:
    """Of words that have changed: marked, for whoever translates the new ones."""
    former = {
        code if code.startswith(_FORMER) else f"{_FORMER}{code}": text
        for code, text in sorted((translations or {}).items(), reverse=True)
    }
    return former or None


def to_translate(code: str, translations: Translations | None) -> str:
    """What an admin begins with, also that of former words."""
    found = translations or {}
    return found.get(code) or found.get(f"{_FORMER}{code}", "")


def with_translation(
    translations: Translations | None, code: str, text: str | None
) -> dict[str, str] | None:
    """Also instead of that of former words; without it when it is empty. None: there is none."""
    known = (translations or {}).items()
    others = {its: words for its, words in known if its not in (code, f"{_FORMER}{code}")}
    return {**others, **({code: text} if text else {})} or None


def in_readers_language(text: str, translations: Translations | None) -> str:
    return (translations or {}).get(current_language().code, text)


def place_in_words(place: str | None, names: PlaceNames | None) -> str | None:
    """The name of a place as the reader knows it. What somebody typed instead stays as it is."""
    if not names or place is None:
        return place
    return names.get(current_language().code, {}).get(place, place)


def other_names(place: str, names: PlaceNames | None) -> list[tuple[str, str]]:
    """With the codes of their languages; one that several share is there once."""
    by_name = {
        of_language[place]: code
        for code, of_language in (names or {}).items()
        if of_language.get(place, place) != place
    }
    return [(code, name) for name, code in by_name.items()]


def without_names(
    keys: Collection[str], names: PlaceNames | None
) -> dict[str, dict[str, str]] | None:
    """Without translations that now are, by `keys`, the name of another place. Those of removed
    places stay for when they come back."""
    others = {
        code: {
            main: name
            for main, name in of_language.items()
            if name_key(name) == name_key(main) or name_key(name) not in keys
        }
        for code, of_language in (names or {}).items()
    }
    return {code: of_language for code, of_language in others.items() if of_language} or None


def main_name(written: str | None, names: PlaceNames | None) -> str | None:
    """The name without a language, of what a reader chose or wrote in any of them."""
    if not names or written is None:
        return written
    key = name_key(written)
    for of_language in (names.get(current_language().code, {}), *names.values()):
        for main, name in of_language.items():
            if name_key(name) == key:
                return main
    return written
