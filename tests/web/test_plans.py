"""Home and boards read issues by the indexes of one state, however many are resolved."""

import pytest

from tests.support.plans import plans, whole_reads
from tests.web.test_all_issues import fill
from tests.web.world import World

UNOWNED, OWNED, LATE = "ix_issue_unowned", "ix_issue_owned", "ix_issue_late"
ALL_OWNED, ALL_UNOWNED = "ix_issue_all_owned", "ix_issue_all_unowned"
# Of each page, the indexes that it reads issues by; of several, one is enough.
PAGES: dict[tuple[str, str], tuple[tuple[str, ...], ...]] = {
    ("owner", "/"): ((UNOWNED,), (OWNED,)),
    ("lead", "/"): ((UNOWNED,), (OWNED,), (LATE,)),
    ("lead", "/site"): ((UNOWNED,), (LATE,), ("ix_issue_created",)),
    ("admin", "/site"): ((UNOWNED, ALL_UNOWNED), (LATE, ALL_OWNED)),
    ("owner", "/mine"): ((OWNED,),),
}


@pytest.mark.parametrize(("persona", "path"), PAGES)
def test_a_page_reads_issues_by_the_indexes_of_their_state(
    world: World, persona: str, path: str
) -> None:
    fill(world)
    with plans(world.database) as found:
        assert world.browser_of(persona).get(path).status == 200
    together = "\n".join(found)
    assert "ix_issue_" in together
    # PostgreSQL chooses by cost, and in a small store an index of one state is as good as another.
    for names in PAGES[persona, path] if world.database.is_sqlite else ():
        assert any(name in together for name in names), together
    for plan in found:
        assert not whole_reads(plan, "issue"), plan
        assert not whole_reads(plan, "step"), plan
        assert not whole_reads(plan, "owner_change"), plan
        # Those of a site in any state: most of them were resolved long ago.
        assert "ix_issue_site" not in plan or not world.database.is_sqlite, plan
