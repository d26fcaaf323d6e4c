"""Prints what was measured as a table, beside its goal."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    name: str
    cells: tuple[str, ...]
    goal: str = ""
    is_met: bool | None = None  # None: there is no goal


def print_table(title: str, columns: tuple[str, ...], rows: list[Row]) -> None:
    lines = [("", *columns, "goal", "")] + [_line(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(f"\n{title}")
    for name, *cells in lines:
        padded = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
        print("  ", name.ljust(widths[0]), "  ".join(padded), flush=True)


def _line(row: Row) -> tuple[str, ...]:
    met = {True: "met", False: "MISSED", None: ""}[row.is_met]
    return (row.name, *row.cells, row.goal, met)
