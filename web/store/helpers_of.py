"""Who helped with an issue: everybody who said yes to a step of it."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from web.store.row_cache import people_of
from web.store.tables.accounts import Person, Site
from web.store.tables.handoffs import Step
from web.store.tables.issues import Issue


def helpers_of(session: Session, issue_id: int) -> Sequence[Person]:
    """Those with an account, whoever said yes first before the others."""
    query = (
        select(Person, Site)
        .join(Step, col(Step.helper_id) == col(Person.id))
        .join(Site, col(Site.id) == col(Person.site_id))
        .where(
            Step.issue_id == issue_id,
            col(Step.accepted_at).is_not(None),
            col(Person.closed_at).is_(None),
        )
        .order_by(col(Step.accepted_at), col(Step.id))
    )
    return list({person.id: person for person, _site in session.exec(query)}.values())


def thanked_by_customer(session: Session, issue: Issue) -> Sequence[Person]:
    """Its owner first, if their account is open."""
    owner = people_of(session, (issue.owner_id,)).get(issue.owner_id or 0)
    helpers = [one for one in helpers_of(session, issue.id) if one.id != issue.owner_id]
    return [owner, *helpers] if owner and not owner.closed_at else helpers
