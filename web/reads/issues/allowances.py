"""What the owner of an issue may do without asking, to choose what they used of it."""

from dataclasses import dataclass

from web.rules.allowances import with_limit
from web.rules.site_texts import in_readers_language
from web.store.allowances import limit
from web.store.tables.allowances import Allowance


@dataclass(frozen=True)
class AllowanceChoice:
    id: int
    words: str  # with its limit
    currency: str | None  # of an amount; None: it has none

    @property
    def use_field(self) -> str:
        return f"use-{self.id}"

    @property
    def amount_field(self) -> str:
        return f"amount-{self.id}"


def allowance_choice(allowance: Allowance) -> AllowanceChoice:
    words = in_readers_language(allowance.words, allowance.translations)
    return AllowanceChoice(allowance.id, with_limit(words, limit(allowance)), allowance.currency)
