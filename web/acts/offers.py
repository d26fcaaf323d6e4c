"""“I can help”: a colleague tells the owner so. Nothing has moved until the owner asks them."""

from datetime import datetime

from sqlmodel import Session

from web.acts.guard import load, write
from web.acts.history import record
from web.acts.outcome import Outcome
from web.acts.telling import tell
from web.acts.walk_locks import hold_walk
from web.acts.walk_news import for_offer
from web.rules import offers as rules
from web.rules.issue import Refusal
from web.rules.people import Viewer
from web.rules.text import isolated
from web.rules.words import Act, Kind, StepState
from web.store.offers import offers_of
from web.store.standing import open_steps
from web.store.subjects import subject_of_news
from web.store.tables import Issue, Person


def offer(session: Session, who: Viewer, ref: str, now: datetime) -> Outcome:
    """The owner hears of it without a sound, and asks whom they like."""
    issue, refused = load(session, who, ref, Act.OFFER)
    refused = refused or _refuse(session, who, issue)
    if refused:
        return Outcome(issue.ref, refused)
    hold_walk(session, issue.id)
    write(session, issue, now)
    record(session, issue, Kind.OFFERED, who.id, now)
    told = for_offer(session, issue, isolated(who.first_name), now)
    tell(session, (subject_of_news(issue.id),), told, now)
    return Outcome(issue.ref)


def _refuse(session: Session, who: Viewer, issue: Issue) -> Refusal | None:
    owner = session.get(Person, issue.owner_id or 0)
    mine = [one for one in open_steps(session, issue.id) if one.helper_id == who.id]
    return rules.refusal(
        isolated(owner.first_name if owner else "The owner"),
        StepState(mine[0].state) if mine else None,
        has_offered=who.id in offers_of(session, issue.id),
    )
