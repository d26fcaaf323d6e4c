"""What was used without asking: by kind and site, with sums, and the issue behind it."""

from datetime import UTC, datetime

import pytest

from tests.support.plans import plans, whole_reads, whole_sorts
from tests.support.statements import statements
from tests.web.answers import Answer
from tests.web.test_figure_files import read
from tests.web.test_figures import count
from tests.web.using import allowance, use
from tests.web.world import World
from web.acts.core.tap import Unit
from web.acts.privacy import erasure
from web.reads.figures import used
from web.rules.retention import Extent
from web.store.tables.issues import Issue

pytestmark = pytest.mark.chooses_languages


def busy(world: World) -> tuple[int, int]:
    """Taxi for 18.50 and 41.00 euros, and 9.99 dollars; a discount twice, without an amount."""
    taxi, discount = allowance(world), allowance(world, "Discount", None)
    use(world, taxi)
    use(world, taxi, 4100)
    use(world, taxi, 999, "USD")
    use(world, discount, None)
    use(world, discount, None)
    return taxi, discount


def row_of(page: Answer, name: str) -> str:
    assert page.page is not None
    rows = [" ".join("".join(one.itertext()).split()) for one in page.page.root.iter("li")]
    return next(one for one in rows if one.startswith(name))


def test_a_lead_reads_what_was_used_by_kind(world: World) -> None:
    busy(world)
    page = world.lead.get("/site/used")
    many = "Used 3 times · €59.50 · US$9.99 · one above its limit"
    assert row_of(page, "Taxi") == f"Taxi, up to €30.00 {many}"
    assert row_of(page, "Discount") == "Discount Used 2 times"
    assert "Used 5 times · €59.50 · US$9.99 · one above its limit" in page.words


def test_each_kind_leads_to_its_uses_and_their_issues(world: World) -> None:
    taxi, _discount = busy(world)
    ref = use(world, taxi, 1200)
    page = world.lead.get(f"/site/used/{taxi}")
    assert f"/issues/{ref}" in page.text
    assert "€12.00" in page.words
    assert page.words.count("more than the limit") == 1
    assert world.lead.get("/site/used/4711").status == 404


def test_without_any_the_page_says_what_will_stand_there(world: World) -> None:
    assert "Nothing was used in this time." in world.lead.get("/site/used").words
    taxi = allowance(world)
    assert "There are none in this time." in world.lead.get(f"/site/used/{taxi}").words


def test_days_are_those_of_the_site(world: World) -> None:
    """Half past midnight in Berlin is the day after, though it is the day before in UTC."""
    taxi = allowance(world)
    world.clock.now = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    use(world, taxi, 100)
    world.clock.now = datetime(2026, 7, 31, 21, 30, tzinfo=UTC)
    use(world, taxi, 200)
    world.clock.now = datetime(2026, 7, 31, 22, 30, tzinfo=UTC)
    use(world, taxi, 400)
    token = world.make(lambda sample: sample.sign_in(world.people["lead"]))
    lead = world.browser(token=token)
    assert row_of(lead.get("/site/used?period=month"), "Taxi").endswith("Used once · €4.00")
    assert row_of(lead.get("/site/used?period=last-month"), "Taxi").endswith("Used 2 times · €3.00")
    assert row_of(lead.get("/site/used"), "Taxi").endswith("Used 3 times · €7.00")


def test_the_list_is_paged_and_shows_each_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(used, "PAGE", 3)
    taxi, ref = allowance(world), world.report()
    for number in range(8):
        use(world, taxi, 100 + number, days_ago=number // 3, ref=ref)
    path: str | None = f"/site/used/{taxi}"
    seen: list[str] = []
    while path:
        page = world.lead.get(path)
        assert page.page is not None
        cells = ["".join(one.itertext()) for one in page.page.root.iter("td")]
        seen += [one for one in cells if "€" in one]
        nexts = [a.get("href") for a in page.page.root.iter("a") if a.get("rel") == "next"]
        path = nexts[0] if nexts else None
    expected = [102, 101, 100, 105, 104, 103, 107, 106]
    assert seen == [f"€1.{one - 100:02}" for one in expected]


def test_who_may_read_it(world: World) -> None:
    taxi, _discount = busy(world)
    there = allowance(world, "Coffee", site_id=world.elsewhere.id)
    for path in ("used", "used.csv"):
        for who in (world.owner, world.stranger):
            assert who.get(f"/site/{path}").status == 404
        assert world.lead.get(f"/site/{path}?site={world.elsewhere.id}").status == 404
        assert world.admin.get(f"/site/{path}?site={world.elsewhere.id}").status == 200
    assert world.owner.get(f"/site/used/{taxi}").status == 404
    assert world.lead.get(f"/site/used/{there}").status == 404
    assert world.admin.get(f"/site/used/{there}").status == 200
    assert world.nobody.get("/site/used").status == 303


def test_an_admin_reads_all_sites_first(world: World) -> None:
    busy(world)
    there = allowance(world, "Coffee", site_id=world.elsewhere.id)
    use(world, there, 350, ref=world.report("stranger"))
    page = world.admin.get("/site/used")
    assert row_of(page, "Store 12").startswith("Store 12 Used 5 times · €59.50 · US$9.99")
    assert row_of(page, "Store 7") == "Store 7 Used once · €3.50"
    assert "Taxi" not in page.words
    assert "Coffee" in world.admin.get(f"/site/used?site={world.elsewhere.id}").words


def test_as_a_file(world: World) -> None:
    busy(world)
    removed = allowance(world, "=1+1", None, removed_at=world.clock())
    ref = use(world, removed, None)
    rows = read(world.lead.get("/site/used.csv"))
    assert rows[0] == [
        "When",
        "Site",
        "What was used",
        "Amount",
        "Currency",
        "Limit",
        "Limit in",
        "More than the limit",
        "Reference",
    ]
    assert rows[1][1:8] == ["Store 12", "Taxi", "18.5", "EUR", "30.0", "EUR", "0"]
    assert rows[2][3:8] == ["41.0", "EUR", "30.0", "EUR", "1"]
    assert rows[4][3:8] == ["", "", "", "", "0"]
    assert rows[6][2] == "'=1+1"
    assert rows[6][8] == ref
    assert rows[1][0].endswith(("+01:00", "+02:00"))
    headings = read(world.lead.get("/site/used.csv", headers={"Accept-Language": "de"}))[0]
    assert "Site" not in headings


def test_a_file_is_sent_in_batches(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    taxi, ref = allowance(world), world.report()
    for number in range(5):
        use(world, taxi, 100 * (number + 1), ref=ref)
    monkeypatch.setattr(used, "BATCH", 2)
    amounts = [row[3] for row in read(world.lead.get("/site/used.csv"))[1:]]
    assert amounts == ["1.0", "2.0", "3.0", "4.0", "5.0"]


def test_nobody_is_named(world: World) -> None:
    taxi, _discount = busy(world)
    names = [name for one in world.people.values() for name in (one.first_name, one.last_name)]
    for path in ("used", f"used/{taxi}", "used.csv"):
        text = world.lead.get(f"/site/{path}").text
        text = text.replace(world.people["lead"].name, "")  # whoever reads it
        assert not [name for name in names if name in text], path


def test_an_erased_issue_keeps_its_amount_and_not_its_words(world: World) -> None:
    taxi = allowance(world)
    ref = use(world, taxi)
    with world.database.write() as session:
        issue = session.get_one(Issue, world.issue(ref).id)
        erasure.erase(Unit(session, world.clock()), issue, Extent.ALL)
    page = world.lead.get(f"/site/used/{taxi}")
    assert "€18.50" in page.words
    assert "days late" not in page.words


def test_the_report_has_the_sums_of_its_issues(world: World) -> None:
    busy(world)
    count(world)
    page = world.lead.get("/site/report")
    assert "€59.50 · US$9.99" in page.words
    assert "/site/used?" in page.text
    elsewhere = world.admin.get(f"/site/report?site={world.elsewhere.id}")
    assert "€59.50" not in elsewhere.words


def test_it_asks_little_however_much_was_used(world: World) -> None:
    taxi, _discount = busy(world)
    paths = ("/site/used", f"/site/used/{taxi}")

    def asked() -> list[int]:
        found = []
        for who in (world.lead, world.admin):
            for path in paths:
                who.get(path)
                with statements(world.database) as seen:
                    assert who.get(path).status == 200
                found.append(len(seen))
        return found

    few = asked()
    for number in range(12):
        use(world, allowance(world, f"Another {number}", 100), 50 + number)
        use(world, taxi)
    assert asked() == few
    assert max(few) <= 9, few


INDEXES = {
    "": ("ix_allowance_use_site", "ix_allowance_use_at"),
    "/{taxi}": ("ix_allowance_use_allowance",),
    ".csv": ("allowance_use",),  # by id
}


@pytest.mark.parametrize("path", INDEXES)
def test_it_reads_by_indexes(world: World, path: str) -> None:
    taxi, _discount = busy(world)
    for who in (world.lead, world.admin):
        with plans(world.database) as found:
            assert who.get(f"/site/used{path.format(taxi=taxi)}").status == 200
        assert any(name in "\n".join(found) for name in INDEXES[path]), found
        for plan in found:
            assert not whole_reads(plan, "allowance_use"), plan
            assert not whole_reads(plan, "issue"), plan
        if path == "/{taxi}":
            assert not any(whole_sorts(plan) for plan in found), found
