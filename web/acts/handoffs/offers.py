"""“I can help”: a colleague tells the owner. Nothing moves until the owner asks them."""

from web.acts.core.events import append_event
from web.acts.core.issue_rows import load_for_act, update_issue
from web.acts.core.tap import Outcome, Tap
from web.acts.handoffs.locks import lock_handoffs
from web.acts.handoffs.notifications import offer_for_owner
from web.acts.nudges.enqueue import replace_and_enqueue
from web.rules import offers as rules
from web.rules.issues import Refusal
from web.rules.text import isolated
from web.rules.vocabulary import EventKind, IssueAct, StepState
from web.store.rule_inputs import offers_of, open_steps
from web.store.subjects import subject_of_handoffs
from web.store.tables.accounts import Person
from web.store.tables.issues import Issue


def offer(tap: Tap, ref: str) -> Outcome:
    """The owner gets a silent nudge, and asks whom they like."""
    issue, refused = load_for_act(tap, ref, IssueAct.OFFER)
    refused = refused or _refuse(tap, issue)
    if refused:
        return Outcome(issue.ref, refused)
    lock_handoffs(tap.session, issue.id)
    update_issue(tap, issue)
    append_event(tap, issue, EventKind.OFFERED)
    queued = offer_for_owner(tap, issue)
    replace_and_enqueue(tap, (subject_of_handoffs(issue.id),), queued)
    return Outcome(issue.ref)


def _refuse(tap: Tap, issue: Issue) -> Refusal | None:
    owner = tap.session.get_one(Person, issue.owner_id)
    mine = [step for step in open_steps(tap.session, issue.id) if step.helper_id == tap.actor.id]
    return rules.refusal(
        isolated(owner.first_name),
        StepState(mine[0].state) if mine else None,
        has_offered=tap.actor.id in offers_of(tap.session, issue.id),
    )
