"""Channels of a person: e-mail, text message, chat.

Kinds and secrets belong to the installation; a person gives an address.
"""

from datetime import timedelta

from push import channels, outbox, superseding
from web.acts.core.security_log import Fields, SecurityEvent, report_on_commit
from web.acts.core.tap import Tap
from web.acts.nudges import manual_limit
from web.acts.nudges.reader_text import channel_works
from web.acts.nudges.recipient import nudge_to
from web.language.messages import gettext as _
from web.rules.contacts import e164
from web.rules.countries import country_at
from web.rules.issues import Refusal
from web.store.tables.accounts import Site

_TEST_EVERY = timedelta(minutes=1)  # each one may cost money
_TEST_LIFE = timedelta(minutes=15)


def save(tap: Tap, kind: str, address: str) -> None:
    """Raises push.errors.InvalidInput, with a sentence."""
    if kind == "sms":
        site = tap.session.get_one(Site, tap.actor.site_id)
        # Anything else is refused there, with its own sentence.
        address = e164(address, country_at(site.country, site.zone)) or ""
    channels.save(tap.session, str(tap.actor.id), kind, address, tap.now)
    _report(tap, kind)


def remove(tap: Tap, kind: str) -> None:
    channels.remove(tap.session, str(tap.actor.id), kind)
    _report(tap, kind)


def _report(tap: Tap, kind: str) -> None:
    fields: Fields = {"person": tap.actor.id, "what": "channel", "kind": kind}
    report_on_commit(tap.session, SecurityEvent.SETTINGS_CHANGED, **fields)


def send_test(tap: Tap, kind: str) -> Refusal | None:
    """One test message over this channel."""
    ours = {channel.kind: channel for channel in channels.of_person(tap.session, str(tap.actor.id))}
    channel = ours.get(kind)
    if channel is None:
        return Refusal(_("There is no address to test. Add one first."))
    subject = f"try:{tap.actor.id}:{kind}"
    last = superseding.last_at(tap.session, subject)
    if last and tap.now - last < _TEST_EVERY:
        return Refusal(_("The last test was a moment ago. Wait a minute."))
    # The address may be anybody's.
    refused = manual_limit.refuse_more(tap, tap.actor.id, subject)
    if refused:
        return refused
    nudge = nudge_to(
        tap.session,
        tap.actor,
        channel_works,
        path="/me",
        tag="test",
        expires_at=tap.now + _TEST_LIFE,
    )
    key = f"{subject}:{tap.now.isoformat()}"
    outbox.enqueue_to_channel(
        tap.session, channel, key=key, subject=subject, nudge=nudge, now=tap.now
    )
    return None
