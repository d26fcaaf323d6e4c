"""A person's skills: written by themselves, or by a lead. The page decides who may."""

import re
from collections.abc import Iterable, Iterator
from unicodedata import category

from sqlalchemy import delete
from sqlmodel import Session, col, select

from web.acts.core.tap import Unit
from web.rules.pasted_lists import without_bullet
from web.rules.text import visible
from web.store.errors import NotFound
from web.store.tables.accounts import Person, Skill

MOST, MOST_LETTERS = 12, 40
_BETWEEN = re.compile(r"[,;\n،؛、，；]")  # also those of Arabic and Chinese


def set_skills(unit: Unit, person_id: int, text: str) -> tuple[str, ...]:
    """Replace somebody's skills by those in `text`; returns them as stored.

    "carpets, fitting ; Till repair" are three. The spelling of others is kept, so that one skill is
    one word for all. Raises NotFound when the account is unknown or closed.
    """
    query = select(Person.id).where(Person.id == person_id, col(Person.closed_at).is_(None))
    if unit.session.exec(query.with_for_update(key_share=True)).first() is None:
        raise NotFound
    used = _in_use(unit.session, person_id)
    words = tuple(used.get(word.casefold(), word) for word in parse(text))
    unit.session.execute(delete(Skill).where(col(Skill.person_id) == person_id))
    unit.session.add_all(Skill(person_id=person_id, word=word) for word in words)
    unit.session.flush()
    return words


def parse(text: str) -> tuple[str, ...]:
    """The skills in a text: at most 12 of at most 40 characters, case-insensitively unique."""
    return _each_once(word[:MOST_LETTERS].strip() for word in _listed(text))[:MOST]


def all_fit(text: str) -> bool:
    """Whether `parse` drops none of them, and cuts none."""
    words = _each_once(_listed(text))
    return len(words) <= MOST and all(len(word) <= MOST_LETTERS for word in words)


def _listed(text: str) -> Iterator[str]:
    return (visible(" ".join(without_bullet(part).split())) for part in _BETWEEN.split(text))


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for word in words:
        if any(one.isalnum() or category(one) in ("So", "Cn") for one in word):
            found.setdefault(word.casefold(), word)
    return tuple(found.values())


def _in_use(session: Session, person_id: int) -> dict[str, str]:
    """The spelling of others for each skill. Their own spelling everybody may correct."""
    others = select(Skill.word).where(col(Skill.person_id) != person_id).distinct()
    words = session.exec(others.order_by(col(Skill.word).desc())).all()
    return {word.casefold(): word for word in words}
