"""Who hears of the walk, at once: the helper that they are asked, the owner how it goes.

The owner has one notification for each issue's walk. It is replaced in place and makes no sound,
but for what asks the owner to act. Nothing is sent here: acts hand what they get to `tell`.
"""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select

from push.nudge import Nudge
from web.acts import walk_words as words
from web.acts.ladders import subject_of_change, subject_of_news, subject_of_step
from web.acts.nudge_people import on_shift, spoken, told_by, told_now
from web.acts.nudge_words import Spoken
from web.acts.telling import LIFE, Told
from web.acts.walk_words import Walker
from web.rules import steps as rules
from web.rules.nudges import NEEDS_OWNER
from web.rules.words import Introduction, Kind, StepState
from web.store.tables import Issue, Person
from web.store.walk_tables import OwnerChange, Step

_NEWS: dict[Kind, Callable[[Spoken, str], str]] = {
    Kind.ACCEPTED: words.accepted,
    Kind.DECLINED: words.declined,
    Kind.WITHDRAWN: words.declined,  # by nobody: their account was closed
    Kind.DONE: words.done,
    Kind.PROPOSED: words.proposed,
}
# The owner has to do something now: ask somebody else.
_LOUD = (Kind.DECLINED, Kind.WITHDRAWN)
_SHOWN = 8


def for_helper(
    session: Session, issue: Issue, step: Step, helper: Person, by: str, now: datetime
) -> list[Told]:
    """That they are asked. Off shift nobody is nudged: then the ask waits until they look."""
    said = spoken(session, issue)
    asked = words.asked(said, by, step.need, Introduction(step.introduction))
    told = told_now(session, issue, helper, now)
    return _told(told, asked, subject_of_step(step.id), f"/steps/{step.id}", _tag(step), now)


def for_spared(
    session: Session, issue: Issue, step: Step, helper_id: int | None, now: datetime
) -> list[Told]:
    """That they need not come any more, in the place of the nudge that asked them."""
    helper = session.get(Person, helper_id) if helper_id else None
    told = [helper] if helper and on_shift(helper, now) else []
    spared = words.spared(spoken(session, issue))
    subject, path = subject_of_step(step.id), f"/steps/{step.id}"
    return _told(told, spared, subject, path, _tag(step), now, is_loud=False)


def for_owner(session: Session, issue: Issue, step: Step, kind: Kind, now: datetime) -> list[Told]:
    """How the walk goes. What asks the owner to act goes as a rung goes: held, or to the lead."""
    owner = session.get(Person, issue.owner_id) if issue.owner_id else None
    if owner is None:
        return []
    is_loud = kind in _LOUD
    told = [owner] if on_shift(owner, now) else []
    if is_loud:
        told = told_by(session, issue, (NEEDS_OWNER,), now)
    said, helper = spoken(session, issue), session.get(Person, step.helper_id or 0)
    title = _NEWS[kind](said, helper.first_name if helper else "")
    news = title, words.so_far(said, _walk(session, issue, now))
    return _news(issue, told, news, f"/issues/{issue.ref}", now, is_loud=is_loud)


def for_next_owner(
    session: Session, issue: Issue, change: OwnerChange, to: Person, by: str, now: datetime
) -> list[Told]:
    asked = words.change_asked(spoken(session, issue), by)
    told = told_now(session, issue, to, now)
    subject, path = subject_of_change(change.id), f"/owner-changes/{change.id}"
    return _told(told, asked, subject, path, f"change-{change.id}", now)


def for_spared_owner(
    session: Session, issue: Issue, change: OwnerChange, now: datetime
) -> list[Told]:
    """That nobody asks them to become the owner any more."""
    to = session.get_one(Person, change.to_id)
    told = [to] if on_shift(to, now) else []
    spared = words.spared(spoken(session, issue))
    subject, path = subject_of_change(change.id), f"/owner-changes/{change.id}"
    return _told(told, spared, subject, path, f"change-{change.id}", now, is_loud=False)


def for_former_owner(
    session: Session, issue: Issue, change: OwnerChange, kind: Kind, now: datetime
) -> list[Told]:
    """What became of the change: quietly when it moved, aloud when they still own the issue."""
    former = session.get_one(Person, change.from_id)
    next_owner = session.get_one(Person, change.to_id).first_name
    path = f"/owner-changes/{change.id}"
    said = spoken(session, issue)
    if kind is Kind.CHANGED:
        told = [former] if on_shift(former, now) else []
        return _news(issue, told, words.changed(said, next_owner), path, now, is_loud=False)
    told = told_by(session, issue, (NEEDS_OWNER,), now)
    declined = words.change_declined(said, next_owner)
    return _news(issue, told, declined, path, now, is_loud=True)


def _walk(session: Session, issue: Issue, now: datetime) -> list[Walker]:
    query = select(Step).where(Step.issue_id == issue.id).order_by(col(Step.id).desc())
    steps = session.exec(query.limit(_SHOWN)).all()
    people = select(Person).where(col(Person.id).in_([one.helper_id for one in steps]))
    names = {one.id: one.first_name for one in session.exec(people).all()}
    return [_walker(one, names.get(one.helper_id or 0), now) for one in reversed(steps)]


def _walker(step: Step, helper: str | None, now: datetime) -> Walker:
    state = rules.state_at(StepState(step.state), step.answer_by, now)
    since = step.ended_at or step.accepted_at or step.asked_at
    return Walker(helper, state, step.answer_by if state is StepState.UNANSWERED else since)


def _tag(step: Step) -> str:
    return f"step-{step.id}"


def _news(
    issue: Issue,
    told: list[Person],
    said: words.Words,
    path: str,
    now: datetime,
    *,
    is_loud: bool,
) -> list[Told]:
    subject, tag = subject_of_news(issue.id), f"{issue.ref}-walk"
    return _told(told, said, subject, path, tag, now, is_loud=is_loud)


def _told(
    told: list[Person],
    said: words.Words,
    subject: str,
    path: str,
    tag: str,
    now: datetime,
    *,
    is_loud: bool = True,
) -> list[Told]:
    title, body = said
    return [
        Told(
            subject,
            Nudge(
                person=str(one.id),
                title=title,
                body=body,
                path=path,
                tag=tag,
                expires_at=now + LIFE,
                loud=is_loud,
            ),
        )
        for one in told
    ]
