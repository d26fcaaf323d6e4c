"""This device's ringing: keep its subscription, ring it once to see, and note what it says."""

from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from push import outbox, receipts, subscriptions
from push.models import Message
from push.nudge import Nudge
from push.receipts import Stage
from push.subscriptions import Offer
from web.acts import devices
from web.rules.people import Viewer
from web.store.errors import NotThere

TEST_LIFE = timedelta(minutes=2)
TEST_EVERY = timedelta(seconds=10)
_SUBJECT = "test:{device}"

_SENTENCES = {
    Stage.QUEUED: "The test waits to be sent.",
    Stage.SENT: "The test was sent. This phone has not said that it showed it.",
    Stage.SHOWN: "It rang.",
    Stage.FAILED: "The push service of this phone did not take the test. Turn nudges on again.",
}


class TooSoon(Exception):
    """The last test was a moment ago."""


def subscribe(session: Session, who: Viewer, offer: Offer, vapid_key: str, now: datetime) -> int:
    """Raises push.subscriptions.Refused, with a sentence."""
    devices.hold_open(session, who)
    kept = subscriptions.save(
        session,
        offer,
        person=str(who.id),
        device=str(who.device_id),
        vapid_key=vapid_key,
        now=now,
    )
    return kept.id


def ring_once(session: Session, who: Viewer, now: datetime) -> int:
    """A test push to this device alone. NotThere when it has no subscription."""
    devices.hold_open(session, who)
    subscription = subscriptions.of_device(session, str(who.device_id))
    if subscription is None:
        raise NotThere
    subject = _SUBJECT.format(device=who.device_id)
    latest = select(func.max(col(Message.created_at))).where(Message.subject == subject)
    last = session.exec(latest).first()
    if last and now - last < TEST_EVERY:
        raise TooSoon
    nudge = Nudge(
        person=str(who.id),
        title="Own It: this phone rings",
        body="This is how a nudge looks when a customer needs you.",
        path="/me",
        tag="test",
        expires_at=now + TEST_LIFE,
    )
    key = f"{subject}:{now.isoformat()}"
    message = outbox.enqueue_to_subscription(
        session, subscription, key=key, subject=subject, nudge=nudge, now=now
    )
    return message.id


def progress_of_test(session: Session, who: Viewer, message_id: int) -> tuple[Stage, str]:
    """How far the viewer's own test came, and a sentence for it."""
    message = session.get(Message, message_id)
    if message is None or message.subject != _SUBJECT.format(device=who.device_id):
        raise NotThere
    stage = receipts.delivery_state(session, message_id).stage
    return stage, _SENTENCES[stage]
