"""What people may do for a customer without asking: and up to how much. Pure.

Nobody is refused for going above a limit: the customer stands in front of them. It is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from web.language.messages import gettext as _
from web.rules.money import Money

WORDS_MAX = 200  # characters
MOST = 30  # of one site


def money_of(amount: int | None, currency: str | None) -> Money | None:
    return Money(amount, currency) if amount is not None and currency else None


def is_above(used: Money | None, limit: Money | None) -> bool:
    """Amounts of two currencies are not compared: a limit may have changed its own."""
    is_comparable = used and limit and used.currency == limit.currency
    return bool(is_comparable and used and limit and used.amount > limit.amount)


def with_limit(words: str, limit: Money | None) -> str:
    if limit is None:
        return words
    return _("%(what)s, up to %(limit)s", what=words, limit=str(limit))


@dataclass(frozen=True)
class Used:
    """In words of now, for its event."""

    what: str  # with its amount
    above: str | None = None  # the limit that it went above


def used_in_words(words: str, data: Mapping[str, Any]) -> Used:
    """`words` and `data`: of its event."""
    currency = data.get("currency")
    money, above = (money_of(data.get(name), currency) for name in ("amount", "limit"))
    what = _("%(what)s, %(amount)s", what=words, amount=str(money)) if money else words
    return Used(what, str(above) if above else None)
