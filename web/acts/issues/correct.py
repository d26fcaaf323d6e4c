"""Corrections: the owner changes what was reported. Each is an event of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import col, select

from push import replanning
from push.model_fields import table_of
from web.acts.core.events import append_event
from web.acts.core.issue_rows import load_for_act, update_issue
from web.acts.core.tap import Outcome, Tap
from web.acts.handoffs.locks import lock_handoffs
from web.acts.images.uploads import NO_PHOTOS, ReceivedPhotos
from web.acts.issues.photos import add_photos
from web.acts.nudges.schedule import restart_escalation
from web.language.messages import gettext as _
from web.rules.corrections import EMPTY, NOTHING, OF_CUSTOMER, as_text
from web.rules.issues import Refusal
from web.rules.opening import after, time_open
from web.rules.site_texts import main_name
from web.rules.vocabulary import CorrectedField, EventKind, IssueAct, StepState, Trigger
from web.store.errors import NotFound
from web.store.escalation_timing import opening_for
from web.store.policies import in_force
from web.store.tables.accounts import Site
from web.store.tables.handoffs import OwnerChange, Step
from web.store.tables.issues import Issue, Photo


@dataclass(frozen=True)
class Correction:
    """What the owner has changed in the form, and nothing else: two forms of a queue may come one
    after the other. Fields are columns of the issue; `None`: emptied."""

    fields: Mapping[CorrectedField, str | None]
    photos: ReceivedPhotos = NO_PHOTOS


def correct(tap: Tap, ref: str, correction: Correction) -> Outcome:
    """Change what was reported, and add photos."""
    issue, refused = load_for_act(tap, ref, IssueAct.CORRECT)
    changed = {
        field: value
        for field, value in _wanted(tap, issue, correction).items()
        if (getattr(issue, field) or None) != value
        and not (issue.is_cause and field in OF_CUSTOMER)
    }
    refused = refused or _refuse(tap, issue, changed, correction.photos)
    if refused:
        return Outcome(issue.ref, refused)
    was = {field: getattr(issue, field) for field in changed}
    written = {field.value: value for field, value in changed.items()}
    if CorrectedField.WORDS in changed:
        written["words"] = changed[CorrectedField.WORDS] or ""
    update_issue(tap, issue, **written)
    for field, value in changed.items():
        _append(tap, issue, field, was[field], value)
    if added := len(correction.photos.safe):
        append_event(tap, issue, EventKind.CORRECTED, field=CorrectedField.PHOTOS, added=added)
    add_photos(tap, issue, correction.photos)
    if CorrectedField.URGENCY in changed:
        _replan_handoffs(tap, issue, was[CorrectedField.URGENCY])
    restart_escalation(tap, issue)
    return Outcome(issue.ref)


def _wanted(tap: Tap, issue: Issue, correction: Correction) -> Mapping[CorrectedField, str | None]:
    """A place of the site by its name without a language."""
    wanted, place = correction.fields, correction.fields.get(CorrectedField.PLACE)
    if place is None:
        return wanted
    names = in_force(tap.session, issue.site_id, Trigger.PROMISE).place_names
    return {**wanted, CorrectedField.PLACE: main_name(place, names)}


def remove_photo(tap: Tap, ref: str, photo_id: str) -> Outcome:
    """Delete a photo, for good. Raises NotFound when it is none of this issue's."""
    issue, refused = load_for_act(tap, ref, IssueAct.CORRECT)
    photos = set(tap.session.exec(select(Photo.id).where(Photo.issue_id == issue.id)).all())
    if photo_id not in photos:
        raise NotFound
    if not refused and photos == {photo_id} and not issue.words:
        refused = Refusal(_("This photo is the only description. Write what is not working first."))
    if refused:
        return Outcome(issue.ref, refused)
    update_issue(tap, issue)
    append_event(tap, issue, EventKind.CORRECTED, field=CorrectedField.PHOTOS, removed=1)
    table = table_of(Photo)
    tap.session.connection().execute(delete(table).where(col(Photo.id) == photo_id))
    restart_escalation(tap, issue)
    return Outcome(issue.ref)


def _refuse(
    tap: Tap,
    issue: Issue,
    changed: Mapping[CorrectedField, str | None],
    photos: ReceivedPhotos,
) -> Refusal | None:
    if not changed and not photos.safe and not photos.missing.missing:
        return Refusal(_(NOTHING), harmless=True)
    if CorrectedField.WORDS in changed and not changed[CorrectedField.WORDS] and not photos.safe:
        query = select(Photo.id).where(Photo.issue_id == issue.id)
        return None if tap.session.exec(query.limit(1)).first() else Refusal(_(EMPTY))
    return None


def _replan_handoffs(tap: Tap, issue: Issue, was: str) -> None:
    """The urgency decides whether the time to answer counts while the site is closed."""
    site = tap.session.get_one(Site, issue.site_id)
    before, since = opening_for(site, was), opening_for(site, issue.urgency)
    if before == since:
        return
    handoffs = lock_handoffs(tap.session, issue.id)
    asked: list[Step | OwnerChange] = [
        one for one in handoffs.steps if one.state == StepState.ASKED
    ]
    for one in [*asked, *filter(None, [handoffs.change])]:
        span = time_open(before, one.asked_at, one.answer_by)
        one.answer_by = after(since, one.asked_at, span)
    tap.session.flush()
    replanning.replan_subjects(tap.session, handoffs.subjects, tap.now)


def _append(
    tap: Tap, issue: Issue, field: CorrectedField, was: str | None, now: str | None
) -> None:
    """Urgencies are words of a closed set; all else is somebody's text, and erased with it."""
    if field is CorrectedField.URGENCY:
        about = {"was": str(was), "now": str(now)}
        append_event(tap, issue, EventKind.CORRECTED, field=field, **about)
        return
    append_event(tap, issue, EventKind.CORRECTED, as_text(was, now), field=field)
