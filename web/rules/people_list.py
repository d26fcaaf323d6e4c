"""Names of people from a pasted list: one a line, or the columns of a spreadsheet. Pure.

Whatever is guessed is shown before anybody is invited.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from web.rules.text import isolated, name_key, visible
from web.rules.vocabulary import Role

MOST_PEOPLE = 200
LONGEST_NAME = 80
_LONGEST_PART = 60  # of a first or last name

_ROLES = {
    "employee": Role.EMPLOYEE,
    "staff": Role.EMPLOYEE,
    "colleague": Role.EMPLOYEE,
    "lead": Role.LEAD,
    "team lead": Role.LEAD,
    "shift lead": Role.LEAD,
    "manager": Role.LEAD,
    "supervisor": Role.LEAD,
    "admin": Role.ADMIN,
    "administrator": Role.ADMIN,
}
_HEADINGS = {
    "name": "name",
    "full name": "name",
    "employee name": "name",
    "first name": "first",
    "given name": "first",
    "last name": "last",
    "surname": "last",
    "family name": "last",
    "role": "role",
}
_BULLET = re.compile(r"^[ \t\u00a0]*(?:[-–—•*]|[0-9]{1,3}[.)])[ \t\u00a0]+")
_NO_NAME = re.compile(r"@|[0-9]{3}")  # a mailbox, a telephone or personnel number


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
    return tuple(_read_lines(text.splitlines(), default, notes))


def split_name(name: str) -> tuple[str, str]:
    """First and last name, for whoever corrects them."""
    first, _, last = " ".join(name.split()).partition(" ")
    return first[:_LONGEST_PART], last[:_LONGEST_PART]


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
        person = _person(number, cells, columns, default)
        key = name_key(person.name)
        if person.is_possible and key in notes:
            yield ListedPerson(number, person.name, person.role, notes[key], is_chosen=False)
            continue
        notes[key] = "Is in the list twice."
        yield person


def _cells(line: str) -> list[str]:
    plain = _BULLET.sub("", line)
    separator = next((one for one in "\t;," if one in plain), "\t")
    return [visible(" ".join(cell.replace('"', " ").split())) for cell in plain.split(separator)]


def _columns(cells: list[str]) -> list[str]:
    """What each column is, when this is a line of headings; "" for one that is of no use."""
    columns = [_HEADINGS.get(cell.casefold(), "") for cell in cells]
    return columns if {"name", "first", "last"} & set(columns) else []


def _person(number: int, cells: list[str], columns: list[str], default: Role) -> ListedPerson:
    names, role, unknown = _by_column(cells, columns) if columns else _by_look(cells)
    name = " ".join(names)
    if not any(one.isalpha() for one in name):
        fault = "There is no name in this line."
        return ListedPerson(number, " ".join(cells), default, fault, False, False)
    if len(name) > LONGEST_NAME:
        fault = f"A name has at most {LONGEST_NAME} characters."
        return ListedPerson(number, name, default, fault, False, False)
    note = f"“{isolated(unknown)}” is left out." if unknown else None
    return ListedPerson(number, name, role or default, note)


def _by_column(cells: list[str], columns: list[str]) -> tuple[list[str], Role | None, str]:
    of = {column: cell for column, cell in zip(columns, cells, strict=False) if column and cell}
    names = [of[column] for column in ("name", "first", "last") if column in of]
    role = _ROLES.get(of.get("role", "").casefold())
    return names, role, "" if role else of.get("role", "")


def _by_look(cells: list[str]) -> tuple[list[str], Role | None, str]:
    """A cell with a space is a whole name, else the next one is the last name."""
    words = [cell for cell in cells if cell and not _NO_NAME.search(cell)]
    roles = [_ROLES[word.casefold()] for word in words[1:] if word.casefold() in _ROLES]
    words = words[:1] + [word for word in words[1:] if word.casefold() not in _ROLES]
    count = 1 if words and " " in words[0] else 2
    return words[:count], roles[0] if roles else None, ", ".join(words[count:])
