"""The people of a lead's site, with what they know."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from web.reads.accounts.people import PeopleSought, PersonRow, people_page
from web.reads.accounts.skills import skills_of
from web.rules.people import Viewer


@dataclass(frozen=True)
class TeamPage:
    people: tuple[PersonRow, ...]
    skills: dict[int, tuple[str, ...]]  # by person; without those who have none
    next: int | None  # whom the next page begins with


def team(session: Session, viewer: Viewer, sought: PeopleSought, now: datetime) -> TeamPage:
    """The people of a lead's site; an admin's are those of all sites."""
    if not viewer.is_admin:
        sought = replace(sought, site_id=viewer.site_id)
    page = people_page(session, viewer.id, sought, now)
    skills = skills_of(session, [row.id for row in page.rows])
    return TeamPage(page.rows, skills, page.next)
