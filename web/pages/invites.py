"""*Invite people* in *Settings*: a link for each new person, or for a list of them; shown once."""

from dataclasses import replace

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from web.acts.accounts import invites
from web.acts.core.tap import Tap
from web.http.access import for_admins
from web.http.context import now, reading
from web.http.forms import BadForm, read_form
from web.http.idempotency import ActForm, perform
from web.http.links import NewLink, show_invite_link
from web.http.templating import Notice
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.pages.people import SHOWN_BEFORE
from web.pages.settings_answers import change, saved_at
from web.pages.settings_forms import InviteInput, InviteListInput, RevokeAllInput
from web.reads.accounts import settings as read
from web.rules.people_list import MOST_PEOPLE, ListedPerson, read_people
from web.store.errors import NotFound
from web.store.tables.accounts import Site

pages = Blueprint("invites", __name__, url_prefix="/settings/invites")
_LIST_SHOWN_BEFORE = N_(
    "Invites are shown only once. If you need them again, cancel them here and make new ones."
)


_CANCELLED = {
    "": N_("The invite is cancelled."),
    "all": N_("All open invites are cancelled."),
}


@pages.get("")
@for_admins
def show() -> ResponseReturnValue:
    sentence = _CANCELLED.get(request.args.get("saved", "no"))
    return _page(notice=Notice(_(sentence)) if sentence else None)


@pages.post("")
@for_admins
def invite() -> ResponseReturnValue:
    """An invite for a new person; shown in this answer only."""
    form = read_form(InviteInput)
    made: list[invites.InviteLink] = []

    def make(tap: Tap) -> None:
        _require_site(tap, form.site_id)
        made.append(invites.invite(tap, form.role, form.site_id, name=form.name))

    perform(form, make, as_admin=True)
    if made:
        return _page(link=show_invite_link(made[0], form.name))
    return _page(notice=Notice(_(SHOWN_BEFORE)))


@pages.post("/list")
@for_admins
def check_list() -> ResponseReturnValue:
    """Changes nothing: shows what was understood of a pasted list."""
    form = read_form(InviteListInput)
    return _list_page(form)


@pages.post("/list/make")
@for_admins
def invite_list() -> ResponseReturnValue:
    """Invites for the chosen lines of the list; shown in this answer only."""
    form = read_form(InviteListInput)
    people = read_people(form.people, form.role)
    chosen = [one for one in people if one.is_possible and _is_chosen(one.line)]
    if not chosen or len(chosen) > MOST_PEOPLE:
        sentence = _too_many() if chosen else _("Choose at least one person.")
        return make_response(_list_page(form, Notice(sentence, bad=True)), 422)
    made: list[tuple[ListedPerson, invites.InviteLink]] = []

    def make(tap: Tap) -> None:
        _require_site(tap, form.site_id)
        made.extend(invites.invite_all(tap, chosen, form.site_id))

    perform(form, make, as_admin=True)
    if not made:
        return _page(notice=Notice(_(_LIST_SHOWN_BEFORE)))
    links = [(person.role, show_invite_link(link, person.name)) for person, link in made]
    with reading() as session:
        site_name = read.site_name(session, form.site_id)
    return render_template("settings/invites_made.html", links=links, site_name=site_name)


def _too_many() -> str:
    return _(
        "A list has at most %(most)s people. Invite these, then paste the rest.", most=MOST_PEOPLE
    )


@pages.post("/<id:invite_id>/revoke")
@for_admins
def revoke(invite_id: int) -> ResponseReturnValue:
    return change(
        ActForm,
        lambda tap, _form: invites.revoke(tap, invite_id),
        saved_at("/settings/invites"),
        _page,
    )


@pages.post("/revoke-all")
@for_admins
def revoke_all() -> ResponseReturnValue:
    return change(
        RevokeAllInput,
        lambda tap, form: invites.revoke_open(tap, form.newest),
        "/settings/invites?saved=all",
        _page,
    )


@pages.errorhandler(BadForm)
def bad_form(bad: BadForm) -> ResponseReturnValue:
    return make_response(_page(bad=bad), 422)


def _is_chosen(line: int) -> bool:
    return request.form.get(f"line-{line}") == "yes"


def _require_site(tap: Tap, site_id: int) -> None:
    if tap.session.get(Site, site_id) is None:
        raise NotFound


def _list_page(form: InviteListInput, notice: Notice | None = None) -> str:
    with reading() as session:
        known, sites = read.known_names(session, now()), read.sites(session)
    people = read_people(form.people, form.role, known)
    if len(people) > MOST_PEOPLE:
        notice = Notice(_too_many(), bad=True)
    if request.endpoint == "invites.invite_list":
        people = tuple(replace(one, is_chosen=_is_chosen(one.line)) for one in people)
    return render_template(
        "settings/invite_list.html", people=people, form=form, sites=sites, notice=notice
    )


def _page(
    *, notice: Notice | None = None, bad: BadForm | None = None, link: NewLink | None = None
) -> str:
    with reading() as session:
        open_invites, sites = read.open_invites(session, now()), read.sites(session)
    return render_template(
        "settings/invites.html",
        invites=open_invites,
        sites=sites,
        link=link,
        notice=notice,
        typed=bad.typed if bad else {},
        errors=bad.errors if bad else {},
    )
