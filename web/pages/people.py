"""The people in *Settings*, a page each: role and site, a new way in, the end of an account."""

from functools import partial

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from web.acts.accounts import invites, people
from web.acts.core.tap import Tap
from web.http.access import for_admins
from web.http.context import now, reading
from web.http.forms import BadForm, read_form
from web.http.idempotency import ActForm, perform
from web.http.links import NewLink, show_invite_link
from web.http.sign_in import viewer
from web.http.templating import Notice
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.pages.people_list import listing, people_sought, place_in_list, saved_in_list
from web.pages.settings_answers import change
from web.pages.settings_forms import PersonInput
from web.reads.accounts import settings as read
from web.reads.accounts.people import people_page, person_page

pages = Blueprint("people", __name__, url_prefix="/settings/people")
SHOWN_BEFORE = N_("A link is shown only once. Make a new one if you need it.")


@pages.get("")
@for_admins
def show() -> ResponseReturnValue:
    sought = people_sought()
    with reading() as session:
        page = people_page(session, viewer().id, sought, now())
        sites = read.sites(session)
    notice = Notice(_("The account is closed.")) if "saved" in request.args else None
    shown = listing(sought, len(page.rows), page.next, sites)
    return render_template("settings/people.html", people=page.rows, listing=shown, notice=notice)


@pages.get("/<id:person_id>")
@for_admins
def person(person_id: int) -> ResponseReturnValue:
    return _page(person_id, notice=Notice(_("Saved.")) if "saved" in request.args else None)


@pages.post("/<id:person_id>")
@for_admins
def change_person(person_id: int) -> ResponseReturnValue:
    return change(
        PersonInput,
        lambda tap, form: people.change(tap, person_id, form.role, form.site_id),
        saved_in_list(f"/settings/people/{person_id}"),
        partial(_page, person_id),
    )


@pages.post("/<id:person_id>/link")
@for_admins
def link_for_person(person_id: int) -> ResponseReturnValue:
    """An invite for another device of a known person; shown in this answer only."""
    with reading() as session:
        name = people.find(session, person_id).name
    made: list[invites.InviteLink] = []

    def make(tap: Tap) -> None:
        known = people.find(tap.session, person_id)
        made.append(invites.invite_known(tap, known, invites.KNOWN_PERSON))

    perform(read_form(ActForm), make, as_admin=True)
    if made:
        return _page(person_id, link=show_invite_link(made[0], name))
    return _page(person_id, notice=Notice(_(SHOWN_BEFORE)))


@pages.post("/<id:person_id>/close")
@for_admins
def close_person(person_id: int) -> ResponseReturnValue:
    return change(
        ActForm,
        lambda tap, _form: people.close(tap, person_id),
        saved_in_list("/settings/people"),
        partial(_page, person_id),
    )


def _page(
    person_id: int,
    *,
    notice: Notice | None = None,
    bad: BadForm | None = None,
    link: NewLink | None = None,
) -> str:
    with reading() as session:
        row = person_page(session, person_id, now(), viewer().id)
        sites = read.sites(session)
    return render_template(
        "settings/person.html",
        person=row,
        sites=sites,
        link=link,
        place=place_in_list(),
        notice=notice or (Notice(bad.sentence, bad=True) if bad else None),
    )
