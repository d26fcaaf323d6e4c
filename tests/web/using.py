"""What was used of what people may do without asking, as rows."""

from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from tests.web.world import World
from web.store.tables.allowances import Allowance, AllowanceUse
from web.store.tables.issues import Issue


def allowance(
    world: World, words: str = "Taxi", limit: int | None = 3000, site_id: int = 0, **more: Any
) -> int:
    """Of the site of the world, up to so many cents."""
    currency = "EUR" if limit else None
    row = Allowance(
        site_id=site_id or world.site.id,
        role="employee",
        words=words,
        limit_amount=limit,
        currency=currency,
        position=1,
        **more,
    )
    with world.database.write() as session:
        session.add(row)
        session.flush()
        return row.id


def use(
    world: World,
    allowance_id: int,
    amount: int | None = 1850,
    currency: str | None = "EUR",
    days_ago: float = 0,
    ref: str = "",
) -> str:
    """The reference of the issue."""
    ref = ref or world.report(words=f"The order is {days_ago} days late")
    with world.database.write() as session:
        issue = session.exec(select(Issue).where(col(Issue.ref) == ref)).one()
        its = session.get_one(Allowance, allowance_id)
        session.add(
            AllowanceUse(
                issue_id=issue.id,
                site_id=its.site_id,
                allowance_id=allowance_id,
                amount=amount,
                currency=currency if amount else None,
                at=world.clock() - timedelta(days=days_ago),
                above_limit=bool(amount and its.limit_amount and amount > its.limit_amount),
                event_version=issue.version,
            )
        )
    return ref
