"""The people of a lead's site."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from web.reads.accounts.settings import everybody
from web.reads.accounts.skills import skills_of
from web.rules.people import Viewer


@dataclass(frozen=True)
class TeamRow:
    """A person as a lead sees them."""

    id: int
    name: str
    site_name: str
    on_shift: bool
    rings: bool
    open_issues: int
    skills: tuple[str, ...]


def team(session: Session, viewer: Viewer, now: datetime) -> tuple[TeamRow, ...]:
    """The people of a lead's site; an admin's are those of all sites."""
    rows = [
        row
        for row in everybody(session, now, viewer.id)
        if viewer.is_admin or row.site_id == viewer.site_id
    ]
    skills = skills_of(session, [row.id for row in rows])
    return tuple(
        TeamRow(
            id=row.id,
            name=row.name,
            site_name=row.site_name,
            on_shift=row.on_shift,
            rings=row.rings,
            open_issues=row.open_issues,
            skills=skills.get(row.id, ()),
        )
        for row in rows
    )
