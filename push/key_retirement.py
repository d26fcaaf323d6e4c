"""The key by which push services know this app was replaced: subscriptions made with another one
end with the use of that key. Browsers bind a subscription to its key (RFC 8292 section 4)."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, or_

from push.models import Subscription


def end_subscriptions_of_other_keys(session: Session, key_id: str, until: datetime) -> None:
    """`key_id`: of the key of today. What ends earlier, still does. Until then people are warned
    like those whose browser names an end; afterwards the sender sets the subscription aside."""
    ends_later = or_(col(Subscription.expires_at).is_(None), col(Subscription.expires_at) > until)
    session.exec(
        update(Subscription)
        .where(col(Subscription.vapid_key) != key_id, ends_later)
        .values(expires_at=until)
        .execution_options(synchronize_session=False)
    )
