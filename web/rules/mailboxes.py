"""E-mail addresses in running text: where one begins and ends. Pure.

RFC 5322 allows / = * ! and emoji in a local part. In what people write these separate an address
from its neighbours, so they end it here. Rather no address than a wrong one.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import category

from email_validator import EmailNotValidError, ValidatedEmail, validate_email
from publicsuffixlist import PublicSuffixList

_AT_SIGNS = tuple("@＠﹫")
_DOTS = tuple(".．")
_LOCAL_SIGNS = ".-_+&'’"
_RARE_SIGNS = tuple("#$%^~`")  # ambiguous beside an address: then there is none
_IN_URL = re.compile(r"://|\?[^\s=]*=")
_URL_END = re.compile(r"[\s<>\"“”„，。、；،]")
_URL_LENGTH = 200  # characters that are examined
_SELECTORS = range(0xFE00, 0xFE10)  # variation selectors
_SENTENCE_LABELS = 3  # x.at.Thanks: the last label may be the next sentence
_SUFFIXES = PublicSuffixList(accept_unknown=False, only_icann=True)


@dataclass(frozen=True)
class Mailbox:
    """`start` and `end` of where it is written."""

    start: int
    end: int
    local_part: str
    domain: str  # in A-labels


def mailboxes(text: str, numbers: Sequence[tuple[int, int]]) -> Iterator[Mailbox]:
    """In the order of the text. `numbers`: spans of telephone numbers in `text`."""
    for at in (n for n, one in enumerate(text) if one in _AT_SIGNS):
        start, end = _local_start(text, at, numbers), _domain_end(text, at + 1)
        if start is None or end is None or is_in_url(text, start) or _is_mixed(text[start:at]):
            continue
        if text[start] == "_" and text[end : end + 1] == "_":
            start += 1
        found = _read(text[start:end])
        if found:
            yield Mailbox(start, end, found.local_part, found.ascii_domain)


def is_in_url(text: str, start: int) -> bool:
    """Whether the address at `start` belongs to a URL, as in https://ana@example.org/."""
    return bool(_IN_URL.search(_URL_END.split(text[max(start - _URL_LENGTH, 0) : start])[-1]))


def _read(written: str) -> ValidatedEmail | None:
    plain = unicodedata.normalize("NFKC", written).replace("’", "'")  # as phones auto-correct it
    try:
        found = validate_email(plain, check_deliverability=False)
    except (EmailNotValidError, ValueError):
        return None
    return found if _may_end(found.ascii_domain) else None


def _may_end(domain: str) -> bool:
    """Whether a domain may end with these labels: not example.org.bitte, where the next word
    follows and is no top-level domain. Of two labels the last counts in any case."""
    *labels, last = domain.lower().split(".")
    return len(labels) + 1 < _SENTENCE_LABELS or _SUFFIXES.publicsuffix(last) is not None


def _local_start(text: str, at: int, numbers: Sequence[tuple[int, int]]) -> int | None:
    """Where the local part before `at` begins; None where that is ambiguous."""
    start = _run_start(text, at)
    for first, end in numbers:
        if first <= start + 1 and start < end < at:  # 0664/1234567-ana@: not 1234567-ana
            start = end
        elif first < start < end:
            return None
    before = text[max(start - 2, 0) : start]
    if before.endswith(_AT_SIGNS) or (before.endswith(_RARE_SIGNS) and _is_letter(before[0])):
        return None
    return next((n for n in range(start, at) if _begins(text[n : n + 2])), None)


def _run_start(text: str, at: int) -> int:
    start, has_case = at, False
    while start and (_is_letter(text[start - 1]) or text[start - 1] in _LOCAL_SIGNS):
        one = text[start - 1]
        # 联系ana@: a script without case, which puts no space between words.
        if (has_case and category(one) == "Lo") or text[start - 1 : start + 1] == "--":
            break
        if text[start - 1 : start + 2] == "...":
            return start + 2
        has_case = has_case or _has_case(one)
        start -= 1
    return start


def _domain_end(text: str, start: int) -> int | None:
    end = start
    while _is_letter(text[end : end + 1]) or text[end : end + 1] in ("-", *_DOTS):
        if text[end : end + 2] == "..":
            break
        end += 1
    if text[end : end + 1] in _AT_SIGNS:
        return None
    labels = re.split("[.．]", text[start:end])
    while labels and not re.match(r"[^\W\d]", labels[-1]):  # a full stop, or a number after it
        end -= len(labels.pop()) + 1
    if not labels or _is_sentence(labels):
        return None
    last = labels[-1]
    length = len(last) if last.lower().startswith("xn--") else _letters_of_one_kind(last)
    end += length - len(last)
    rest = last[length : length + 1]
    if rest.isdecimal() or (_script(rest) and _SUFFIXES.publicsuffix(last[:length]) is None):
        return None
    return end


def _is_sentence(labels: Sequence[str]) -> bool:
    *domain, last = labels
    return len(labels) >= _SENTENCE_LABELS and last.istitle() and "".join(domain).islower()


def _letters_of_one_kind(label: str) -> int:
    """Length of the prefix in one script: 谢谢 right after .at is not part of the domain."""
    script = _script(label[0])
    ends = (
        n
        for n, one in enumerate(label)
        if category(one)[0] not in "LM" or (category(one)[0] == "L" and _script(one) != script)
    )
    return next(ends, len(label))


def _is_mixed(local_part: str) -> bool:
    """Whether it mixes scripts, as in имейлana@: a word before it, or a look-alike letter."""
    return len({_script(one) for one in local_part} - {None}) > 1


def _script(letter: str) -> str | None:
    """Name of the script, such as LATIN; None for scripts without case and other characters."""
    plain = unicodedata.normalize("NFKC", letter)[:1]
    return unicodedata.name(plain).split()[0] if plain and _has_case(letter) else None


def _has_case(one: str) -> bool:
    return category(one) in ("Lu", "Ll")


def _begins(local_part: str) -> bool:
    """Whether a local part may begin so: a letter, digit or underscore, also after a plus."""
    digit = local_part.removeprefix("+")
    first = digit if digit.isdecimal() else local_part[0]
    return first == "_" or category(first[0])[0] in "LN"


def _is_letter(one: str) -> bool:
    """A letter, a mark on one, or a digit; not ①, nor a combining part of an emoji."""
    if not one or ord(one) in _SELECTORS:
        return False
    return category(one)[0] == "L" or category(one) in ("Mn", "Mc", "Nd")
