"""The routes of causes and patterns: part of the table in `routes`."""

from tests.web.calls import Call, form, page
from tests.web.personas import leads
from tests.web.world import World
from web.store.tables.causes import Pattern, PatternIssue

CAUSES: dict[str, Call] = {
    "causes.of_issue": page(leads(200, 303), "/issues/{ref}/cause"),
    "causes.of_pattern": page(leads(200, 303), "/site/patterns/{pattern}/cause"),
    "causes.create": form(leads(303), "/site/causes", text="x", issue="{ref}"),
    "causes.dismiss": form(leads(303), "/site/patterns/{pattern}/dismiss"),
    "issues.not_same": form((303, 409, 303, 303, 404, 401), "/issues/{ref}/not-same"),
}


def pattern(world: World) -> int:
    issue_id = world.issue(world.report()).id
    with world.database.write() as session:
        found = Pattern(site_id=world.site.id, found_at=world.clock())
        session.add(found)
        session.flush()
        session.add(PatternIssue(issue_id=issue_id, pattern_id=found.id))
        return found.id
