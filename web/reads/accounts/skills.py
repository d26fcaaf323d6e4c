"""Skills of people, in their own words."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import func
from sqlmodel import Session, col, select

from web.store.tables.accounts import Skill


def skills_of(session: Session, people: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Each person's skills, sorted; people without any are left out."""
    query = select(Skill.person_id, Skill.word).where(col(Skill.person_id).in_(list(people)))
    found: dict[int, list[str]] = defaultdict(list)
    for person_id, word in session.execute(query):
        found[person_id].append(word)
    return {person: tuple(sorted(words, key=str.casefold)) for person, words in found.items()}


def known_skills(session: Session, limit: int = 100) -> tuple[str, ...]:
    """Skills in use, the most common first."""
    query = select(Skill.word).group_by(Skill.word).limit(limit)
    return tuple(session.exec(query.order_by(func.count().desc(), col(Skill.word))).all())
