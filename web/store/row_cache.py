"""Caches the rows of people and sites until the unit of work that read them ends.

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

_CACHE = "ownit_row_cache"
# With their sites, by which they are written to.
PEOPLE = select(Person, Site).join(Site, col(Site.id) == col(Person.site_id))
_PEOPLE = PEOPLE.where(col(Person.id).in_(bindparam("ids", expanding=True)))
Row = TypeVar("Row", Person, Site)


def locked(rows: SelectOfScalar[Row], **how: Any) -> SelectOfScalar[Row]:
    """`rows`, locked as `with_for_update` does, and as they are once they are locked."""
    return rows.with_for_update(**how).execution_options(populate_existing=True)


def lock_open_account(session: Session, person_id: int | None) -> Person | None:
    """A shared lock on their account, which cannot close before the commit; with their site. None
    for nobody, and for a closed account."""
    if person_id is None:
        return None
    query = PEOPLE.where(Person.id == person_id, col(Person.closed_at).is_(None))
    shared = query.with_for_update(read=True, key_share=True, of=Person)
    row = session.exec(shared.execution_options(populate_existing=True)).first()
    return row[0] if row else None


def people_of(session: Session, ids: Iterable[int | None]) -> dict[int, Person]:
    """By id; those that are not cached already are read at once."""
    wanted, cached = {id_ for id_ in ids if id_ is not None}, _cache(session)
    missing = [id_ for id_ in wanted if (Person, id_) not in cached]
    if missing:
        session.execute(_PEOPLE, {"ids": missing}).all()
    return {id_: cached[Person, id_] for id_ in wanted if (Person, id_) in cached}


@event.listens_for(Person, "load")
@event.listens_for(Site, "load")
def _remember(row: Person | Site, context: QueryContext) -> None:
    _cache(context.session)[type(row), row.id] = row


def _cache(session: Any) -> dict[tuple[type, int | None], Any]:
    cache: dict[tuple[type, int | None], Any] = session.info.setdefault(_CACHE, {})
    return cache
