"""What an admin did while setting up: facts for the list of first steps."""

from sqlalchemy import update
from sqlmodel import col, select

from web.acts.core.tap import Unit
from web.store.errors import NotFound
from web.store.tables.accounts import Organisation, Place, Site


def hide(unit: Unit) -> None:
    unit.session.get_one(Organisation, 1).setup_hidden_at = unit.now


def show(unit: Unit) -> None:
    unit.session.get_one(Organisation, 1).setup_hidden_at = None


def print_signs(unit: Unit, site_id: int, place_id: int | None = None) -> None:
    """Of all places of a site, or of one. Raises NotFound where there is none."""
    there = (col(Place.site_id) == site_id) & col(Place.removed_at).is_(None)
    if place_id is not None:
        there &= col(Place.id) == place_id
    if unit.session.exec(select(Place.id).where(there)).first() is None:
        raise NotFound
    first = there & col(Place.sign_printed_at).is_(None)
    unit.session.execute(update(Place).where(first).values(sign_printed_at=unit.now))


def try_reminders(unit: Unit, site_id: int) -> None:
    first = (col(Site.id) == site_id) & col(Site.reminders_tried_at).is_(None)
    unit.session.execute(update(Site).where(first).values(reminders_tried_at=unit.now))
