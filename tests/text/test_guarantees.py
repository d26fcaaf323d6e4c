"""Every test that `docs/guarantees.md` names exists, and no guarantee stands without one."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = [
    line for line in (ROOT / "docs" / "guarantees.md").read_text().splitlines() if "| G" in line
]
_TEST = re.compile(r"`(tests/[a-z_/]+\.py)::(test_[a-z0-9_]+)`")


def test_each_guarantee_names_a_test() -> None:
    assert [row.split("|")[1].strip() for row in ROWS] == [f"G{number}" for number in range(1, 21)]
    assert all(_TEST.search(row) for row in ROWS)


def test_each_named_test_exists() -> None:
    named = [match for row in ROWS for match in _TEST.findall(row)]
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).exists() or f"def {name}(" not in (ROOT / file).read_text()
    ]
    assert not missing
