"""The index of docs/decisions, from the heads of its pages. Written by `python -m
tests.support.decisions`; tests/text/test_documentation.py compares it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "decisions"
_HEAD = re.compile(
    r"# (?P<number>\d+)\. (?P<title>.+)\n\n"
    r"Date: (?P<date>\d{4}-\d\d-\d\d) · "
    r"Status: (?:accepted|superseded by (?P<successor>\d+)) · "
    r"About: (?P<topic>[a-z -]+)\n\n"
)
_MARK = "<!-- written by: python -m tests.support.decisions -->\n"


@dataclass(frozen=True)
class Decision:
    file: str
    number: int
    title: str
    taken_on: date
    successor: int | None  # the number of the decision that replaces it
    topic: str

    @property
    def row(self) -> str:
        old = f", superseded by {self.successor}" if self.successor else ""
        return f"- [{self.number}. {self.title}]({self.file}) ({self.taken_on}{old})"


def decisions() -> Iterator[Decision]:
    """In the order of their numbers. Raises ValueError for a page without a proper head."""
    for path in sorted(FOLDER.glob("0*.md")):
        head = _HEAD.match(path.read_text())
        if not head:
            raise ValueError(f"{path.name} does not begin with title, date, status and topic")
        yield Decision(
            path.name,
            int(head["number"]),
            head["title"],
            date.fromisoformat(head["date"]),
            int(head["successor"]) if head["successor"] else None,
            head["topic"],
        )


def page() -> str:
    """README.md of the folder, with its index written anew."""
    above, mark, _ = (FOLDER / "README.md").read_text().partition(_MARK)
    found = list(decisions())
    parts = [
        f"\n## {topic.capitalize()}\n\n"
        + "".join(f"{one.row}\n" for one in found if one.topic == topic)
        for topic in sorted({one.topic for one in found})
    ]
    return above + mark + "".join(parts)


if __name__ == "__main__":
    (FOLDER / "README.md").write_text(page())
