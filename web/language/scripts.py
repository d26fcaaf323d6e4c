"""The messages of scripts and of the service worker, as static/js/lib/messages.js reads them."""

import json
from gettext import NullTranslations

from babel.messages.mofile import read_mo

from web.language.catalogues import catalogue, catalogue_path
from web.language.known import Language, locale_of

Translated = dict[str, str | dict[str, str]]
_COUNTED = range(201)  # has every form of every language that is spoken here


def messages_script(language: Language, domain: str) -> bytes:
    """Part of what a page loads: no script may stand in a page (Content Security Policy)."""
    words = json.dumps(script_messages(language, domain), ensure_ascii=False, separators=(",", ":"))
    return f"Object.assign(globalThis.ownItMessages||=Object(),{words})".encode()


def script_messages(language: Language, domain: str) -> Translated:
    """By their English. A message with a number has its forms by plural category, as browsers name
    them (`Intl.PluralRules`). Empty where the catalogue is not compiled."""
    path = catalogue_path(language, domain).with_suffix(".mo")
    if not path.exists():
        return {}
    with path.open("rb") as compiled:
        ids = [one.id for one in read_mo(compiled) if one.id]
    words = catalogue(language, domain)
    return dict(_translated(one, words, language) for one in ids)


def _translated(
    message: str | list[str] | tuple[str, ...], words: NullTranslations, language: Language
) -> tuple[str, str | dict[str, str]]:
    if isinstance(message, str):
        return message, words.gettext(message)
    one, several = message
    category = locale_of(language).plural_form
    # Gettext’s forms are chosen by number, and some categories have several: the last one counts,
    # which is the usual one (1 rather than 0, 101 rather than 1).
    return one, {category(number): words.ngettext(one, several, number) for number in _COUNTED}
