"""Lines of a pasted list: what is left out before a name, and what is part of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.rules.pasted_lists import listed_names, without_bullet
from web.rules.text import visible

NAMES = {
    "Till 1": "Till 1",
    "  Till\u00a0\t1 ": "Till 1",
    "- Till 1": "Till 1",
    "– Till 1": "Till 1",
    "* Till 1": "Till 1",
    "•Till 1": "Till 1",
    "· Till 1": "Till 1",
    "\uf0b7\tTill 1": "Till 1",
    "☑\ufe0f Till 1": "Till 1",
    "- [ ] Till 1": "Till 1",
    "[x] Till 1": "Till 1",
    "> Till 1": "Till 1",
    ">> - Till 1": "Till 1",
    '"Till 1"': "Till 1",
    "„Kasse 1“": "Kasse 1",
    "| Till 1 | Ground |": "Till 1 Ground",
    "Till 1,": "Till 1",
    # Parts of a name.
    '"A" and "B"': '"A" and "B"',
    '19" rack': '19" rack',
    "*": "*",
    "-1": "-1",
    "-1 Parking": "-1 Parking",
    "2. Stock": "2. Stock",
    "4) Bakery": "4) Bakery",
    "*New* hall": "*New* hall",
    "[A] Entrance": "[A] Entrance",
    "A • B": "A • B",
}


@pytest.mark.parametrize("line", NAMES, ids=ascii)
def test_a_line(line: str) -> None:
    assert [name for _, name in listed_names(line)] == [NAMES[line]]


def test_each_line_is_one_however_it_ends() -> None:
    text = visible("Till 1\r\nTill 2\rTill 3\x0bTill 4\u2028Till 5\x85\n\u200b\nTill 6\x0c")
    assert [name for _, name in listed_names(text)] == [f"Till {one}" for one in range(1, 7)]


def test_lines_of_a_table_are_no_places() -> None:
    """Copied as Markdown, or from a mail."""
    text = "TILLS\n=====\n| Till 1 | G |\n|---|:-:|\n| Till 2 | G |\n-----\n"
    assert [name for _, name in listed_names(text)] == ["TILLS", "Till 1 G", "Till 2 G"]


def test_a_cell_with_a_line_break_is_one_place() -> None:
    """As spreadsheets copy it, RFC 4180."""
    text = '"Till\n1"\tGround\nTill 2\t"First ""A""\nfloor"\n19" rack\n24" rack'
    named = [name for _, name in listed_names(text)]
    assert named == ["Till 1 Ground", 'Till 2 First "A" floor', '19" rack', '24" rack']


@pytest.mark.parametrize(
    "table",
    [
        "Name\tFloor\nTill 1\tG\n\t\n\nTill 2\tG",
        "No.\tPlace\n\nTill 1 G\nTill 2 G",
        '"Place","Floor"\n"Till 1","G"\n"Till 2","G"',
        "sep=;\nPlatz;Etage\nTill 1;G\nTill 2;G",
        "| स्थान | मंज़िल |\n|---|---|\n| Till 1 | G |\n| Till 2 | G |",
        "الاسم\nTill 1 G\nTill 2 G",
        "YER\nTill 1 G\nTill 2 G",
    ],
    ids=ascii,
)
def test_headings_and_cells_of_a_table(table: str) -> None:
    assert [name for _, name in listed_names(table)] == ["Till 1 G", "Till 2 G"]


@pytest.mark.parametrize(
    "text", ["Name", "Till 1\nName", "Gate A; left\nTill 1", '"A" and "B"\n"C", east']
)
def test_what_is_no_table_stays_as_it_is(text: str) -> None:
    assert [name for _, name in listed_names(text)] == text.splitlines()


@given(st.text(max_size=20))
def test_something_is_left_of_every_line(line: str) -> None:
    assert bool(visible(without_bullet(line)).strip()) == bool(visible(line).strip())
