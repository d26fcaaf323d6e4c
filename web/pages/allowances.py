"""What people may do at a site without asking, in *Settings*: a list on the site's page, and a page
for each to change or remove it."""

from functools import partial
from typing import ClassVar

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from pydantic import Field, ValidationInfo, field_validator

from web.acts.accounts import allowances, unseen
from web.acts.accounts.allowances import WantedAllowance
from web.acts.core.tap import Tap
from web.http.access import for_admins
from web.http.context import reading
from web.http.forms import BadForm, MaybeLine, OneLine, Wrong
from web.http.idempotency import ActForm
from web.http.templating import Notice
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.pages.settings_answers import change, saved_at
from web.pages.sites import site_page
from web.reads.accounts.allowances import allowance_page
from web.rules.allowances import WORDS_MAX
from web.rules.issues import Refusal
from web.rules.money import Money, amount_of, currency_named
from web.rules.vocabulary import Role
from web.store.errors import NotFound
from web.store.tables.allowances import Allowance

pages = Blueprint("allowances", __name__, url_prefix="/settings")


class AllowanceInput(ActForm):
    sentences: ClassVar = {
        "words": N_("Write what people may do, at most 200 characters."),
        "role": N_("Choose who may do this."),
        "currency": N_("Write the currency as three letters, such as EUR."),
    }
    words: OneLine = Field(min_length=1, max_length=WORDS_MAX)
    role: Role
    currency: MaybeLine = None
    limit: MaybeLine = None

    @field_validator("currency")
    @classmethod
    def _of_today(cls, currency: str | None) -> str | None:
        code = currency_named(currency) if currency else None
        if currency and code is None:
            raise ValueError("unknown currency")
        return code

    @field_validator("limit")
    @classmethod
    def _is_amount(cls, limit: str | None, others: ValidationInfo) -> str | None:
        if limit is None or "currency" not in others.data:
            return limit
        currency = others.data["currency"]
        if currency is None:
            raise Wrong(_("A limit needs a currency, such as EUR."))
        amount = amount_of(limit, currency)
        if isinstance(amount, Refusal):
            raise Wrong(amount.sentence)
        return limit

    @property
    def wanted(self) -> WantedAllowance:
        amount = amount_of(self.limit, self.currency) if self.limit and self.currency else None
        limit = Money(amount, self.currency) if isinstance(amount, int) and self.currency else None
        return WantedAllowance(self.role, self.words, limit)


@pages.post("/sites/<id:site_id>/allowances")
@for_admins
def add(site_id: int) -> ResponseReturnValue:
    return change(
        AllowanceInput,
        lambda tap, form: allowances.add(tap, site_id, form.wanted),
        saved_at(f"/settings/sites/{site_id}", "allowances"),
        partial(site_page, site_id),
    )


@pages.get("/allowances/<id:allowance_id>")
@for_admins
def show(allowance_id: int) -> ResponseReturnValue:
    return _page(allowance_id)


@pages.post("/allowances/<id:allowance_id>")
@for_admins
def save(allowance_id: int) -> ResponseReturnValue:
    def apply(tap: Tap, form: AllowanceInput) -> Refusal | None:
        refused = unseen.allowance(tap, allowance_id)
        return refused or allowances.change(tap, allowance_id, form.wanted)

    return change(AllowanceInput, apply, _list_of(allowance_id), partial(_page, allowance_id))


@pages.post("/allowances/<id:allowance_id>/remove")
@for_admins
def remove(allowance_id: int) -> ResponseReturnValue:
    def apply(tap: Tap, _form: ActForm) -> Refusal | None:
        refused = unseen.allowance(tap, allowance_id)
        if refused is None:
            allowances.remove(tap, allowance_id)
        return refused

    return change(ActForm, apply, _list_of(allowance_id), partial(_page, allowance_id))


def _list_of(allowance_id: int) -> str:
    """Also of one that was removed by an equal tap."""
    with reading() as session:
        allowance = session.get(Allowance, allowance_id)
        if allowance is None:
            raise NotFound
        return saved_at(f"/settings/sites/{allowance.site_id}", "allowances")


def _page(allowance_id: int, *, notice: Notice | None = None, bad: BadForm | None = None) -> str:
    """Of one that was removed meanwhile, the list that it was on, with what was typed."""
    with reading() as session:
        found = session.get(Allowance, allowance_id)
        if found and found.removed_at and bad:
            return site_page(found.site_id, notice=notice, bad=bad)
        page = allowance_page(session, allowance_id)
    return render_template(
        "settings/allowance.html",
        page=page,
        notice=notice,
        typed=bad.typed if bad else {},
        errors=bad.errors if bad else {},
    )
