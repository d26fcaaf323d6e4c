"""What people may do at a site without asking: the list that is in use."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from web.rules.allowances import money_of
from web.rules.money import Money
from web.rules.seen import state_number
from web.store.errors import NotFound
from web.store.tables.allowances import Allowance


def allowances_of(session: Session, site_id: int) -> Sequence[Allowance]:
    """In the order in which they were added."""
    query = select(Allowance).where(
        Allowance.site_id == site_id, col(Allowance.removed_at).is_(None)
    )
    return session.exec(query.order_by(col(Allowance.position), col(Allowance.id))).all()


def allowance_in_use(session: Session, allowance_id: int) -> Allowance:
    """Raises NotFound."""
    allowance = session.get(Allowance, allowance_id)
    if allowance is None or allowance.removed_at:
        raise NotFound
    return allowance


def limit(allowance: Allowance) -> Money | None:
    return money_of(allowance.limit_amount, allowance.currency)


def allowance_number(allowance: Allowance) -> int:
    """For what its form was filled in from."""
    limited = (allowance.limit_amount, allowance.currency)
    return state_number(allowance.role, allowance.words, *limited)
