"""Cells of CSV files."""

import pytest

from web.rules.csv_rows import csv_row


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("Till 4", '"Till 4"'),
        ('the "old" till', '"the ""old"" till"'),
        ("=1+1", '"\'=1+1"'),
        ("+49 30", '"\'+49 30"'),
        ("-2", '"\'-2"'),
        ("@SUM(A1)", '"\'@SUM(A1)"'),
        ("\t=1", '"\'\t=1"'),
        ("\r=1", '"\'\r=1"'),
        ('"=1+1', '"\'""=1+1"'),
        (" =1", '"\' =1"'),
        ("\uff1d1", '"\'\uff1d1"'),
        ("two\nlines", '"two\nlines"'),
        (None, ""),
        (-3, "-3"),
        (1.5, "1.5"),
    ],
)
def test_a_cell_is_never_a_formula(cell: object, written: str) -> None:
    assert csv_row([cell]) == written + "\r\n"
