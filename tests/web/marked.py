"""A pseudo-locale that tests take back: whatever a message has is marked, letter by letter.

The words that a test expects are read as ever; what is compared, stored or sent on by its English
words is not found any more. Marks are of the private use area, which nobody writes.
"""

import re
from urllib.parse import unquote

_OFFSET = 0xE000
_BEGIN, _END = chr(_OFFSET), chr(_OFFSET + 1)
# Markup, entities and named values stay as they are.
_KEPT = re.compile(r"(<[^>]*>|&\w+;|%\(\w+\)s|%%)", re.ASCII)
_MARKED = re.compile("[\ue000-\ue07f]")
_ESCAPED = re.compile(r"\\ue0([0-7][0-9a-f])")  # as JSON has them
_QUOTED = re.compile(r"%EE%8[01]%[89AB][0-9A-F]")  # as addresses have them


def marked(message: str) -> str:
    parts = _KEPT.split(message)
    return (
        _BEGIN + "".join(one if n % 2 else _with_marks(one) for n, one in enumerate(parts)) + _END
    )


def without_marks(text: str) -> str:
    plain = _ESCAPED.sub(lambda one: chr(_OFFSET + int(one[1], 16)), text)
    plain = _QUOTED.sub(lambda one: unquote(one[0]), plain)
    return _MARKED.sub(lambda one: _letter(one[0]), plain)


def _with_marks(words: str) -> str:
    return "".join(
        chr(_OFFSET + ord(one)) if one.isascii() and one.isalpha() else one for one in words
    )


def _letter(mark: str) -> str:
    return "" if mark in (_BEGIN, _END) else chr(ord(mark) - _OFFSET)
