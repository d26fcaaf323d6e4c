"""Whether a name or contact that somebody looks for is the one that was written down. Pure."""

from web.rules.contacts import contact_parts
from web.rules.text import keyed_in, search_key

_LAST_DIGITS = 5  # that two spellings of one telephone number share


class Sought:
    """What somebody typed, of a customer."""

    def __init__(self, typed: str) -> None:
        self._typed = typed
        self._key = search_key(typed)
        self._digits = _digits(typed)[-_LAST_DIGITS:]
        self._links: dict[str | None, frozenset[str]] = {}  # by country

    def is_named(self, name: str) -> bool:
        """Whatever its case, accents and signs."""
        return name == self._typed or bool(self._key and search_key(name) == self._key)

    def is_reached_by(self, contact: str, country: str | None) -> bool:
        """The same; or with a telephone number of it, in any spelling. `country`: of numbers
        without one, where the contact was written down."""
        if self.is_named(contact):
            return True
        if len(self._digits) < _LAST_DIGITS or self._digits not in _digits(contact):
            return False
        if country not in self._links:
            self._links[country] = _numbers(self._typed, country)
        return bool(self._links[country] & _numbers(contact, country))


def _numbers(text: str, country: str | None) -> frozenset[str]:
    links = (part.href or "" for part in contact_parts(text, country))
    return frozenset(link for link in links if link.startswith("tel:"))


def _digits(text: str) -> str:
    return "".join(one for one in keyed_in(text) if one.isdecimal())
