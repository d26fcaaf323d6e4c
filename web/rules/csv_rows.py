"""Rows of a CSV file (RFC 4180) that spreadsheets read as text and numbers, and run nothing of.

Pure. A cell that a spreadsheet would take for a formula gets an apostrophe in front, also where
quotes or spaces stand before it (OWASP, “CSV Injection”).
"""

from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"  # without it Excel does not read UTF-8
_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BEFORE = " \"'\u00a0\u200e\u200f\u2068"


def csv_row(cells: Iterable[object]) -> str:
    """Numbers stay numbers; None is an empty cell."""
    return ",".join(map(_cell, cells)) + "\r\n"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value}"
    text = str(value)
    if text.startswith(_BEGINS) or text.lstrip(_BEFORE).startswith(_BEGINS):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"'
