"""What pages show of whom to ask, or to hand an issue over to. Frozen, chosen field by field."""

from dataclasses import dataclass

from web.reads.walk_views import Brief
from web.rules.words import ChangeReason, Introduction


@dataclass(frozen=True)
class Reason:
    """Why somebody is suggested. One of: done, skill, proposed, on_shift; or they offered it."""

    kind: str
    count: int = 0  # done: so many steps like this one
    minutes: int | None = None  # done: usually within so many minutes
    word: str = ""  # skill: which; proposed: by whom (first name)


@dataclass(frozen=True)
class Colleague:
    """Somebody who could be asked."""

    id: int
    name: str
    first_name: str
    site_name: str
    is_here: bool  # at the site
    on_shift: bool
    rings: bool
    skills: tuple[str, ...]
    reasons: tuple[Reason, ...]  # empty where they were only searched for
    is_asked: bool = False  # an open step of this issue is theirs already


@dataclass(frozen=True)
class AskPage:
    """Whom to ask, and what for, as typed so far."""

    ref: str
    what: str
    place: str | None
    site_name: str
    brief: Brief
    suggested: tuple[Colleague, ...]
    found: tuple[Colleague, ...]  # by `find`; without it, who is on shift here
    need: str = ""
    introduction: Introduction | None = None
    find: str = ""
    chosen: Colleague | None = None  # who has offered to help, and was tapped
    near_minutes: int = 5
    message_minutes: int = 15


@dataclass(frozen=True)
class HandOverPage:
    """Who could become the owner, and why, as typed so far."""

    ref: str
    what: str
    place: str | None
    site_name: str
    open_steps: int
    found: tuple[Colleague, ...]
    reason: ChangeReason | None = None
    line: str = ""
    find: str = ""
