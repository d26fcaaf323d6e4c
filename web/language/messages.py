"""Messages of the catalogues in the language of now, with their named values.

A message is a whole sentence: `_("%(name)s owns this.", name=…)`. A percent sign is `%%`. Texts
that people wrote are isolated, so that their direction turns nothing around them (UAX #9).
"""

from web.language.catalogues import catalogue
from web.language.current import current_language
from web.language.direction import isolated_value
from web.language.known import LANGUAGES


def gettext(message: str, /, **values: object) -> str:
    return _filled(catalogue(current_language()).gettext(message), values)


def ngettext(one: str, several: str, num: int, /, **values: object) -> str:
    """`num` is a value, too: `ngettext("One photo", "%(num)s photos", 3)`."""
    words = catalogue(current_language()).ngettext(one, several, num)
    return _filled(words, {"num": num, **values})


def pgettext(context: str, message: str, /, **values: object) -> str:
    """`context` tells messages apart that are equal in English only."""
    return _filled(catalogue(current_language()).pgettext(context, message), values)


def gettext_noop(message: str) -> str:
    """Marks a message that is looked up later, such as a constant of a module."""
    return message


def ngettext_noop(one: str, several: str) -> tuple[str, str]:
    """The same for one with a number: `ngettext(*message, num)`."""
    return one, several


def in_every_language(message: str) -> list[str]:
    """To understand what people type, in whichever language they do."""
    return [catalogue(one).gettext(message) for one in LANGUAGES]


def _filled(words: str, values: dict[str, object]) -> str:
    return words % _Isolated(values)


class _Isolated(dict[str, object]):
    """The values of a message, of which many a message names one or two."""

    def __getitem__(self, name: str) -> object:
        return isolated_value(super().__getitem__(name))
