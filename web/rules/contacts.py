"""Telephone numbers and e-mail addresses in what people write. Pure.

Decides alone what may be called or written to. Rather no link than a wrong one: a number that is
not valid in the site's country, or in the country it names, stays text.
"""

import re
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
    national_significant_number,
    parse,
)
from phonenumbers.shortnumberinfo import is_emergency_number

from web.rules.mailboxes import is_in_url, mailboxes
from web.rules.text import keyed_in, number_keyed_in

_MOST_TRIES = 50  # places in one text where a number may begin
# Separators inside one number of the matcher, and between its groups.
_SLASH = re.compile(r"\s*/[\s-]*|\s+[-–—]\s+")
_LAST_GROUP = re.compile(r"(\d+)\s+(\d{1,2})(\s*[-–]\s*\d{1,2})?$")
# Makes the last group part of another word: 17:00, 8 Uhr, 1. Stock.
_TIME = re.compile(r":\d|\.\d\d\b|\s*(?:Uhr|h|am|pm)\b", re.IGNORECASE)
_WORD = re.compile(r"\.?\s*[^\W\d_]")
_LONG_GROUP = 5  # digits; no group of one or two follows it
_WHOLE_NUMBER = 10  # digits including the area code; a shorter one may go on
# Replacements for the matcher, one for one: dots as in 0664·1234567, narrow spaces of typesetting.
_PLAIN_SIGNS = dict.fromkeys(map(ord, "·•‧∙⋅"), ".") | dict.fromkeys(
    map(ord, "\t\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"),
    " ",
)
_EXTENSION = re.compile(
    r"(?:(?:x|ext|extension|int|interno|poste|dw|durchwahl|nst|nebenstelle|kl|klappe)[.:]?|[-#])?"
    r"\s*([0-9](?: ?[0-9]){1,5})",
    re.IGNORECASE | re.ASCII,
)
_EMERGENCY = ("112", "911")  # mobile phones everywhere, 3GPP TS 22.101 section 10.1.1
_LETTER_IN_NUMBER = re.compile(r"\d.*[^\W\d_]", re.DOTALL)


@dataclass(frozen=True)
class ContactPart:
    """Part of a text; `href` (tel: or mailto:) where it can be called or written to."""

    text: str
    href: str | None = None


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    href: str


def contact_parts(text: str, country: str | None) -> tuple[ContactPart, ...]:
    """All of `text` in parts, in order. `country`: ISO 3166 code for numbers without one; None:
    only numbers with a country code become links."""
    numbers = tuple(_numbers(text, country))
    found = sorted((*_mailboxes(text, numbers), *numbers), key=lambda part: part.start)
    parts, end = [], 0
    for part in found:
        if part.start < end:  # digits in an address
            continue
        parts += [
            ContactPart(text[end : part.start]),
            ContactPart(text[part.start : part.end], part.href),
        ]
        end = part.end
    parts.append(ContactPart(text[end:]))
    return tuple(part for part in parts if part.text)


def dial_parts(text: str, country: str | None) -> tuple[ContactPart, ...]:
    """The same for a field that holds one number: also an extension, which works from a phone of
    the company; not one that would call an ambulance from every other phone."""
    match = _EXTENSION.fullmatch(number_keyed_in(text) or "")
    if match is None:
        return contact_parts(text, country)
    digits = match[1].replace(" ", "")
    calls_emergency = digits in _EMERGENCY or is_emergency_number(digits, country or "")
    return (ContactPart(text.strip(), None if calls_emergency else f"tel:{digits}"),)


def with_country_codes(text: str, country: str | None) -> str:
    """For reading it in another country: numbers without a country code get that of `country`."""
    return "".join(_abroad(part) for part in contact_parts(text, country))


def _abroad(part: ContactPart) -> str:
    if not part.href or not part.href.startswith("tel:") or keyed_in(part.text).startswith("+"):
        return part.text
    return part.href.removeprefix("tel:").replace(";ext=", " ext. ")


def e164(text: str, country: str | None) -> str | None:
    """The one number that `text` is, in the form of ITU-T E.164; None for anything else. Numbers
    with a country code need not be known as assigned. A name behind the number would be read as
    digits, as in 1-800-FLOWERS; then None."""
    if _LETTER_IN_NUMBER.search(text):
        return None
    try:
        number = parse(text, country)
    except NumberParseException:
        return None
    is_whole = text.strip().startswith(("+", "\uff0b")) and is_possible_number(number)
    if number.extension or not (is_whole or is_valid_number(number)):
        return None
    return format_number(number, PhoneNumberFormat.E164)


def _mailboxes(text: str, numbers: Sequence[_Found]) -> Iterator[_Found]:
    for mailbox in mailboxes(text, [(number.start, number.end) for number in numbers]):
        yield _Found(
            mailbox.start, mailbox.end, f"mailto:{quote(mailbox.local_part)}@{mailbox.domain}"
        )


def _numbers(text: str, country: str | None) -> Iterator[_Found]:
    plain = text.translate(_PLAIN_SIGNS)
    for match in PhoneNumberMatcher(plain, country, leniency=Leniency.VALID, max_tries=_MOST_TRIES):
        part = _Found(match.start, match.end, _tel(match.number))
        first = _first_number(part, plain, country) if not match.number.extension else part
        if first and not is_in_url(text, match.start):
            yield first


def _first_number(part: _Found, text: str, country: str | None) -> _Found | None:
    """Leaves out an extension, a floor or a time behind it, as in 0664 1234567/8; None where the
    end is ambiguous."""
    written = text[part.start : part.end]
    for end in (*_ends_at_slash(written), *_ends_at_group(written, text[part.end :])):
        try:
            number = parse(written[:end], country)
        except NumberParseException:
            continue
        if is_valid_number(number):
            is_whole = len(national_significant_number(number)) >= _WHOLE_NUMBER
            return _Found(part.start, part.start + end, _tel(number)) if is_whole else None
    return part


def _ends_at_slash(written: str) -> Iterator[int]:
    """Where a number may end before a slash or dash; not between the short groups of 0664/12/34."""
    begin = 0
    for match in _SLASH.finditer(written):
        if sum(sign.isdecimal() for sign in written[begin : match.start()]) >= _LONG_GROUP:
            yield match.start()
        begin = match.end()


def _ends_at_group(written: str, after: str) -> Iterator[int]:
    """Whether it may end before its last group of one or two digits, by what follows that."""
    last = _LAST_GROUP.search(written)
    if last is None:
        return
    is_doubtful = len(last[1]) >= _LONG_GROUP or len(last[2]) == 1
    if _TIME.match(after) or (is_doubtful and _WORD.match(after)):
        yield last.end(1)


def _tel(number: PhoneNumber) -> str:
    """A tel: URI without visual separators (RFC 3966)."""
    plain = format_number(number, PhoneNumberFormat.E164)
    return f"tel:{plain};ext={number.extension}" if number.extension else f"tel:{plain}"
