"""What it adds up to: what a lead reads, the issues behind it, and the files."""

import pytest
from sqlalchemy import delete, select
from sqlmodel import Session, col

from tests.support.statements import statements
from tests.web.answers import Browser
from tests.web.world import World
from web.acts import figures
from web.acts.core.tap import Unit
from web.acts.privacy import erasure
from web.cli.passes import CountFigures
from web.rules.retention import Extent
from web.rules.vocabulary import Introduction, Urgency
from web.store.tables.figures import FiguresOfIssue, FiguresProgress
from web.store.tables.issues import Issue


def count(world: World) -> None:
    """As the worker does, to its end."""
    CountFigures(world.database, world.database, world.clock)()
    with world.database.read() as session:
        assert not figures.finds(session)


def rows_of(world: World) -> list[FiguresOfIssue]:
    with world.database.read() as session:
        return list(session.scalars(select(FiguresOfIssue).order_by(col(FiguresOfIssue.issue_id))))


def resolve(world: World, ref: str, by: Browser | None = None, **more: str) -> None:
    assert (by or world.owner).act(ref, "resolve", text="Replaced it", **more).status == 303


def busy(world: World) -> str:
    """One issue that was resolved in time, with a cold step; one that is late by now."""
    ref = world.report(place="Till 4", urgency=Urgency.NOW)
    world.ask(ref, how=Introduction.NONE)
    world.clock.forward(minutes=20)
    resolve(world, ref, used="A voucher", retold="1")
    world.report("colleague", "Lift is stuck", urgency=Urgency.NOW)
    world.clock.forward(minutes=31)
    count(world)
    return ref


def test_a_lead_reads_the_figures_of_the_site(world: World) -> None:
    busy(world)
    words = world.lead.get("/site/report").words
    assert "As of" in words
    assert "Issues 2 nothing before" in words
    assert "Promises kept 50%" in words  # the other one is late, though it has not ended
    assert "Time to resolved 20 min" in words
    assert "Requests without an introduction 1" in words
    assert "Decided without asking 1" in words


def test_a_new_site_says_that_there_is_nothing_yet(world: World) -> None:
    assert "It is being counted." in world.lead.get("/site/report").words
    count(world)
    words = world.lead.get("/site/report").words
    assert "Nothing was reported in this time." in words
    assert "Promises kept Nothing to count yet" in words
    assert "0%" not in words


def test_only_what_happened_since_is_counted(world: World) -> None:
    busy(world)
    before = {one.issue_id: one.event_id for one in rows_of(world)}
    world.report(words="A new one")
    count(world)
    after = {one.issue_id: one.event_id for one in rows_of(world)}
    assert before.items() <= after.items()
    assert len(after) == len(before) + 1


@pytest.mark.parametrize("batch", [1, 3, 400])
def test_counting_from_nothing_gives_the_same(
    world: World, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy(world)
    before = [repr(one) for one in rows_of(world)]
    with world.database.write() as session:
        session.execute(delete(FiguresOfIssue))
        session.execute(delete(FiguresProgress))
    monkeypatch.setattr(figures, "_EVENTS", batch)
    more = CountFigures(world.database, world.database, world.clock)
    while more():
        pass
    assert [repr(one) for one in rows_of(world)] == before


def test_a_worker_that_is_killed_leaves_nothing_half_counted(world: World) -> None:
    world.report()

    def killed(session: Session) -> None:
        figures.count(session, world.clock())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), world.database.write() as session:
        killed(session)
    assert not rows_of(world)
    count(world)
    assert len(rows_of(world)) == 1


def test_the_page_says_how_old_it_is(world: World) -> None:
    busy(world)
    first = world.clock()
    world.clock.forward(minutes=7)
    world.report(words="Not counted yet")
    page = world.lead.get("/site/report")
    assert "Issues 2 " in page.words
    assert f'datetime="{first:%Y-%m-%dT%H:%M:%SZ}"' in page.text


def test_what_was_undone_is_counted_anew(world: World) -> None:
    ref = world.report()
    resolve(world, ref)
    count(world)
    assert "Time to resolved 0 min" in world.lead.get("/site/report").words
    with world.database.read() as session:
        version = session.scalars(select(col(Issue.version)).where(col(Issue.ref) == ref)).one()
    assert world.owner.act(ref, "undo", version=str(version)).status == 303
    count(world)
    assert "Time to resolved Nothing to count yet" in world.lead.get("/site/report").words


def test_each_figure_leads_to_its_issues(world: World) -> None:
    ref = busy(world)
    page = world.lead.get("/site/report/cold?period=weeks")
    assert f"/issues/{ref}" in page.text
    assert "Lift is stuck" not in page.words
    assert "Lift is stuck" in world.lead.get("/site/report/promises").words
    assert "There are none in this time." in world.lead.get("/site/report/reopened").words
    assert world.lead.get("/site/report/shoes").status == 404


def test_the_list_is_paged(world: World) -> None:
    for number in range(27):
        world.report(words=f"Number {number:02}")
    count(world)
    first = world.lead.get("/site/report/issues")
    assert "Number 26" in first.words
    assert "Number 01" not in first.words
    assert first.page is not None
    href = next(a.get("href") for a in first.page.root.iter("a") if a.get("rel") == "next")
    second = world.lead.get(str(href))
    assert "Number 01" in second.words
    assert "Number 26" not in second.words


def test_a_lead_reads_their_own_site_alone(world: World) -> None:
    busy(world)
    there = f"?site={world.elsewhere.id}"
    for path in ("report", "report/issues", "report.csv", "issues.csv"):
        assert world.lead.get(f"/site/{path}{there}").status == 404
        assert world.admin.get(f"/site/{path}{there}").status == 200
        assert world.colleague.get(f"/site/{path}").status == 404
    assert world.admin.get("/site/report?site=4711").status == 404


def test_an_admin_reads_all_sites_first(world: World) -> None:
    busy(world)
    world.report("stranger", "Fridge is warm")
    count(world)
    words = world.admin.get("/site/report").words
    assert "Issues 3 " in words
    assert "By site" in words
    here = world.admin.get(f"/site/report?site={world.site.id}").words
    assert "Issues 2 " in here
    assert "By place" in here


def test_erased_issues_still_count(world: World) -> None:
    ref = busy(world)
    with world.database.write() as session:
        issue = session.scalars(select(Issue).where(col(Issue.ref) == ref)).one()
        erasure.erase(Unit(session, world.clock()), issue, Extent.ALL)
    count(world)
    assert "Issues 2 " in world.lead.get("/site/report").words


def test_the_page_asks_little_however_many_issues(world: World) -> None:
    busy(world)
    for who in (world.lead, world.admin):
        who.get("/site/report")
        with statements(world.database) as asked:
            who.get("/site/report")
        assert len(asked) <= 8, asked
