"""The sites in *Settings*, a page each: places and their signs, what people may do, the site."""

from functools import partial

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from web.acts.accounts import first_steps, sites, unseen
from web.acts.core.tap import Tap
from web.http.access import for_admins
from web.http.context import reading
from web.http.forms import BadForm, whole_number
from web.http.idempotency import ActForm
from web.http.links import public_url, qr_svg
from web.http.sign_in import viewer
from web.http.templating import Notice
from web.language.current import current_language, in_language
from web.language.known import language_of
from web.language.messages import gettext as _
from web.pages.settings_answers import change, saved_at
from web.pages.settings_forms import (
    ChangedSiteInput,
    PlacesInput,
    SignsInput,
    SiteInput,
)
from web.reads.accounts import settings as read
from web.rules.countries import countries_in_words
from web.rules.issues import Refusal
from web.rules.site_texts import other_names
from web.rules.zones import zones_by_region
from web.store.errors import NotFound
from web.store.tables.accounts import Place, Site

pages = Blueprint("sites", __name__, url_prefix="/settings")


@pages.get("/sites")
@for_admins
def new() -> ResponseReturnValue:
    return _new_page()


@pages.post("/sites")
@for_admins
def add() -> ResponseReturnValue:
    return change(
        SiteInput,
        lambda tap, form: sites.add_site(tap, form.new_site()),
        "/settings?saved#sites",
        _new_page,
    )


@pages.get("/sites/<id:site_id>")
@for_admins
def show(site_id: int) -> ResponseReturnValue:
    return site_page(site_id)


@pages.post("/sites/<id:site_id>")
@for_admins
def change_site(site_id: int) -> ResponseReturnValue:
    def apply(tap: Tap, form: ChangedSiteInput) -> Refusal | None:
        refused = unseen.settings(tap, site_id)
        return refused or sites.change_site(tap, site_id, form.wanted())

    return change(
        ChangedSiteInput,
        apply,
        saved_at(f"/settings/sites/{site_id}", "site"),
        partial(site_page, site_id),
    )


@pages.post("/sites/<id:site_id>/places")
@for_admins
def add_places(site_id: int) -> ResponseReturnValue:
    return change(
        PlacesInput,
        lambda tap, form: sites.add_places(tap, site_id, form.names),
        saved_at(f"/settings/sites/{site_id}", "places"),
        partial(site_page, site_id),
        {"name": "place"},
    )


@pages.post("/places/<id:place_id>/remove")
@for_admins
def remove_place(place_id: int) -> ResponseReturnValue:
    with reading() as session:
        place = session.get(Place, place_id)
        if place is None:
            raise NotFound
        site_id = place.site_id
    return change(
        ActForm,
        lambda tap, _form: sites.remove_place(tap, place_id),
        f"/settings/sites/{site_id}?removed={place_id}#places",
        partial(site_page, site_id),
    )


@pages.get("/sites/<id:site_id>/signs")
@for_admins
def signs(site_id: int) -> ResponseReturnValue:
    """The signs of all places, each on a page of its own when it is printed."""
    with reading() as session:
        site = session.get(Site, site_id)
        if site is None:
            raise NotFound
        places = [(one.name, one.code) for one in read.places(session, site_id)]
    return _signs(site, places)


@pages.get("/places/<id:place_id>/qr")
@for_admins
def place_qr(place_id: int) -> ResponseReturnValue:
    with reading() as session:
        place = session.get(Place, place_id)
        if place is None or place.removed_at:
            raise NotFound
        site = session.get_one(Site, place.site_id)
    return _signs(site, [(place.name, place.code)], place_id)


@pages.post("/sites/<id:site_id>/signs")
@for_admins
def print_signs(site_id: int) -> ResponseReturnValue:
    """Remembers that they are printed, and shows them; `place_id`: only that one."""
    place_id = whole_number(request.form.get("place_id", ""))
    path = f"places/{place_id}/qr" if place_id else f"sites/{site_id}/signs"
    return change(
        SignsInput,
        lambda tap, form: first_steps.print_signs(tap, site_id, form.place_id),
        f"/settings/{path}?print",
        partial(site_page, site_id),
    )


def _signs(site: Site, places: list[tuple[str, str]], place_id: int | None = None) -> str:
    """Whoever walks by reads them, not the admin who prints them: in the language of the site."""
    urls = [(name, public_url(f"/issues/new?place={code}")) for name, code in places]
    language = language_of(site.language) or current_language()
    with in_language(language):
        words = [
            _("See a problem? Own it."),
            _("Is something not working for a customer? Scan this, and you own it."),
        ]
    return render_template(
        "settings/signs.html",
        site_id=site.id,
        site_name=site.name,
        also={name: other_names(name, site.place_names) for name, _code in places},
        place_id=place_id,
        signs=[(name, url, qr_svg(url)) for name, url in urls],
        words=words,
        spoken=language,
        prints="print" in request.args,
    )


def site_page(site_id: int, *, notice: Notice | None = None, bad: BadForm | None = None) -> str:
    removed = whole_number(request.args.get("removed", ""))
    with reading() as session:
        site = read.site_page(session, site_id)
        name = read.removed_place(session, site_id, removed) if removed else None
    return render_template(
        "settings/site.html", site=site, removed=name, notice=notice, **_choices(bad)
    )


def _new_page(*, notice: Notice | None = None, bad: BadForm | None = None) -> str:
    zone = bad.typed.get("zone", "") if bad else viewer().zone
    return render_template("settings/new_site.html", zone=zone, notice=notice, **_choices(bad))


def _choices(bad: BadForm | None) -> dict[str, object]:
    return {
        "typed": bad.typed if bad else {},
        "errors": bad.errors if bad else {},
        "saved": request.args.get("saved", ""),
        "zones": zones_by_region(),
        "countries": countries_in_words(),
    }
