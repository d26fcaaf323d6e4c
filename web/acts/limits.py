"""The rate limit for guesses: wrong ones are counted in the database, by where they come from.

Only wrong guesses are counted. Where a secret is too long to be guessed a good one always
works, also for a crowd behind one address of which somebody guesses; a code that is typed is
short, and is not even looked at until the window has ended.
"""

from datetime import datetime, timedelta

from sqlalchemy import Executable, bindparam, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from web.store.tables import Guess

WINDOW = timedelta(minutes=10)
PER_SOURCE = 20
IN_ALL = 2000  # from everywhere together, by kind: a botnet is slowed down too
_WRONG: Executable = select(
    col(Guess.source), col(Guess.count).label("wrong"), col(Guess.until)
).where(
    col(Guess.source).in_(bindparam("sources", expanding=True)), col(Guess.until) > bindparam("now")
)


def wait_seconds(session: Session, kind: str, source: str, now: datetime) -> int:
    """0 when this source may try; else the seconds until it may again."""
    limits = {f"{kind}:{source}": PER_SOURCE, f"{kind}:*": IN_ALL}
    rows = session.connection().execute(_WRONG, {"sources": list(limits), "now": now})
    over = [row.until - now for row in rows if row.wrong >= limits[row.source]]
    return int(max(over).total_seconds()) + 1 if over else 0


def count_wrong(session: Session, kind: str, source: str, now: datetime) -> None:
    """One more wrong guess; windows that have ended are forgotten on the way."""
    session.exec(delete(Guess).where(col(Guess.until) <= now - WINDOW))
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    for name in (f"{kind}:{source}", f"{kind}:*"):
        statement = dialect.insert(Guess).values(source=name, count=1, until=now + WINDOW)
        ended = col(Guess.until) <= now
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["source"],
                set_={
                    "count": case((ended, 1), else_=Guess.count + 1),
                    "until": case((ended, now + WINDOW), else_=Guess.until),
                },
            )
        )
