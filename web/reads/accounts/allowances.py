"""What people may do at a site without asking, for *Settings*."""

from dataclasses import dataclass

from sqlmodel import Session

from web.rules.countries import country_at
from web.rules.money import amount_to_edit, currency_at
from web.rules.vocabulary import Role
from web.store.allowances import allowance_in_use, allowance_number, limit
from web.store.tables.accounts import Site
from web.store.tables.allowances import Allowance


@dataclass(frozen=True)
class AllowanceRow:
    id: int
    role: Role
    words: str
    limit: str | None  # in words


@dataclass(frozen=True)
class AllowancePage:
    """One of them, in its form."""

    row: AllowanceRow
    site_id: int
    site_name: str
    limit: str  # as it is edited; "": none
    currency: str  # "": none is known
    seen: int


def allowance_row(allowance: Allowance) -> AllowanceRow:
    money = limit(allowance)
    words = str(money) if money else None
    return AllowanceRow(allowance.id, Role(allowance.role), allowance.words, words)


def allowance_page(session: Session, allowance_id: int) -> AllowancePage:
    """Raises NotFound, also for one that was removed."""
    allowance = allowance_in_use(session, allowance_id)
    site = session.get_one(Site, allowance.site_id)
    money = limit(allowance)
    preset = currency_at(country_at(site.country, site.zone)) or ""
    return AllowancePage(
        row=allowance_row(allowance),
        site_id=site.id,
        site_name=site.name,
        limit=amount_to_edit(money.amount, money.currency) if money else "",
        currency=money.currency if money else preset,
        seen=allowance_number(allowance),
    )
