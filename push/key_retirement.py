"""After a rotation of the VAPID key, subscriptions made with another key end with that key's use.
Browsers bind a subscription to its key (RFC 8292 section 4)."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, or_

from push.models import Subscription


def end_subscriptions_of_other_keys(session: Session, key_id: str, until: datetime) -> None:
    """`key_id`: of the present key. Earlier ends stay. Until then people are warned as for an end
    that a browser names; afterwards the sender sets the subscription aside."""
    ends_later = or_(col(Subscription.expires_at).is_(None), col(Subscription.expires_at) > until)
    session.exec(
        update(Subscription)
        .where(col(Subscription.vapid_key) != key_id, ends_later)
        .values(expires_at=until)
        .execution_options(synchronize_session=False)
    )
