"""The list of first steps of an admin at their own site, each ticked by facts."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy
from sqlalchemy import exists, func
from sqlmodel import Session, col, select

from push.models import Subscription
from web.reads.accounts.settings import open_invite
from web.rules.people import Rings, Viewer
from web.store.tables.accounts import Invite, Organisation, Person, Place, Site
from web.store.tables.nudges import Policy


@dataclass(frozen=True)
class FirstSteps:
    site_id: int
    site_name: str
    zone: str
    places: int
    unprinted: int  # of the places: their signs were not printed yet
    joined: int  # people with an account, in all sites
    invited: int  # open invites
    rings: Rings  # the viewer's devices
    has_shown: bool  # one of them has shown a notification
    has_tried_reminders: bool  # at the viewer's site
    is_hidden: bool

    @property
    def done(self) -> dict[str, bool]:
        return {
            "site": True,
            "places": self.places > 0,
            "phone": self.has_shown,
            "people": self.joined > 1 and self.invited == 0,
            "signs": self.places > 0 and self.unprinted == 0,
            "reminders": self.has_tried_reminders,
        }

    @property
    def is_shown(self) -> bool:
        return not self.is_hidden and not all(self.done.values())


def first_steps(session: Session, viewer: Viewer, now: datetime) -> FirstSteps:
    """One statement: an admin’s home asks for it each time."""
    site_id, live = viewer.site_id, col(Subscription.quarantined_at).is_(None)
    here = (col(Place.site_id) == site_id) & col(Place.removed_at).is_(None)
    theirs = (col(Subscription.person) == str(viewer.id)) & live
    places, people, invites = (func.count(col(one.id)) for one in (Place, Person, Invite))
    row = session.execute(
        # SQLModel's own knows at most four columns.
        sqlalchemy.select(
            select(places).where(here).scalar_subquery(),
            select(places).where(here, col(Place.sign_printed_at).is_(None)).scalar_subquery(),
            select(people).where(col(Person.closed_at).is_(None)).scalar_subquery(),
            select(invites).where(*open_invite(now)).scalar_subquery(),
            exists().where(theirs, col(Subscription.last_shown_at).is_not(None)),
            exists().where(col(Policy.site_id) == site_id),
            col(Site.reminders_tried_at),
            col(Site.name),
            col(Site.zone),
            select(col(Organisation.setup_hidden_at)).scalar_subquery(),
        ).where(col(Site.id) == site_id)
    ).one()
    return FirstSteps(
        site_id=site_id,
        places=row[0],
        unprinted=row[1],
        joined=row[2],
        invited=row[3],
        rings=viewer.rings,
        has_shown=row[4],
        has_tried_reminders=row[5] or row[6] is not None,
        site_name=row[7],
        zone=row[8],
        is_hidden=row[9] is not None,
    )


def steps_on_home(session: Session, viewer: Viewer, now: datetime) -> FirstSteps | None:
    """For admins, until all is done or it was put away. Whoever put it away counts nobody."""
    if not viewer.is_admin or session.scalar(select(col(Organisation.setup_hidden_at))):
        return None
    steps = first_steps(session, viewer, now)
    return steps if steps.is_shown else None
