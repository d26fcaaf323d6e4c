"""Rows of people and sites are kept until the unit of work that read them ends.

SQLAlchemy forgets a row that nobody refers to any more, so an act that names its owner three times
would read them three times. Whoever locks such a row may have waited for it, and reads it anew.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import bindparam, event
from sqlalchemy.orm import QueryContext
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from web.store.tables.accounts import Person, Site

_KEPT = "ownit_kept"
_PEOPLE = select(Person).where(col(Person.id).in_(bindparam("ids", expanding=True)))
Row = TypeVar("Row", Person, Site)


def locked(rows: SelectOfScalar[Row], **how: Any) -> SelectOfScalar[Row]:
    """`rows`, locked as `with_for_update` does, and as they are once they are locked."""
    return rows.with_for_update(**how).execution_options(populate_existing=True)


def people_of(session: Session, ids: Iterable[int | None]) -> dict[int, Person]:
    """By id; those that are not kept already are read at once."""
    wanted, kept = {one for one in ids if one is not None}, _kept(session)
    missing = [one for one in wanted if (Person, one) not in kept]
    if missing:
        session.execute(_PEOPLE, {"ids": missing}).all()
    return {one: kept[Person, one] for one in wanted if (Person, one) in kept}


@event.listens_for(Person, "load")
@event.listens_for(Site, "load")
def _keep(row: Person | Site, context: QueryContext) -> None:
    _kept(context.session)[type(row), row.id] = row


def _kept(session: Any) -> dict[tuple[type, int | None], Any]:
    kept: dict[tuple[type, int | None], Any] = session.info.setdefault(_KEPT, {})
    return kept
