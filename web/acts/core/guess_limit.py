"""The guess limit: wrong guesses are counted in the database, by source.

There is no global limit: whoever filled it would end sign-in for all. Codes are long enough without
one (decision 33), and a good token or code always works, also behind an address from which somebody
guesses.
"""

from datetime import datetime, timedelta

from sqlalchemy import Executable, bindparam, case, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from web.store.tables.guesses import Guess

WINDOW = timedelta(minutes=10)
PER_SOURCE = 20
_LATEST = 2 * WINDOW  # later windows were counted while the clock was wrong
_WRONG: Executable = select(col(Guess.count).label("wrong"), col(Guess.until)).where(
    col(Guess.source) == bindparam("source"),
    col(Guess.until) > bindparam("now"),
    col(Guess.until) <= bindparam("latest"),
)


def wait_seconds(session: Session, kind: str, source: str, now: datetime) -> int:
    """0 when this source may try; else the seconds until it may again."""
    values = {"source": f"{kind}:{source}", "now": now, "latest": now + _LATEST}
    row = session.connection().execute(_WRONG, values).first()
    if row is None or row.wrong < PER_SOURCE:
        return 0
    return int((row.until - now).total_seconds()) + 1


def count_wrong(session: Session, kind: str, source: str, now: datetime) -> None:
    """Counts one wrong guess, and deletes windows that have ended."""
    session.exec(delete(Guess).where(col(Guess.until) <= now - WINDOW))
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(Guess).values(source=f"{kind}:{source}", count=1, until=now + WINDOW)
    ended = or_(col(Guess.until) <= now, col(Guess.until) > now + _LATEST)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["source"],
            set_={
                "count": case((ended, 1), else_=Guess.count + 1),
                "until": case((ended, now + WINDOW), else_=Guess.until),
            },
        )
    )
