"""Names of people from a pasted list: one a line, or the columns of a spreadsheet. Pure.

Whatever is guessed is shown before anybody is invited.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.language.messages import in_every_language
from web.rules.address_books import beside_each_other, one_a_line
from web.rules.pasted_lists import OF_SPREADSHEET, whole_cells, without_bullet
from web.rules.people_words import OTHER_HEADINGS, OTHER_ROLES
from web.rules.text import name_key, normal_word, visible
from web.rules.vocabulary import Role

_Kind = TypeVar("_Kind")

MOST_PEOPLE = 200
LONGEST_NAME = 80
_LONGEST_PART = 60  # of a first or last name

# As pages name them.
_ROLES = {
    N_("Employee"): Role.EMPLOYEE,
    N_("Lead"): Role.LEAD,
    N_("Admin"): Role.ADMIN,
}
_HEADINGS = {
    N_("Name"): "name",
    N_("First name"): "first",
    N_("Last name"): "last",
    N_("Role"): "role",
}
# “Name” beside a heading for half of a name is the other half.
_OTHER_HALF = {"first": "last", "last": "first"}
# No name begins with a number: 1. 1) (1) 1- #1 and 1 before a name, ① and a); not the cell before a
# tab, which may have a heading.
_NUMBERING = re.compile(
    r"\A\s*(?:(?:(?:no|nr)\b\.? ?|[#№] ?)?\(?\d{1,3}(?:[.)．）、]\s*|\s*[-–:]\s+| +)"
    r"|[\u2460-\u2473]\s*|[a-z]\)\s+)"
    r"(?=[^\W\d_])",
    re.IGNORECASE,
)
_SEPARATORS = ("\t", ";；؛", "|", ",，،、")  # the first that a line has separates its cells
# A mailbox, a telephone or personnel number, a time of day, an error of a spreadsheet.
_NO_NAME = re.compile(r"@|[0-9]{3}|[0-9]:[0-9]{2}|\A#(?:N/A|NAME\?|REF!|NULL!)")
_TITLE = re.compile(r".+[:：]")  # of a part of the list: Early shift:
# Behind a name: its mailbox or telephone number, as mail programs and address books write them.
_CONTACT = re.compile(r"\s+(?:[<(\[]?[^\s<>@]+@[^\s<>@]+>?|[+(0-9][0-9 /()+.-]{4,}\s*$)")
_ROLE_BEHIND = re.compile(
    r"(?P<name>.+?)\s*(?:[(\[](?P<role>[^()]+)[)\]]|(?:\s[-–—]|\s?[:/])\s*(?P<other>.+))"
)


@dataclass(frozen=True)
class ListedPerson:
    line: int  # of the list, from 1
    name: str
    role: Role
    note: str | None = None  # a sentence about what was understood
    is_chosen: bool = True  # unless somebody chooses otherwise
    is_possible: bool = True  # False: this line is no name


def read_people(
    text: str, default: Role, known: Mapping[str, str] | None = None
) -> tuple[ListedPerson, ...]:
    """`known`: sentences about people who are here or invited, by `name_key`."""
    notes = dict(known or {})
    names = beside_each_other(text)
    text = text if any(map(_role_named, names)) else "\n".join(names) or text
    lines = whole_cells(one_a_line(text)).splitlines()
    lines = ["" if OF_SPREADSHEET.fullmatch(line) else line for line in lines]
    return tuple(_read_lines(lines, default, notes))


def split_name(name: str) -> tuple[str, str]:
    """First and last name, for whoever corrects them; also of “Berg, Ana”, though not of “Ana Berg,
    PhD”."""
    plain = " ".join(name.split()).strip(" ,")
    first, _space, last = plain.partition(" ")
    if first.endswith(","):
        first, last = last, first
    return first.strip(",")[:_LONGEST_PART], last.strip(",")[:_LONGEST_PART]


def _read_lines(
    lines: Sequence[str], default: Role, notes: dict[str, str]
) -> Iterator[ListedPerson]:
    columns: list[str] = []
    is_first = True
    for number, line in enumerate(lines, start=1):
        cells = _cells(line)
        if not any(cells):
            continue
        if is_first:
            is_first = False
            columns = _columns(cells)
            if columns:
                continue
            if _looks_like_headings(cells, [_cells(line) for line in lines[number:]]):
                yield _headings(number, cells, default)
                continue
        if _TITLE.fullmatch(line.strip()):
            yield _headings(number, cells, default)
            continue
        person = _person(number, cells, columns, default)
        key = name_key(person.name)
        if person.is_possible and key in notes:
            yield ListedPerson(number, person.name, person.role, notes[key], is_chosen=False)
            continue
        notes[key] = _("Is in the list twice.")
        yield person


def _cells(line: str) -> list[str]:
    plain = without_bullet(line)
    if number := _NUMBERING.match(plain):
        plain = plain[number.end() :]
    signs = next((some for some in _SEPARATORS if any(one in plain for one in some)), "\t")
    parts = re.split(f"[{re.escape(signs)}]", plain)
    cells = [visible(" ".join(part.replace('"', " ").split())) for part in parts]
    return _without_role(cells[0]) if len(cells) == 1 else cells


def _without_role(cell: str) -> list[str]:
    """Two cells for “Ana Berg (lead)”, “Ana Berg - lead” and “Ana Berg: lead”."""
    match = _ROLE_BEHIND.fullmatch(cell)
    role = (match["role"] or match["other"]) if match else ""
    return [match["name"], role] if match and _role_named(role) else [cell]


def _role_named(cell: str) -> Role | None:
    return _role_words().get(normal_word(cell))


@cache
def _role_words() -> dict[str, Role]:
    return _by_word(_ROLES) | OTHER_ROLES


@cache
def _heading_words() -> dict[str, str]:
    return _by_word(_HEADINGS) | OTHER_HEADINGS


def _by_word(messages: Mapping[str, _Kind]) -> dict[str, _Kind]:
    return {
        normal_word(word): one
        for message, one in messages.items()
        for word in in_every_language(message)
    }


def _columns(cells: list[str]) -> list[str]:
    """What each column is, when this is a line of headings; "" for one that is of no use."""
    columns = [_heading_words().get(normal_word(cell), "") for cell in cells]
    half = next((_OTHER_HALF[one] for one in columns if one in _OTHER_HALF), "name")
    if not {"first", "last"} <= set(columns):
        columns = [half if one == "name" else one for one in columns]
    return columns if {"name", "first", "last"} & set(columns) else []


def _looks_like_headings(cells: list[str], below: Sequence[list[str]]) -> bool:
    """In whatever language: of a column of mailboxes or telephone numbers it has a word."""
    columns = [[row[n] for row in below if n < len(row) and row[n]] for n in range(len(cells))]
    return len(cells) > 1 and any(
        len(column) > 1 and not _NO_NAME.search(cell) and all(map(_NO_NAME.search, column))
        for cell, column in zip(cells, columns, strict=True)
        if cell
    )


def _person(number: int, cells: list[str], columns: list[str], default: Role) -> ListedPerson:
    names, role, unknown = _by_column(cells, columns) if columns else _by_look(cells)
    name = " ".join(names)
    if not any(one.isalpha() for one in name):
        fault = _("There is no name in this line.")
        return ListedPerson(number, " ".join(cells), default, fault, False, False)
    if len(name) > LONGEST_NAME:
        fault = _("A name has at most %(most)s characters.", most=LONGEST_NAME)
        return ListedPerson(number, name, default, fault, False, False)
    note = _("“%(words)s” is left out.", words=unknown) if unknown else None
    return ListedPerson(number, name, role or default, note)


def _headings(number: int, cells: list[str], default: Role) -> ListedPerson:
    note = _("This line looks like the headings of the list.")
    return ListedPerson(number, " ".join(cells)[:LONGEST_NAME], default, note, is_chosen=False)


def _without_contact(cell: str) -> str:
    return _CONTACT.sub("", cell).strip().rstrip(":：").rstrip()


def _by_column(row: list[str], columns: list[str]) -> tuple[list[str], Role | None, str]:
    of = {column: cell for column, cell in zip(columns, row, strict=False) if column and cell}
    halves = ("first", "middle", "last")
    wanted = halves if {"first", "last"} <= of.keys() else ("name", *halves)
    cells = (of[column] for column in wanted if column in of)
    names = [name for name in map(_without_contact, cells) if not _NO_NAME.search(name)]
    if "role" not in columns:  # its heading is none that is known
        others = (cell for column, cell in zip(columns, row, strict=False) if not column)
        return names, next(filter(None, map(_role_named, others)), None), ""
    role = _role_named(of.get("role", ""))
    return names, role, "" if role else of.get("role", "")


def _by_look(cells: list[str]) -> tuple[list[str], Role | None, str]:
    """A cell with a space is a whole name, else the next one is the last name."""
    named = [_without_contact(cell) for cell in cells]
    words = [cell for cell in named if any(map(str.isalpha, cell)) and not _NO_NAME.search(cell)]
    roles = [role for role in map(_role_named, words[1:]) if role]
    words = words[:1] + [word for word in words[1:] if not _role_named(word)]
    count = 1 if words and " " in words[0] else 2
    return words[:count], roles[0] if roles else None, ", ".join(words[count:])
