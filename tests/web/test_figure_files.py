"""The report and its issues as CSV."""

import csv
import io
from datetime import timedelta

import pytest

from tests.web.answers import Answer
from tests.web.test_figures import busy, count
from tests.web.world import World
from web.reads.figures import issues

pytestmark = pytest.mark.chooses_languages


def read(answer: Answer) -> list[list[str]]:
    assert answer.text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(answer.text[1:])))


def test_the_weeks_as_a_file(world: World) -> None:
    busy(world)
    answer = world.lead.get("/site/report.csv")
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="own-it-report-site-')
    rows = read(answer)
    assert len(rows) == 13
    assert rows[0][:3] == ["Week from", "Issues", "Promises kept, in percent"]
    assert rows[-1][1:5] == ["2", "50.0", "0.0", "20.0"]
    assert rows[1][1:] == ["0", *[""] * 12, "0", "", ""]


def test_the_issues_as_a_file_name_no_customer_and_run_nothing(world: World) -> None:
    world.report(
        words='=HYPERLINK("http://x")',
        place="@home",
        customer_name="Farid Canary",
        customer_contact="+49 170 4711",
    )
    world.owner.act(world.report(), "note", text="canary note")
    count(world)
    answer = world.lead.get("/site/issues.csv")
    for private in ("Canary", "4711", "canary", world.people["owner"].last_name):
        assert private not in answer.text
    rows = read(answer)
    assert len(rows) == 3
    assert rows[1][3] == '\'=HYPERLINK("http://x")'
    assert rows[1][2] == "'@home"
    assert rows[1][6].endswith(("+01:00", "+02:00"))


def test_a_file_is_sent_in_batches(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        world.report(words=f"Number {number}")
    count(world)
    monkeypatch.setattr(issues, "BATCH", 2)
    assert [row[3] for row in read(world.lead.get("/site/issues.csv"))[1:]] == [
        f"Number {number}" for number in range(5)
    ]


def test_days_are_those_of_the_site(world: World) -> None:
    """Sunday 23:30 in Berlin is Sunday, though it is 22:30 in UTC; half past midnight is Monday."""
    now = world.clock()
    monday = (now + timedelta(days=7 - now.weekday())).replace(hour=22, minute=30, second=0)
    world.clock.now = monday - timedelta(days=1)
    world.report(words="On Sunday")
    world.clock.forward(minutes=60)
    world.report(words="On Monday")
    count(world)
    rows = read(world.lead.get("/site/report.csv"))
    assert [row[1] for row in rows[-2:]] == ["1", "1"]


@pytest.mark.parametrize("path", ["report.csv", "issues.csv"])
def test_headings_are_in_the_language_of_the_reader(world: World, path: str) -> None:
    """Also those that are written once the request has ended."""
    busy(world)
    answer = world.lead.get(f"/site/{path}", headers={"Accept-Language": "de"})
    assert "Noch einmal erzählt" in read(answer)[0]
