"""A lead acts for an absent owner: by name in the event, and the owner hears of it."""

from web.acts.core.tap import Tap
from web.acts.handoffs.locks import lock_handoffs
from web.acts.handoffs.notifications import news_of_stand_in
from web.acts.nudges.enqueue import replace_and_enqueue
from web.store.subjects import subject_of_handoffs
from web.store.tables.issues import Issue


def for_owner(tap: Tap, issue: Issue) -> dict[str, int]:
    """Data of the act’s event; empty for the owner's own."""
    is_own = issue.owner_id is None or issue.owner_id == tap.actor.id
    return {} if is_own else {"for_owner": issue.owner_id or 0}


def tell_owner(tap: Tap, issue: Issue) -> None:
    """One silent notification; off shift it waits for their shift. Comes after the act's event."""
    if not for_owner(tap, issue):
        return
    lock_handoffs(tap.session, issue.id)
    replace_and_enqueue(tap, (subject_of_handoffs(issue.id),), news_of_stand_in(tap, issue))
