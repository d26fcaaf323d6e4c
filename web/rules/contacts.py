"""Telephone numbers and e-mail addresses, as people write them. Pure.

The one place that decides what may be called or written to. Rather no link than a wrong one: what
is no valid number of the site's country, or of the country that it names, stays text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from email_validator import EmailNotValidError, validate_email
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

_MAILBOX = re.compile(r"[^\s<>,;:()\[\]\"“”„]+@[^\s<>,;:()\[\]\"“”„/?]+")
_MOST_TRIES = 50  # places in one text where a number may begin
_SENTENCE_END = ".!?’'"


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
    found = sorted((*_mailboxes(text), *_numbers(text, country)), key=lambda one: one.start)
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


def _mailboxes(text: str) -> Iterator[_Found]:
    for match in _MAILBOX.finditer(text):
        written = match[0].rstrip(_SENTENCE_END)
        try:
            mailbox = validate_email(written, check_deliverability=False)
        except (EmailNotValidError, ValueError):
            continue
        href = f"mailto:{quote(mailbox.local_part)}@{mailbox.ascii_domain}"
        yield _Found(match.start(), match.start() + len(written), href)


def _numbers(text: str, country: str | None) -> Iterator[_Found]:
    for match in PhoneNumberMatcher(text, country, leniency=Leniency.VALID, max_tries=_MOST_TRIES):
        yield _Found(match.start, match.end, _tel(match.number))


def _tel(number: PhoneNumber) -> str:
    """RFC 3966, without visual separators."""
    plain = format_number(number, PhoneNumberFormat.E164)
    return f"tel:{plain};ext={number.extension}" if number.extension else f"tel:{plain}"
