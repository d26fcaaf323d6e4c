"""What people may do at a site without asking: add to the list, change it, and remove from it."""

from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import col, select

from push.model_fields import table_of
from web.acts.core.tap import Unit
from web.language.messages import gettext as _
from web.rules.allowances import MOST
from web.rules.issues import Refusal
from web.rules.money import Money
from web.rules.site_texts import outdated
from web.rules.text import name_key
from web.rules.vocabulary import Role
from web.store.allowances import allowance_in_use
from web.store.errors import NotFound
from web.store.tables.accounts import Site
from web.store.tables.allowances import Allowance
from web.store.tables.repeated_asks import RepeatedAsk


@dataclass(frozen=True)
class WantedAllowance:
    role: Role
    words: str
    limit: Money | None = None


def add(unit: Unit, site_id: int, wanted: WantedAllowance) -> Refusal | None:
    """At the end of the list. One that was removed comes back, with what was used of it."""
    if unit.session.get(Site, site_id) is None:
        raise NotFound
    everything = select(Allowance).where(Allowance.site_id == site_id)
    known = unit.session.exec(everything.order_by(col(Allowance.id))).all()
    in_use = [one for one in known if one.removed_at is None]
    if len(in_use) >= MOST:
        return Refusal(
            _("There are %(most)s on the list. Remove one before you add another.", most=MOST)
        )
    same = [one for one in known if _is_same(one, wanted)]
    if any(one.removed_at is None for one in same):
        return _refuse_same(wanted)
    last = max((one.position for one in known), default=0) + 1
    new = Allowance(site_id=site_id, role=wanted.role, words=wanted.words, position=last)
    row = same[-1] if same else new
    row.position, row.removed_at = last, None
    _set(unit, row, wanted)
    return None


def change(unit: Unit, allowance_id: int, wanted: WantedAllowance) -> Refusal | None:
    """Other words, or another role, take the place of what was there: what was used of it, and taps
    that wait on a phone, keep the words that they were about."""
    row = allowance_in_use(unit.session, allowance_id)
    others = select(Allowance).where(Allowance.site_id == row.site_id, Allowance.id != row.id)
    known = unit.session.exec(others.order_by(col(Allowance.id))).all()
    same = [one for one in known if _is_same(one, wanted)]
    if any(one.removed_at is None for one in same):
        return _refuse_same(wanted)
    if (row.role, row.words) != (wanted.role, wanted.words):
        row = _replaced(unit, row, same[-1] if same else None)
    _set(unit, row, wanted)
    return None


def _replaced(unit: Unit, row: Allowance, known: Allowance | None) -> Allowance:
    """By one at the same position, which is returned: a new one, or one that was there before.
    Requests to leads that it was added for are answered by that one."""
    new = known or Allowance(
        site_id=row.site_id,
        role=row.role,
        words=row.words,
        translations=row.translations,
        position=row.position,
    )
    new.position, new.removed_at, row.removed_at = row.position, None, unit.now
    unit.session.add_all([row, new])
    unit.session.flush()
    asks = table_of(RepeatedAsk)
    answered = update(asks).where(asks.c.allowance_id == row.id)
    unit.session.connection().execute(answered.values(allowance_id=new.id))
    return new


def remove(unit: Unit, allowance_id: int) -> None:
    """What was used of it stays."""
    row = allowance_in_use(unit.session, allowance_id)
    row.removed_at = unit.now
    unit.session.add(row)


def _set(unit: Unit, row: Allowance, wanted: WantedAllowance) -> None:
    """Translations of former words are shown to admins alone: they would still promise what those
    did."""
    if row.words != wanted.words:
        row.translations = outdated(row.translations)
    row.role, row.words = wanted.role, wanted.words
    row.limit_amount = wanted.limit.amount if wanted.limit else None
    row.currency = wanted.limit.currency if wanted.limit else None
    unit.session.add(row)


def _is_same(row: Allowance, wanted: WantedAllowance) -> bool:
    return row.role == wanted.role and name_key(row.words) == name_key(wanted.words)


def _refuse_same(wanted: WantedAllowance) -> Refusal:
    return Refusal(_("“%(words)s” is on the list already.", words=wanted.words))
