"""Whether a name or contact that somebody looks for is the one that was written down. Pure."""

from urllib.parse import unquote

from web.rules.contacts import contact_parts
from web.rules.text import keyed_in, search_key

_LAST_DIGITS = 5  # that two spellings of one telephone number share


class Sought:
    """What somebody typed, of a customer."""

    def __init__(self, typed: str) -> None:
        self._typed = typed
        self._key = search_key(typed)
        self._links: dict[str | None, dict[str, str]] = {}  # by country

    def is_named(self, name: str) -> bool:
        """Whatever its case, accents and signs."""
        return name == self._typed or bool(self._key and search_key(name) == self._key)

    def is_reached_by(self, contact: str, country: str | None) -> bool:
        """The same; or with a telephone number or mailbox of it, in any spelling and beside
        whatever else. `country`: of numbers without one, where the contact was written down."""
        if self.is_named(contact):
            return True
        if country not in self._links:
            self._links[country] = _links(self._typed, country)
        links, letters = self._links[country], keyed_in(contact).casefold().replace("’", "'")
        plain = f"{letters} {_digits(contact)}"
        if not any(part in plain for part in links.values()):
            return False
        return bool(links.keys() & _links(contact, country).keys())


def _links(text: str, country: str | None) -> dict[str, str]:
    """Numbers without their extension, and mailboxes whatever their case; of each a part that every
    spelling has, since comparing links takes time."""
    found: dict[str, str] = {}
    for part in contact_parts(text, country):
        scheme, _, address = (part.href or "").casefold().partition(":")
        if scheme == "mailto":
            found[address] = unquote(address).partition("@")[0]
        elif scheme == "tel":
            number = address.partition(";")[0]
            found[number] = number[-_LAST_DIGITS:]
    return found


def _digits(text: str) -> str:
    return "".join(one for one in keyed_in(text) if one.isdecimal())
