"""What the documentation names exists: files, decisions, settings, links."""

import re
from itertools import chain
from pathlib import Path

import pytest

from tests.support import decisions

ROOT = Path(__file__).parents[2]
CODE = [
    path
    for room in ("web", "push", "static", "templates", "tests")
    for path in (ROOT / room).rglob("*")
    if path.suffix in {".py", ".js", ".html", ".css"} and "vendor" not in path.parts
]


def test_each_decision_has_a_number_of_its_own() -> None:
    found = list(decisions.decisions())
    assert [int(one.file[:4]) for one in found] == [one.number for one in found]
    assert [one.number for one in found] == list(range(1, len(found) + 1))


def test_a_superseded_decision_names_a_later_one() -> None:
    found = list(decisions.decisions())
    numbers = {one.number for one in found}
    old = [one for one in found if one.successor is not None]
    assert [one.file for one in old if one.successor not in numbers] == []
    assert [one.file for one in old if (one.successor or 0) <= one.number] == []


def test_the_index_of_decisions_is_complete() -> None:
    assert (decisions.FOLDER / "README.md").read_text() == decisions.page(), (
        "run: .venv/bin/python -m tests.support.decisions"
    )


def test_each_decision_that_is_cited_exists() -> None:
    last = max(one.number for one in decisions.decisions())
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    cited = {
        (str(path.relative_to(ROOT)), int(number))
        for path in chain(CODE, pages)
        for number in re.findall(r"[Dd]ecisions? (\d+)", path.read_text())
    }
    assert cited
    assert {(name, number) for name, number in cited if not 0 < number <= last} == set()


@pytest.mark.parametrize("head", ["# 1. Choice\n\nText\n", "# Choice\n\nDate: 2026-11-22\n"])
def test_a_decision_without_date_and_status_is_refused(
    head: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "0001-choice.md").write_text(head)
    monkeypatch.setattr(decisions, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match="does not begin with"):
        list(decisions.decisions())
