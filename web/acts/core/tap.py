"""What every act takes and returns: a tap, with its transaction and time, and the outcome."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from web.rules.issues import Refusal
from web.rules.people import Viewer
from web.rules.tap_time import effective_tap_time
from web.store.tables.issues import Issue


@dataclass(frozen=True)
class Unit:
    """A unit of work: one transaction, and the time of everything in it. Without an actor: done by
    the system."""

    session: Session
    now: datetime

    @property
    def actor_id(self) -> int | None:
        return None

    @property
    def by_system(self) -> "Unit":
        """The same transaction, without an actor."""
        return self

    def effective_time(self, issue: Issue | None = None) -> datetime:  # noqa: ARG002
        """When it was tapped, not before the issue existed; `now` for what did not have to wait."""
        return self.now


@dataclass(frozen=True)
class Tap(Unit):
    """One person's act, applied once."""

    actor: Viewer
    tapped_at: datetime | None = None  # None: just now
    seen: int | None = None  # the version that the actor saw; None: unknown
    age: timedelta = timedelta(0)  # between tapping and sending, by the phone’s clock

    @property
    def actor_id(self) -> int:
        return self.actor.id

    @property
    def by_system(self) -> Unit:
        return Unit(self.session, self.now)

    @property
    def made_at(self) -> datetime:
        """When it was tapped, to the second: for what has to happen within a minute."""
        return self.now - self.age

    def effective_time(self, issue: Issue | None = None) -> datetime:
        if self.tapped_at is None:
            return self.now
        return effective_tap_time(self.tapped_at, self.now, issue.created_at if issue else None)


@dataclass(frozen=True)
class Outcome:
    """`ref`: of the issue; `refusal`: None when the act was done."""

    ref: str
    refusal: Refusal | None = None
    step_id: int | None = None  # of the step that was asked for
