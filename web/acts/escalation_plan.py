"""The plan that push's worker asks when an escalation is due.

Recipients are decided at that moment. A check may come before the next step: it asks whether the
last nudge was shown, and if not tries a channel, or the next person.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from push.payload import MINIMAL_TITLE
from push.plan import Advance, DueEscalation
from web.acts.core.events import append_event
from web.acts.core.tap import Unit
from web.acts.nudges import text as nudges_text
from web.acts.nudges.actions import for_ask, for_issue
from web.acts.nudges.context import nudge_context, read_issue
from web.acts.nudges.escalate import EscalationRun, advance_run
from web.acts.nudges.handoff_text import (
    asked,
    change_asked,
    change_unanswered,
    step_unanswered,
)
from web.acts.nudges.recipient import Text, Words, marks_of_language
from web.acts.nudges.recipients import NudgeSubject
from web.acts.nudges.text import NudgeContext, for_others, words_for
from web.acts.shifts import shifts, weekly_hours
from web.language.current import in_language
from web.language.known import ENGLISH, language_of
from web.language.messages import gettext as _
from web.rules import escalation as rules_escalation
from web.rules.escalation import Timing
from web.rules.vocabulary import EventKind, Introduction
from web.store.escalation_timing import opening_for, timing_of_change, timing_of_run, timing_of_step
from web.store.policies import steps_of_version
from web.store.tables.accounts import Person, Site
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Event, Issue

_STOP = Advance((), 0, None)


def minimal_title(lang: str) -> str:
    with in_language(language_of(lang) or ENGLISH):
        return _(MINIMAL_TITLE)


class EscalationPlan:
    """Implements `push.plan.Plan`: a subject is a kind and a row's number."""

    def tell(self, session: Session, escalation: DueEscalation, now: datetime) -> Advance:
        kind, _colon, number = escalation.subject.partition(":")
        return _PLANS[kind](Unit(session, now), int(number), escalation)

    def bundle(self, contents: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        """One notification for several, oldest first."""
        paths = {one["path"] for one in contents}
        path = paths.pop() if len(paths) == 1 else "/"
        # Older rows name no language; whoever changed theirs meanwhile gets the new one.
        with in_language(language_of(contents[-1].get("lang")) or ENGLISH):
            title, body = nudges_text.digest([one["title"] for one in contents])
            return {"title": title, "body": body, "path": path, **marks_of_language()}


def _issue(unit: Unit, number: int, due: DueEscalation) -> Advance:
    issue = read_issue(unit.session, number)
    timing = timing_of_run(issue, due.trigger, due.started_at) if issue else None
    if issue is None or timing is None:
        return _STOP
    timing = _inside_hours(unit, issue, timing)
    context = nudge_context(unit.session, issue)

    def words(to: Person) -> Text:
        return words_for(timing.trigger, context, unit.now, is_owner=to.id == issue.owner_id)

    return advance_run(
        unit,
        EscalationRun(
            call=NudgeSubject(issue, due.subject),
            timing=timing,
            words=words,
            path=f"/issues/{issue.ref}",
            tag=lambda _: issue.ref,
            buttons=lambda to: for_issue(issue, context, to),
        ),
        due,
    )


def _step(unit: Unit, number: int, due: DueEscalation) -> Advance:
    """A helper is silent: their owner is nudged."""
    step = unit.session.get(Step, number)
    timing = timing_of_step(step) if step else None
    issue = read_issue(unit.session, step.issue_id) if step else None
    if step is None or timing is None or issue is None:
        return _STOP
    timing = _inside_hours(unit, issue, timing)
    helper = unit.session.get(Person, step.helper_id) if step.helper_id else None
    if unit.now >= timing.anchor:
        about = {"step": step.id, "helper": step.helper_id}
        _note_silence(unit, issue, EventKind.UNANSWERED, step.need, about)
    if issue.owner_id is None:
        return _skip_while_unowned(unit, due, timing)
    context = nudge_context(unit.session, issue)
    name, introduction = helper.first_name if helper else None, Introduction(step.introduction)
    words = _to_owner_or(
        issue,
        lambda: step_unanswered(context, name),
        context,
        step.helper_id,
        lambda: asked(context, context.owner or "", step.need, introduction),
    )
    return advance_run(
        unit,
        EscalationRun(
            call=NudgeSubject(issue, due.subject, step.helper_id),
            timing=timing,
            words=words,
            path=f"/steps/{step.id}",
            tag=_tag(issue, step.helper_id, f"step-{step.id}"),
            buttons=lambda to: for_ask(step, context) if to.id == step.helper_id else (),
        ),
        due,
    )


def _change(unit: Unit, number: int, due: DueEscalation) -> Advance:
    """The person who was asked to become the owner is silent."""
    change = unit.session.get(OwnerChange, number)
    timing = timing_of_change(change) if change else None
    issue = read_issue(unit.session, change.issue_id) if change else None
    if change is None or timing is None or issue is None:
        return _STOP
    timing = _inside_hours(unit, issue, timing)
    if unit.now >= timing.anchor:
        about = {"change": change.id, "helper": change.to_id}
        _note_silence(unit, issue, EventKind.CHANGE_UNANSWERED, None, about)
    context, to = nudge_context(unit.session, issue), unit.session.get_one(Person, change.to_id)
    words = _to_owner_or(
        issue,
        lambda: change_unanswered(context, to.first_name),
        context,
        to.id,
        lambda: change_asked(context, context.owner or ""),
    )
    return advance_run(
        unit,
        EscalationRun(
            call=NudgeSubject(issue, due.subject, to.id),
            timing=timing,
            words=words,
            path=f"/owner-changes/{change.id}",
            tag=_tag(issue, to.id, f"change-{change.id}"),
        ),
        due,
    )


def _inside_hours(unit: Unit, issue: Issue, timing: Timing) -> Timing:
    site = unit.session.get_one(Site, issue.site_id)
    if site.opening_hours is None:
        return timing
    return replace(timing, opening=opening_for(site, issue.urgency))


def _note_silence(
    unit: Unit, issue: Issue, kind: EventKind, text: str | None, about: dict[str, Any]
) -> None:
    """Appends the event, once, when the time to answer has passed."""
    written = select(Event.data).where(Event.issue_id == issue.id, Event.kind == kind)
    if about not in unit.session.exec(written).all():
        append_event(unit, issue, kind, text, **about)


def _skip_while_unowned(unit: Unit, due: DueEscalation, timing: Timing) -> Advance:
    """Skips this step while the issue has no owner: its own escalation is louder."""
    at = rules_escalation.next_at(
        steps_of_version(unit.session, timing.trigger, due.policy), timing, unit.now
    )
    return Advance((), due.step + 1, at, at)


def _to_owner_or(
    issue: Issue, owner: Words, context: NudgeContext, helper_id: int | None, helper: Words
) -> Callable[[Person], Text]:
    """What the owner reads, what the helper does; others read of the owner in its place."""

    def words(to: Person) -> Text:
        if to.id == issue.owner_id:
            return owner()
        return helper() if to.id == helper_id else (owner()[0], for_others(context))

    return words


def _tag(issue: Issue, helper_id: int | None, asked: str) -> Callable[[Person], str]:
    """On the helper's phone it replaces the ask, on others' the news of handoffs."""
    return lambda to: asked if to.id == helper_id else f"{issue.ref}-walk"


_PLANS: dict[str, Callable[[Unit, int, DueEscalation], Advance]] = {
    "issue": _issue,
    "step": _step,
    "change": _change,
    "shift": shifts.at_shift_end,
    "hours": weekly_hours.at_shift_start,
}
