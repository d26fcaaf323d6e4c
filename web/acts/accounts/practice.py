"""Acts of a practice. It changes one row of its person, and nothing of any issue."""

from datetime import timedelta

from sqlmodel import Session, col, select

from push import outbox, subscriptions
from push.upsert import insert_into
from web.acts.accounts.people import require_team
from web.acts.core.tap import Tap
from web.acts.nudges.context import on_shift
from web.acts.nudges.reader_text import practice_reminder, robin_answers
from web.acts.nudges.recipient import nudge_to
from web.language.messages import gettext as _
from web.rules.event_data import known
from web.rules.issues import Refusal
from web.rules.practice import PracticeAct, Station, after, answers_at, station_at
from web.store.subjects import subject_of_practice
from web.store.tables.accounts import Person
from web.store.tables.practice import Practice

_LIFE = timedelta(minutes=10)  # of the push with which Robin answers
_REMINDER_LIFE = timedelta(hours=12)


def apply(tap: Tap, act: PracticeAct, words: str | None = None) -> None:
    """Goes on to the next station, if the act is of the present one. `words`: of their update or
    their resolution."""
    row = _locked(tap.session, tap.actor.id)
    stored = known(Station, row.station) or Station.SEE
    station = station_at(stored, row.asked_at, tap.actor.id, tap.now)
    row.station = after(station, act)
    if row.station != station:
        _record(tap, row, act, words)
    tap.session.add(row)


def hide(tap: Tap) -> None:
    """Put away from home; it stays on *Me*."""
    row = _locked(tap.session, tap.actor.id)
    row.hidden_at = tap.now
    tap.session.add(row)


def remind(tap: Tap, person_id: int) -> Refusal | None:
    """A lead reminds somebody, once: a quiet notification while they are on shift, and the card on
    their home again. Raises NotFound for somebody outside the lead's site."""
    require_team(tap, person_id)
    row = _locked(tap.session, person_id)
    person = tap.session.get_one(Person, person_id)
    if row.finished_at:
        return Refusal(_("%(who)s has practised already.", who=person.name), harmless=True)
    if row.reminded_at:
        return Refusal(_("%(who)s was reminded already.", who=person.name), harmless=True)
    row.reminded_at, row.hidden_at = tap.now, None
    tap.session.add(row)
    if on_shift(person, tap.now):
        nudge = nudge_to(
            tap.session,
            person,
            lambda: practice_reminder(tap.actor.first_name),
            path="/practice",
            tag="practice",
            expires_at=tap.now + _REMINDER_LIFE,
            loud=False,
        )
        subject = subject_of_practice(person_id)
        outbox.enqueue_all(tap.session, subject, {f"{subject}:reminder": nudge}, tap.now)
    return None


def _record(tap: Tap, row: Practice, act: PracticeAct, words: str | None) -> None:
    match act:
        case PracticeAct.START | PracticeAct.AGAIN:
            row.owned_at = row.asked_at = row.updated_at = row.message_id = None
            row.update_words = row.resolution_words = None
        case PracticeAct.OWN:
            row.owned_at = tap.now
        case PracticeAct.ASK:
            row.asked_at, row.message_id = tap.now, _let_robin_answer(tap)
        case PracticeAct.UPDATE:
            row.updated_at, row.update_words = tap.now, words
        case PracticeAct.RESOLVE:
            row.finished_at, row.resolution_words = tap.now, words


def _let_robin_answer(tap: Tap) -> int | None:
    """By a real push to this phone, at that moment; the id of its message. None: it shows none."""
    phone = subscriptions.of_device(tap.session, str(tap.actor.device_id))
    if phone is None:
        return None
    nudge = nudge_to(
        tap.session,
        tap.actor,
        robin_answers,
        path="/practice",
        tag="practice",
        expires_at=tap.now + _LIFE,
    )
    subject = subject_of_practice(tap.actor.id)
    message = outbox.enqueue_to_subscription(
        tap.session,
        phone,
        key=f"{subject}:{tap.now.isoformat()}",
        subject=subject,
        nudge=nudge,
        now=tap.now,
        not_before=answers_at(tap.now, tap.actor.id),
    )
    return message.id


def _locked(session: Session, person_id: int) -> Practice:
    """Theirs, made if there is none: of two phones at once one goes first."""
    begun = insert_into(session, Practice).values(person_id=person_id, station=Station.SEE)
    session.exec(begun.on_conflict_do_nothing())
    query = select(Practice).where(col(Practice.person_id) == person_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).one()
