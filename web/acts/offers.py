"""“I can help”: a colleague tells the owner so. Nothing has moved until the owner asks them."""

from web.acts.guard import load, write
from web.acts.history import record
from web.acts.outcome import Outcome
from web.acts.tap import Tap
from web.acts.telling import tell
from web.acts.walk_locks import hold_walk
from web.acts.walk_news import for_offer
from web.rules import offers as rules
from web.rules.issue import Refusal
from web.rules.text import isolated
from web.rules.words import Act, Kind, StepState
from web.store.offers import offers_of
from web.store.standing import open_steps
from web.store.subjects import subject_of_news
from web.store.tables import Issue, Person


def offer(tap: Tap, ref: str) -> Outcome:
    """The owner hears of it without a sound, and asks whom they like."""
    issue, refused = load(tap, ref, Act.OFFER)
    refused = refused or _refuse(tap, issue)
    if refused:
        return Outcome(issue.ref, refused)
    hold_walk(tap.session, issue.id)
    write(tap, issue)
    record(tap, issue, Kind.OFFERED)
    told = for_offer(tap, issue)
    tell(tap, (subject_of_news(issue.id),), told)
    return Outcome(issue.ref)


def _refuse(tap: Tap, issue: Issue) -> Refusal | None:
    owner = tap.session.get(Person, issue.owner_id or 0)
    mine = [one for one in open_steps(tap.session, issue.id) if one.helper_id == tap.actor.id]
    return rules.refusal(
        isolated(owner.first_name if owner else "The owner"),
        StepState(mine[0].state) if mine else None,
        has_offered=tap.actor.id in offers_of(tap.session, issue.id),
    )
