"""Whether somebody else has saved a site since the form was filled in (`tap.seen`). Admins act one
after the other, so nothing is saved between this look and the act."""

from web.acts.core.tap import Tap
from web.language.messages import gettext as _
from web.rules.issues import Refusal
from web.rules.seen import ALLOWANCE, OPENING_HOURS, REMOVED, SITE, TEXTS, refuse_unseen
from web.store.allowances import allowance_number
from web.store.errors import NotFound
from web.store.phrases import phrases_of
from web.store.site_settings import hours_number, phrases_number, settings_number, texts_number
from web.store.tables.accounts import Site
from web.store.tables.allowances import Allowance


def settings(tap: Tap, site_id: int) -> Refusal | None:
    return refuse_unseen(tap.seen, settings_number(_site(tap, site_id)), SITE)


def hours(tap: Tap, site_id: int) -> Refusal | None:
    return refuse_unseen(tap.seen, hours_number(_site(tap, site_id)), OPENING_HOURS)


def allowance(tap: Tap, allowance_id: int) -> Refusal | None:
    row = tap.session.get(Allowance, allowance_id)
    if row is None:
        raise NotFound
    if row.removed_at:  # or others took its place
        return Refusal(_(REMOVED))
    return refuse_unseen(tap.seen, allowance_number(row), ALLOWANCE)


def texts(tap: Tap, site_id: int, code: str) -> Refusal | None:
    number = texts_number(tap.session, _site(tap, site_id), code)
    return refuse_unseen(tap.seen, number, TEXTS)


def phrases(tap: Tap, site_id: int) -> Refusal | None:
    number = phrases_number(phrases_of(tap.session, site_id))
    return refuse_unseen(tap.seen, number, TEXTS)


def _site(tap: Tap, site_id: int) -> Site:
    site = tap.session.get(Site, site_id)
    if site is None:
        raise NotFound
    return site
