"""Which columns hold what people wrote or are reached by: the one list of personal data.

Every column that is no number, time or truth value is here; a test fails for a new one.
docs/privacy.md explains the same list to the people who run an installation.
"""

from enum import StrEnum


class Data(StrEnum):
    CUSTOMER = "erased with the issue’s words"
    ACCESS = "deleted after the time for sessions and taps"
    OUTBOX = "deleted with the outbox after 30 days, and with the issue’s words"
    ACCOUNT = "of a colleague’s account or phone, for as long as that is here"
    SETTING = "set up by the installation, or a word of the program itself"


COLUMNS: dict[str, Data] = {
    "issue.words": Data.CUSTOMER,
    "issue.place": Data.CUSTOMER,  # unless it is one of the site's own
    "issue.customer_name": Data.CUSTOMER,
    "issue.customer_contact": Data.CUSTOMER,
    "event.text": Data.CUSTOMER,
    "event.salt": Data.CUSTOMER,
    "step.need": Data.CUSTOMER,
    "step.could": Data.CUSTOMER,
    "owner_change.line": Data.CUSTOMER,
    "photo.id": Data.CUSTOMER,
    "photo.jpeg": Data.CUSTOMER,
    "photo.small": Data.CUSTOMER,
    "status_link.nonce": Data.CUSTOMER,
    "status_link.token_hash": Data.CUSTOMER,
    "push_message.content": Data.OUTBOX,
    "push_message.key": Data.OUTBOX,
    "push_message.person": Data.OUTBOX,
    "push_message.subject": Data.OUTBOX,
    "push_message.unreachable": Data.OUTBOX,
    "push_delivery.state": Data.OUTBOX,
    "push_delivery.reason": Data.OUTBOX,
    "push_delivery.receipt": Data.OUTBOX,
    "tap.key": Data.ACCESS,
    "tap.digest": Data.ACCESS,
    "tap.ref": Data.ACCESS,
    "tap.sentence": Data.ACCESS,
    "device.token_hash": Data.ACCESS,
    "device.label": Data.ACCESS,
    "invite.token_hash": Data.ACCESS,
    "invite.code_hash": Data.ACCESS,
    "invite.role": Data.ACCESS,
    "invite.name": Data.ACCESS,
    "invite.claim_hash": Data.ACCESS,
    "guess.source": Data.ACCESS,
    "person.first_name": Data.ACCOUNT,
    "person.last_name": Data.ACCOUNT,
    "person.role": Data.ACCOUNT,
    "person.search_name": Data.ACCOUNT,
    "skill.word": Data.ACCOUNT,
    "held_nudge.subject": Data.ACCOUNT,
    "hand_nudge.subject": Data.ACCOUNT,
    "push_subscription.person": Data.ACCOUNT,
    "push_subscription.device": Data.ACCOUNT,
    "push_subscription.endpoint": Data.ACCOUNT,
    "push_subscription.endpoint_hash": Data.ACCOUNT,
    "push_subscription.origin": Data.ACCOUNT,
    "push_subscription.p256dh": Data.ACCOUNT,
    "push_subscription.auth": Data.ACCOUNT,
    "push_subscription.vapid_key": Data.ACCOUNT,
    "push_subscription.quarantined_why": Data.ACCOUNT,
    "push_gone_subscription.endpoint_hash": Data.ACCOUNT,
    "push_gone_subscription.why": Data.ACCOUNT,
    "push_channel.person": Data.ACCOUNT,
    "push_channel.kind": Data.ACCOUNT,
    "push_channel.address": Data.ACCOUNT,
    "push_channel.failed_why": Data.ACCOUNT,
    "organisation.name": Data.SETTING,
    "site.name": Data.SETTING,
    "site.zone": Data.SETTING,
    "site.country": Data.SETTING,
    "site.phone": Data.SETTING,
    "authority.role": Data.SETTING,
    "authority.words": Data.SETTING,
    "place.code": Data.SETTING,
    "place.name": Data.SETTING,
    "policy.trigger": Data.SETTING,
    "policy.rungs": Data.SETTING,
    "issue.ref": Data.SETTING,
    "issue.state": Data.SETTING,
    "issue.urgency": Data.SETTING,
    "event.kind": Data.SETTING,
    "event.data": Data.SETTING,  # ids, times and words of closed sets
    "event.commitment": Data.SETTING,
    "event.hash": Data.SETTING,
    "history_head.hash": Data.SETTING,
    "step.introduction": Data.SETTING,
    "step.state": Data.SETTING,
    "step.why": Data.SETTING,
    "owner_change.reason": Data.SETTING,
    "owner_change.state": Data.SETTING,
    "erasure.issue_ref": Data.SETTING,
    "erasure.extent": Data.SETTING,
    "push_origin.origin": Data.SETTING,
    "push_origin.reason": Data.SETTING,
    "push_escalation.subject": Data.SETTING,
    "push_escalation.trigger": Data.SETTING,
    "push_heartbeat.worker": Data.SETTING,
    "push_count.name": Data.SETTING,
    "push_count.reason": Data.SETTING,
}
