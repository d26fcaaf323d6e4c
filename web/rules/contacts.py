"""Telephone numbers and e-mail addresses, as people write them. Pure.

The one place that decides what may be called or written to. Rather no link than a wrong one: what
is no valid number of the site's country, or of the country that it names, stays text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from phonenumbers import (
    Leniency,
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    format_number,
    is_possible_number,
    is_valid_number,
    parse,
)

from web.rules.mailboxes import is_in_url, mailboxes

_MOST_TRIES = 50  # places in one text where a number may begin
_MIDDLE_DOTS = dict.fromkeys(map(ord, "·•‧∙⋅"), ".")  # for the matcher, in 0664·1234567


@dataclass(frozen=True)
class ContactPart:
    """A stretch of a text; `href` where it can be called or written to."""

    text: str
    href: str | None = None


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    href: str


def contact_parts(text: str, country: str | None) -> tuple[ContactPart, ...]:
    """The whole of `text`, in its order. `country`: ISO 3166 code of numbers without one; None:
    only numbers that begin with their country are links."""
    numbers = tuple(_numbers(text, country))
    found = sorted((*_mailboxes(text, numbers), *numbers), key=lambda one: one.start)
    parts, end = [], 0
    for one in found:
        if one.start < end:  # digits in an address
            continue
        parts += [
            ContactPart(text[end : one.start]),
            ContactPart(text[one.start : one.end], one.href),
        ]
        end = one.end
    parts.append(ContactPart(text[end:]))
    return tuple(part for part in parts if part.text)


def e164(text: str, country: str | None) -> str | None:
    """The one number that `text` is, as ITU-T E.164 has it; None for anything else. A number that
    begins with its country may be newer than what is known of that country."""
    try:
        number = parse(text, country)
    except NumberParseException:
        return None
    is_whole = text.strip().startswith(("+", "\uff0b")) and is_possible_number(number)
    if number.extension or not (is_whole or is_valid_number(number)):
        return None
    return format_number(number, PhoneNumberFormat.E164)


def _mailboxes(text: str, numbers: Sequence[_Found]) -> Iterator[_Found]:
    for one in mailboxes(text, [(number.start, number.end) for number in numbers]):
        yield _Found(one.start, one.end, f"mailto:{quote(one.local_part)}@{one.domain}")


def _numbers(text: str, country: str | None) -> Iterator[_Found]:
    plain = text.translate(_MIDDLE_DOTS)
    for match in PhoneNumberMatcher(plain, country, leniency=Leniency.VALID, max_tries=_MOST_TRIES):
        if not is_in_url(text, match.start):
            yield _Found(match.start, match.end, _tel(match.number))


def _tel(number: PhoneNumber) -> str:
    """RFC 3966, without visual separators."""
    plain = format_number(number, PhoneNumberFormat.E164)
    return f"tel:{plain};ext={number.extension}" if number.extension else f"tel:{plain}"
