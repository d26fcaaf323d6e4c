"""This device's push subscription: store it, test it, and record what it reports."""

from datetime import date, datetime, timedelta
from functools import partial

from sqlmodel import Session, col, select

from push import outbox, receipts, subscriptions, superseding
from push.models import Message, Subscription
from push.nudge import Nudge
from push.receipts import Stage
from push.subscriptions import Offer
from web.acts.core import devices
from web.acts.core.tap import Tap, Unit
from web.acts.nudges import manual_limit
from web.acts.nudges.context import on_shift
from web.acts.nudges.reader_text import goes_quiet, notifications_work, signs_out, still_rings
from web.acts.nudges.recipient import Words, nudge_to
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.rules.clock import time_zone
from web.rules.issues import Refusal
from web.rules.people import Viewer
from web.rules.phones import SILENT_AFTER, WARN_BEFORE, ends_at
from web.rules.push_test_answers import RingAnswer, of_failed, of_waiting
from web.store.errors import NotFound
from web.store.subjects import subject_of_phone
from web.store.tables.accounts import Device, Person, Site

TEST_LIFE = timedelta(minutes=2)
TEST_EVERY = timedelta(seconds=10)
_SUBJECT = "test:{device}"
_RING_EVERY = timedelta(minutes=10)
_CONFIRM_LIFE = timedelta(hours=4)

_SENT = N_("The test was sent. This phone has not confirmed that it showed it.")
_SHOWN = N_("It works.")


class TooSoon(Exception):
    """The last test was a moment ago."""


def subscribe(tap: Tap, offer: Offer, vapid_key: str, expires_at: datetime | None = None) -> int:
    """Raises push.errors.InvalidInput, with a sentence. `expires_at`: if the browser says so."""
    devices.lock_open(tap.session, tap.actor)
    subscription = subscriptions.save(
        tap.session,
        offer,
        person=str(tap.actor.id),
        device=str(tap.actor.device_id),
        vapid_key=vapid_key,
        now=tap.now,
        expires_at=expires_at,
    )
    return subscription.id


def send_test_push(tap: Tap) -> int:
    """A test push to this device alone. Raises NotFound without a subscription."""
    devices.lock_open(tap.session, tap.actor)
    subscription = subscriptions.of_device(tap.session, str(tap.actor.device_id))
    if subscription is None:
        raise NotFound
    subject = _SUBJECT.format(device=tap.actor.device_id)
    last = superseding.last_at(tap.session, subject)
    if last and tap.now - last < TEST_EVERY:
        raise TooSoon
    nudge = nudge_to(
        tap.session,
        tap.actor,
        notifications_work,
        path="/me",
        tag="test",
        expires_at=tap.now + TEST_LIFE,
    )
    key = f"{subject}:{tap.now.isoformat()}"
    message = outbox.enqueue_to_subscription(
        tap.session, subscription, key=key, subject=subject, nudge=nudge, now=tap.now
    )
    return message.id


def check_phones_at_shift_start(unit: Unit, person: Person) -> None:
    """At the beginning of a shift: tests phones that have shown nothing for long, and warns those
    whose sign-in ends soon. Once a week, or a day, however many shifts."""
    site = unit.session.get_one(Site, person.site_id)
    query = select(Subscription).where(
        Subscription.person == str(person.id), col(Subscription.quarantined_at).is_(None)
    )
    for phone in unit.session.exec(query.order_by(col(Subscription.id))).all():
        device = unit.session.get(Device, int(phone.device))
        if device and device.expires_at <= unit.now + WARN_BEFORE:
            _warn(unit, phone, person, partial(signs_out, site.name, _day(device.expires_at, site)))
        elif (ends := _unused_until(phone, device)) and ends <= unit.now + WARN_BEFORE:
            _warn(unit, phone, person, partial(goes_quiet, site.name, _day(ends, site)))
        elif (phone.last_shown_at or phone.created_at) <= unit.now - SILENT_AFTER:
            year, number = unit.now.isocalendar()[:2]
            confirm(unit, phone, person, site, f"{year}-{number}")


def confirm(unit: Unit, phone: Subscription, person: Person, site: Site, once: str) -> None:
    """Asks this phone whether it still rings; a tap, or showing it, confirms."""
    nudge = _for_phone(unit, person, partial(still_rings, site.name))
    subject = subject_of_phone(phone.id)
    outbox.enqueue_to_subscription(
        unit.session, phone, key=f"{subject}:{once}", subject=subject, nudge=nudge, now=unit.now
    )


def test_phones_of(tap: Tap, person_id: int) -> Refusal | None:
    """A lead tests the phones of somebody on shift."""
    person = tap.session.get(Person, person_id)
    is_theirs = person is not None and (tap.actor.is_admin or person.site_id == tap.actor.site_id)
    if person is None or not is_theirs or person.closed_at:
        raise NotFound
    if not on_shift(person, tap.now):
        return Refusal(_("%(who)s is off shift, so they get no reminders.", who=person.name))
    query = select(Subscription).where(
        Subscription.person == str(person_id), col(Subscription.quarantined_at).is_(None)
    )
    phones = tap.session.exec(query.order_by(col(Subscription.id))).all()
    if not phones:
        return Refusal(_("%(who)s has notifications off. Go and see them.", who=person.name))
    silent = [subscription for subscription in phones if not _was_tested(tap, subscription)]
    if not silent:
        return None
    subject = subject_of_phone(silent[0].id)
    refused = manual_limit.refuse_more(tap, person_id, subject)
    site = tap.session.get_one(Site, person.site_id)
    for phone in [] if refused else silent:
        confirm(tap, phone, person, site, f"lead:{tap.now.isoformat()}")
    return refused


def _was_tested(unit: Unit, phone: Subscription) -> bool:
    """Whether it was tested within the last ten minutes: the limit for leads."""
    last = superseding.last_at(unit.session, subject_of_phone(phone.id))
    return last is not None and unit.now - last < _RING_EVERY


def _unused_until(phone: Subscription, device: Device | None) -> datetime | None:
    """When it stops ringing if nobody opens the app on it."""
    idle = ends_at(device.expires_at, device.seen_at) if device else None
    return min((one for one in (phone.expires_at, idle) if one), default=None)


def _warn(unit: Unit, phone: Subscription, person: Person, words: Words) -> None:
    nudge = _for_phone(unit, person, words)
    subject = subject_of_phone(phone.id)
    key = f"{subject}:ends:{unit.now.date()}"
    outbox.enqueue_to_subscription(
        unit.session, phone, key=key, subject=subject, nudge=nudge, now=unit.now
    )


def _day(at: datetime, site: Site) -> date:
    return at.astimezone(time_zone(site.zone)).date()


def _for_phone(unit: Unit, person: Person, words: Words) -> Nudge:
    until = unit.now + _CONFIRM_LIFE
    return nudge_to(unit.session, person, words, path="/me", tag="phone", expires_at=until)


def progress_of_test(
    session: Session, who: Viewer, message_id: int, now: datetime
) -> tuple[Stage, RingAnswer]:
    """The progress of the viewer's own test, and its sentence."""
    message = session.get(Message, message_id)
    if message is None or message.subject != _SUBJECT.format(device=who.device_id):
        raise NotFound
    progress = receipts.delivery_state(session, message_id)
    if progress.stage is Stage.FAILED:
        return progress.stage, of_failed(progress.reason)
    if progress.stage is Stage.QUEUED:
        is_paused = receipts.is_paused(session, str(who.device_id), now)
        return progress.stage, of_waiting(progress.reason, is_paused=is_paused)
    return progress.stage, RingAnswer(_(_SENT if progress.stage is Stage.SENT else _SHOWN))
