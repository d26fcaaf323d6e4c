"""Causes in the report: what it groups by, and nothing that a customer has."""

from tests.support.statements import statements
from tests.web.causing import own_cause, three
from tests.web.test_figures import count
from tests.web.world import World


def test_issues_are_grouped_by_their_cause_which_is_none_of_them(world: World) -> None:
    three(world, days=0)
    world.report(words="Till 4 is dead")
    cause = own_cause(world)
    count(world)
    page = world.lead.get("/site/report")
    assert "Issues 4 " in page.words
    assert f'href="/issues/{cause}"' in page.text
    by_cause = page.section("By cause")
    assert "Lift at Gate B fails3" in by_cause
    assert "No cause known1" in by_cause
    assert cause not in world.lead.get("/site/issues.csv").text
    assert "Lift at Gate B" not in world.lead.get("/site/report/issues").words


def test_one_site_asks_no_more_for_an_admin(world: World) -> None:
    path = f"/site/report?site={world.site.id}"
    world.admin.get(path)
    with statements(world.database) as asked:
        world.admin.get(path)
    assert len(asked) <= 9, asked
