"""When the tap was made that is being done, and what had been seen: its session knows both.

So every act and every event of one tap agrees, and whatever is no late tap need not know of it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from web.rules.taps import moment
from web.store.tables import Issue

_NAME = "ownit_tapped"


@dataclass(frozen=True)
class Tapped:
    at: datetime | None  # None: just now
    seen: int | None = None  # the version of the issue that was looked at; None: not known


def made(at: datetime, seen: int | None, now: datetime) -> Tapped:
    """As it counts: what was tapped a moment ago was tapped just now."""
    late = moment(at, now)
    return Tapped(late if late < now else None, seen)


def remember(session: Session, tapped: Tapped) -> None:
    """For the one act that this session is for."""
    session.info[_NAME] = tapped


def tapped(session: Session) -> Tapped | None:
    found: Tapped | None = session.info.get(_NAME)
    return found


def tapped_at(session: Session, now: datetime, issue: Issue | None = None) -> datetime:
    """When this session's act was tapped, not before the issue it is about was there; `now` for
    whatever did not have to wait."""
    found = tapped(session)
    if found is None or found.at is None:
        return now
    return moment(found.at, now, issue.created_at if issue else None)
