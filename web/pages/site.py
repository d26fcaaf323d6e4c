"""The site board, for leads: what is stuck here, and who may not hear a nudge; for admins of
several sites first a board of them all."""

from dataclasses import replace
from datetime import datetime, time

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from web.acts.core.tokens import hash_of
from web.acts.phones import push_subscriptions
from web.http.access import for_leads
from web.http.answers import (
    form_error_json,
    is_known,
    path_argument,
    redirect_or_json,
    tagged,
)
from web.http.client_headers import prefers_json
from web.http.context import now, reading
from web.http.forms import FormError, read_form, whole_number
from web.http.idempotency import ActForm, perform
from web.http.languages import edition
from web.http.sign_in import viewer
from web.http.templating import Notice
from web.language.messages import gettext as _
from web.reads.accounts.settings import sites
from web.reads.board.all_sites import AllSites, all_sites
from web.reads.board.board import BoardView, board
from web.rules.clock import time_zone
from web.store.tables.accounts import Person

pages = Blueprint("site", __name__)


@pages.get("/site")
@for_leads
def show() -> ResponseReturnValue:
    is_added = "added" in request.args
    return _page(200, Notice(_("It stands on the list now.")) if is_added else None)


@pages.get("/site/board")
@for_leads
def region() -> ResponseReturnValue:
    """The part that an open board fetches again; 304 while nothing has changed."""
    view = _view()
    tag = _etag(view)
    part = "board/_sites.html" if isinstance(view, AllSites) else "board/_parts.html"
    return tagged(tag, None if is_known(tag) else render_template(part, board=view, tag=tag))


@pages.post("/site/people/<id:person_id>/ring")
@for_leads
def ring(person_id: int) -> ResponseReturnValue:
    result = perform(
        read_form(ActForm), lambda tap: push_subscriptions.test_phones_of(tap, person_id)
    )
    return redirect_or_json(result, _place_of(person_id))


@pages.errorhandler(FormError)
def form_error(error: FormError) -> ResponseReturnValue:
    person_id = path_argument("person_id")
    if prefers_json():
        return form_error_json(error, _place_of(person_id))
    with reading() as session:
        person = session.get(Person, person_id)
    notice = Notice(error.sentence, bad=True)
    return _page(error.status, notice, person.site_id if person else None)


@pages.get("/site/people/<id:person_id>/ring")
@for_leads
def after_refusal(person_id: int) -> ResponseReturnValue:
    return redirect(_place_of(person_id), 303)


def _place_of(person_id: int) -> str:
    """On the board of their site, which an admin has to name."""
    with reading() as session:
        person = session.get(Person, person_id)
    site = f"?site={person.site_id}" if person and viewer().is_admin else ""
    return f"/site{site}#person-{person_id}"


def _page(status: int, notice: Notice | None = None, site_id: int | None = None) -> Response:
    view = _view(site_id)
    whole = "board/all_sites.html" if isinstance(view, AllSites) else "board/page.html"
    page = render_template(whole, board=view, tag=_etag(view), notice=notice)
    return make_response(page, status)


def _etag(view: BoardView | AllSites) -> str:
    """Of what the board shows, not of its HTML, in which each form has a key of its own. Depends on
    the day, since it says "yesterday", and on the release and the language."""
    midnight = datetime.combine(view.at.astimezone(time_zone(viewer().zone)).date(), time())
    return hash_of(repr((edition(), replace(view, at=midnight))))[:20]


def _view(site_id: int | None = None) -> BoardView | AllSites:
    """Of this site, else of the one asked for, else of all that the viewer answers for; an invalid
    number is no site."""
    wanted = site_id or whole_number(request.args.get("site", ""))
    with reading() as session:
        if wanted is None and viewer().is_admin and len(sites(session)) > 1:
            return all_sites(session, viewer(), now())
        return board(session, viewer(), wanted, now())
