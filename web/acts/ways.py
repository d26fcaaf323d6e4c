"""Other ways to reach a person than their phones: an e-mail, a message, a chat.

Which there are, and what is secret about them, is the installation's; a person gives an address.
"""

from datetime import datetime, timedelta

from sqlmodel import Session

from push import channels, outbox
from push.nudge import Nudge
from web.acts import hand_limit
from web.acts.security_log import Fields, SecurityEvent, report_on_commit
from web.rules.contacts import e164
from web.rules.countries import country_at
from web.rules.issue import Refusal
from web.rules.people import Viewer
from web.store.tables import Site

_TEST_EVERY = timedelta(minutes=1)  # each one may cost money
_TEST_LIFE = timedelta(minutes=15)


def save(session: Session, who: Viewer, kind: str, address: str, now: datetime) -> None:
    """Raises push.trouble.Refused, with a sentence."""
    if kind == "sms":
        site = session.get_one(Site, who.site_id)
        # What is no number of theirs is refused there, in its own words.
        address = e164(address, country_at(site.country, site.zone)) or ""
    channels.save(session, str(who.id), kind, address, now)
    _report(session, who, kind)


def remove(session: Session, who: Viewer, kind: str) -> None:
    channels.remove(session, str(who.id), kind)
    _report(session, who, kind)


def _report(session: Session, who: Viewer, kind: str) -> None:
    fields: Fields = {"person": who.id, "what": "channel", "kind": kind}
    report_on_commit(session, SecurityEvent.SETTINGS_CHANGED, **fields)


def try_it(session: Session, who: Viewer, kind: str, now: datetime) -> Refusal | None:
    """One message over this way, to see whether it comes."""
    ours = {one.kind: one for one in channels.of_person(session, str(who.id))}
    channel = ours.get(kind)
    if channel is None:
        return Refusal("There is no address to try. Give one first.")
    subject = f"try:{who.id}:{kind}"
    last = outbox.last_at(session, subject)
    if last and now - last < _TEST_EVERY:
        return Refusal("The last test was a moment ago. Wait a minute.")
    # The address may be anybody's.
    refused = hand_limit.refuse_more(session, who.id, who.id, subject, now)
    if refused:
        return refused
    nudge = Nudge(
        person=str(who.id),
        title="Own It: this way works",
        body="This is how a nudge reaches you when none of your phones has shown it.",
        path="/me",
        tag="test",
        expires_at=now + _TEST_LIFE,
    )
    key = f"{subject}:{now.isoformat()}"
    outbox.enqueue_to_channel(session, channel, key=key, subject=subject, nudge=nudge, now=now)
    return None
