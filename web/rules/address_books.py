"""Names as address books, mail programs and chats copy them, brought to one a line. Pure."""

import quopri
import re

# vCard, RFC 6350; 2.1 has quoted-printable values. A line that begins with a space goes on the last
# one, and one that ends with = goes on in the next.
_CARD = re.compile(r"^BEGIN:VCARD\b.*?(?:^END:VCARD[ \t]*$|\Z)", re.I | re.M | re.S)
_FOLD = re.compile(r"\n[ \t]|=\n")
_NAMES = re.compile(r"^(?:\w+\.)?(FN|N)((?:;[^:\n]*)?):(.*)$", re.I | re.M)
_ESCAPED = re.compile(r"\\([\\,;:])")
_MAILBOX = r"[<(\[][^\s<>()@]+@[^\s<>()@]+[>)\]]"
# Of a mail, in the languages of mail programs; a word alone before a mailbox may be a name.
_LABEL = re.compile(
    r"^\s*(?:to|cc|bcc|cci|cco|ccn|dw|udw|an|von|from|à|de|para|a|da|aan|van|do|od|kime|kimden|bilgi"
    rf"|кому|від|копія|إلى|من|نسخة|प्रति|से)[ \u00a0]?:\s*(?=.*{_MAILBOX})",
    re.I | re.M,
)
# “Berg, Ana” <ana@…>: only of a whole name before a mailbox is it known which half is which.
_LAST_FIRST = re.compile(rf"([^\s\",;:<>][^\",;:<>\n]*),[ \t]*([^\",;:<>\n]+?)\"?(?=\s*{_MAILBOX})")
_RECIPIENTS = re.compile(
    r"(?<=[>)\]])[ \t]*[;,][ \t]*"
    rf"(?=$|(?:\"[^\"\n]*\"|[^\n;,<(]*(?:,[^\n;,<(]*)?)\s*{_MAILBOX})"
)
_ONE_LINE = re.compile(r"[ \t]*[;,؛،、][ \t]*|\s+(?:and|und|et|&|en|ve|та|और)\s+")
# Before the last of several alone: Maria e Silva and Ortega y Gasset are names.
_LAST_OF_LINE = re.compile(r"\s+(?:y|e|i|і|й)\s+")
_FULL_NAME = re.compile(r"[^\W\d_][^\d@:<>()\t]*\s[^\d@:<>()\t]*[^\W\d_][^\d@:<>()\t]*")
_WORD = re.compile(r"[^\W\d_][^\s\d@:<>()\t]*")
_LONGEST_LINE = 2000  # characters: of no more is it tried what it may be
_MOST_OF_ONE = 4  # single words beside each other: more are not the columns of one person


def one_a_line(text: str) -> str:
    """Cards, and the recipients of a mail."""
    text = _CARD.sub(lambda card: _name_of(card[0]), text)
    return "\n".join(_recipients(line) for line in _LABEL.sub("", text).split("\n"))


def _recipients(line: str) -> str:
    """Each with its first name first, where mailboxes say that they are recipients."""
    several = _RECIPIENTS.sub("\n", line).split("\n")
    return "\n".join(
        _LAST_FIRST.sub(r"\2 \1", one) if "@" in one and len(one) < _LONGEST_LINE else one
        for one in several
    )


def _name_of(card: str) -> str:
    """The formatted name, else the parts of the name; empty without either."""
    found = dict[str, str]()
    for name, parameters, value in _NAMES.findall(_FOLD.sub("", card)):
        if "QUOTED-PRINTABLE" in parameters.upper():
            value = quopri.decodestring(value.encode()).decode(errors="replace")
        found.setdefault(name.upper(), value.strip())
    if found.get("FN"):
        return _unescaped(found["FN"])
    last, first, *_ = *re.split(r"(?<!\\);", found.get("N", "")), "", ""
    return _unescaped(f"{first} {last}".strip())


def _unescaped(value: str) -> str:
    return " ".join(_ESCAPED.sub(r"\1", value).split())


def beside_each_other(text: str) -> list[str]:
    """The names of a list of one line; none where they may be the columns of one person."""
    if "\t" in text or text.strip().count("\n") or len(text) > _LONGEST_LINE:
        return []
    names = [one for one in _ONE_LINE.split(text.strip()) if one]
    if len(names) > 1:
        names[-1:] = _LAST_OF_LINE.split(names[-1])
    are_full = len(names) > 1 and all(map(_FULL_NAME.fullmatch, names))
    are_many = len(names) >= _MOST_OF_ONE and all(map(_WORD.fullmatch, names))
    return names if are_full or are_many else []
