"""What was used of a list, in a form: `use-3`, and `amount-3` in `currency-3`, for each by its id.

An amount without its tick counts for nothing: it was taken back.
"""

import re

from flask import request

from web.acts.issues.uses import Use
from web.http.forms import AForm, BadForm, read_form, whole_number
from web.language.messages import gettext as _
from web.rules.issues import Refusal
from web.rules.money import Money, amount_of, currency_named
from web.rules.text import visible

_USE = re.compile(r"use-([0-9]{1,9})", re.ASCII)


def read_form_with_uses(model: type[AForm]) -> tuple[AForm, list[Use]]:
    """Raises BadForm, with what is wrong in all of the form."""
    uses, errors = _uses()
    try:
        form = read_form(model)
    except BadForm as bad:
        raise BadForm(bad.errors | errors, bad.typed, bad.cure) from None
    if errors:
        raise BadForm(errors, request.form.to_dict())
    return form, uses


def require_a_use(uses: list[Use]) -> None:
    """Raises BadForm."""
    if not uses:
        raise BadForm({"use": _("Choose what you used.")}, request.form.to_dict())


def _uses() -> tuple[list[Use], dict[str, str]]:
    """And what is wrong with amounts, by field."""
    uses, errors = [], {}
    for name in request.form:
        found = _USE.fullmatch(name)
        if found is None:
            continue
        number = whole_number(found[1]) or 0
        money = _money(number)
        if isinstance(money, Refusal):
            errors[f"amount-{number}"] = money.sentence
        else:
            uses.append(Use(number, money))
    return uses, errors


def _money(number: int) -> Money | Refusal | None:
    """In the currency that the form was shown with: the list may have another one by now."""
    typed = visible(request.form.get(f"amount-{number}", "")).strip()
    currency = currency_named(request.form.get(f"currency-{number}", ""))
    if not typed or currency is None:
        return None
    amount = amount_of(typed, currency)
    return Money(amount, currency) if isinstance(amount, int) else amount
