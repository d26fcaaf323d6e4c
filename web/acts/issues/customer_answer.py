"""The customer's answer to a resolution, by whoever has the answer link: without an actor."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlmodel import col, select

from web.acts.core.events import append_event
from web.acts.core.issue_rows import update_issue
from web.acts.core.tap import Unit
from web.acts.issues import thanks
from web.acts.issues.lifecycle import reopen_for
from web.acts.issues.thanks import GivenThanks
from web.acts.nudges import handoff_text as words
from web.acts.nudges.context import nudge_context, on_shift
from web.acts.nudges.enqueue import LIFE, replace_and_enqueue
from web.acts.nudges.queued_nudge import QueuedNudge
from web.acts.nudges.recipient import Sending, nudge_to
from web.acts.nudges.recipients import leads, record_recipients
from web.rules.customer_answers import REOPENING, AnswerFacts, counts
from web.rules.event_data import known
from web.rules.vocabulary import CustomerAnswer, EventKind, IssueState
from web.store.helpers_of import thanked_by_customer
from web.store.nonce_links import find_by_nonce
from web.store.row_cache import lock_open_account
from web.store.subjects import subject_of, subject_of_handoffs
from web.store.tables.accounts import Person
from web.store.tables.issues import Issue


@dataclass(frozen=True)
class GivenAnswer:
    answer: CustomerAnswer
    of_resolution: datetime  # when that was
    words: str | None = None
    thanks: GivenThanks | None = None


def answer(unit: Unit, nonce: str, given: GivenAnswer) -> bool:
    """Whether it counts: each resolution is answered once. Raises NotFound and Ended, as
    `find_by_nonce` does."""
    issue, _link = find_by_nonce(unit.session, nonce, unit.now)
    owner_id = issue.owner_id
    owner = lock_open_account(unit.session, owner_id)  # before the issue
    lock = select(Issue.id).where(col(Issue.id) == issue.id).with_for_update(key_share=True)
    unit.session.exec(lock).one()
    find_by_nonce(unit.session, nonce, unit.now)  # as it is after the wait
    if issue.owner_id != owner_id or not counts(facts_of(issue), given.of_resolution):
        return False
    update_issue(unit, issue, customer_answer=given.answer)
    if given.answer in REOPENING:
        append_event(unit, issue, EventKind.CUSTOMER_ANSWERED, answer=given.answer)
        reopen_for(unit, issue, owner, given.words, answer=given.answer)
    else:
        append_event(unit, issue, EventKind.CUSTOMER_ANSWERED, given.words, answer=given.answer)
    queued = _nudges(unit, issue, owner, given)
    replace_and_enqueue(unit, (), [*queued, *_thank(unit, issue, given)])
    return True


def _thank(unit: Unit, issue: Issue, given: GivenAnswer) -> list[QueuedNudge]:
    """The owner hears of it with the answer, if that is yes."""
    if given.thanks is None:
        return []
    people = thanked_by_customer(unit.session, issue)
    queued = thanks.give(unit, issue, people, given.thanks, given.of_resolution)
    if given.answer is not CustomerAnswer.SETTLED:
        return queued
    return [one for one in queued if one.nudge.person != str(issue.owner_id)]


def _nudges(
    unit: Unit, issue: Issue, owner: Person | None, given: GivenAnswer
) -> list[QueuedNudge]:
    """Silent to the owner that it is settled; loud to the leads that a customer was sent away. A no
    reaches the owner as any other reopening does."""
    about, answer = nudge_context(unit.session, issue), given.answer
    if answer is CustomerAnswer.SETTLED and owner and on_shift(owner, unit.now):
        on = Sending(**_shown(unit, issue, f"{issue.ref}-walk"), loud=False)
        settled = partial(words.settled, about, is_thanked=given.thanks is not None)
        nudge = nudge_to(unit.session, owner, settled, **on)
        return [QueuedNudge(subject_of_handoffs(issue.id), nudge, stays_loud=True)]
    if answer is not CustomerAnswer.SENT_AWAY:
        return []
    people = leads(unit, issue, but=issue.owner_id or 0)
    away, on = partial(words.sent_away, about), _shown(unit, issue, issue.ref)
    return [
        QueuedNudge(subject_of(issue.id), nudge_to(unit.session, person, away, **on))
        for person in record_recipients(unit, issue, people)
    ]


def _shown(unit: Unit, issue: Issue, tag: str) -> Sending:
    return Sending(path=f"/issues/{issue.ref}", tag=tag, expires_at=unit.now + LIFE)


def facts_of(issue: Issue) -> AnswerFacts:
    answered = known(CustomerAnswer, issue.customer_answer)
    return AnswerFacts(IssueState(issue.state), issue.resolved_at, answered)
