"""What the documentation names exists: files, decisions, settings, links."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

import pytest

from tests.support import decisions
from web.config import Config
from web.environment import SETTINGS

ROOT = Path(__file__).parents[2]
CODE = [
    path
    for room in ("web", "push", "static", "templates", "tests")
    for path in (ROOT / room).rglob("*")
    if path.suffix in {".py", ".js", ".html", ".css"} and "vendor" not in path.parts
]
PAGES = [
    *(path for path in sorted(ROOT.glob("*.md")) if path.name != "CHANGELOG.md"),
    *sorted((ROOT / "docs").rglob("*.md")),
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
    cited = {
        (str(path.relative_to(ROOT)), int(number))
        for path in chain(CODE, PAGES)
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


class Asked(Mapping[str, str]):
    """An empty environment that remembers which variables were asked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def settings_of_the_readme() -> dict[str, str]:
    """By name, the default as it stands there."""
    rows = re.findall(
        r"^\| (`OWNIT_[^|]+) \| ([^|]+) \| [^|]+", (ROOT / "README.md").read_text(), re.MULTILINE
    )
    found: dict[str, str] = {}
    for names, default in rows:
        first, *others = re.findall(r"`([^`]+)`", names)
        stem = first.rpartition("_")[0]
        found |= {name.replace("…", stem): default for name in (first, *others)}
    return found


def test_the_readme_has_every_setting() -> None:
    asked = Asked()
    Config.from_env(asked)
    assert set(settings_of_the_readme()) == asked.names == set(SETTINGS)


def test_the_defaults_of_the_readme_are_those_of_the_program() -> None:
    written = {name: default.strip("`") for name, default in settings_of_the_readme().items()}
    simple = {
        name: default for name, default in written.items() if re.fullmatch(r"[\w.:/]+", default)
    }
    del simple["OWNIT_METRICS_TOKEN"], simple["OWNIT_PUSH_HOSTS"]  # "none"
    simple = {name: default for name, default in simple.items() if "_CHANNEL_" not in name}
    assert len(simple) >= 16
    assert Config.from_env(simple) == Config.from_env({})


_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def test_each_link_leads_to_a_file() -> None:
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in PAGES
        for target in _LINK.findall(page.read_text())
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert dead == []


_ROOMS = ("web", "push", "static", "templates", "tests", "docs", ".ci", ".github")
_FILE = re.compile(
    rf"(?<![\w/.])((?:{'|'.join(map(re.escape, _ROOMS))})/[\w./-]*[\w-])(?![\w/-]|\.\w)"
)


def test_each_file_that_the_documentation_names_exists() -> None:
    """CHANGELOG.md is left out: it tells what was."""
    named = {
        (str(page.relative_to(ROOT)), name)
        for page in PAGES
        for name in _FILE.findall(page.read_text())
    }
    assert len(named) > 100
    assert sorted(one for one in named if not (ROOT / one[1]).exists()) == []
