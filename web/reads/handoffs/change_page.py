"""An owner change as its page and the issue show it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from web.reads.handoffs.brief import Brief, brief
from web.reads.handoffs.step_page import StepView, events_of, owns, sees_issue, silent_reason
from web.reads.handoffs.step_page import views as step_views
from web.rules import owner_changes
from web.rules.owner_change_words import ChangeHeading, reason_message, title_message
from web.rules.people import Viewer, is_on_shift
from web.rules.primary_actions import ChangeActions
from web.rules.vocabulary import ChangeAct, ChangeReason, ChangeState, EventKind, SilentReason
from web.store.reachability import reachable_people
from web.store.rule_inputs import open_steps, owner_change_facts
from web.store.tables.accounts import Person
from web.store.tables.handoffs import OwnerChange
from web.store.tables.issues import Issue
from web.store.visibility import find_change


@dataclass(frozen=True, kw_only=True)
class ChangeView(ChangeHeading):
    """An owner change as one of its people sees it. `*_first` are first names."""

    id: int
    ref: str
    from_name: str
    from_first: str
    to_name: str
    to_first: str
    line: str | None
    asked_at: datetime
    answer_by: datetime
    asker_first: str  # the owner, or a lead who stood in for them
    to_on_shift: bool
    to_rings: bool
    acts: frozenset[ChangeAct]
    silent: SilentReason | None = None  # see StepPage; known to who asked, while they wait

    @property
    def title(self) -> str:
        return title_message(self)

    @property
    def why(self) -> str:
        return reason_message(self)


@dataclass(frozen=True)
class ChangePage:
    change: ChangeView
    brief: Brief
    steps: tuple[StepView, ...]  # open ones, which the next owner takes over
    sees_issue: bool

    @property
    def actions(self) -> ChangeActions:
        change = self.change
        return ChangeActions(
            acts=change.acts,
            state=change.state,
            is_from_me=change.is_from_me,
            is_to_me=change.is_to_me,
            is_owner=change.is_owner,
            sees_issue=self.sees_issue,
        )


def change_page(session: Session, viewer: Viewer, change_id: int, now: datetime) -> ChangePage:
    change, issue = find_change(session, viewer, change_id)
    return ChangePage(
        change=change_view(session, issue, change, viewer, now),
        brief=brief(session, issue, now),
        steps=step_views(session, issue, open_steps(session, issue.id), viewer, now),
        sees_issue=sees_issue(session, viewer, issue),
    )


def change_view(
    session: Session, issue: Issue, change: OwnerChange, viewer: Viewer, now: datetime
) -> ChangeView:
    former, to = session.get_one(Person, change.from_id), session.get_one(Person, change.to_id)
    standing = owner_change_facts(session, change, now)
    asker = session.get_one(Person, standing.asker_id)
    return ChangeView(
        id=change.id,
        ref=issue.ref,
        state=standing.state,
        from_name=former.name,
        from_first=former.first_name,
        to_name=to.name,
        to_first=to.first_name,
        reason=ChangeReason(change.reason),
        line=change.reason_text,
        asked_at=change.asked_at,
        answer_by=change.answer_by,
        is_from_me=former.id == viewer.id,
        asker_first=asker.first_name,
        asker_is_owner=asker.id == former.id,
        is_asked_by_me=asker.id == viewer.id,
        is_to_me=to.id == viewer.id,
        is_owner=owns(issue, viewer),
        to_on_shift=is_on_shift(to.on_shift_until, now),
        to_rings=to.id in reachable_people(session, [to.id]),
        acts=owner_changes.legal_acts(standing, viewer.id),
        silent=silent_reason(
            events_of(session, issue, EventKind.CHANGE_ASKED),
            EventKind.CHANGE_ASKED,
            "change",
            change.id,
        )
        if standing.asker_id == viewer.id and standing.state is ChangeState.ASKED
        else None,
    )
