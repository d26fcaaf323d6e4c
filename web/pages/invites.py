"""*Invite people* in *Settings*: a link for each new person, shown once."""

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
from web.pages.people import SHOWN_BEFORE
from web.pages.settings_answers import change, saved_at
from web.pages.settings_forms import InviteInput
from web.reads.accounts import settings as read
from web.store.errors import NotFound
from web.store.tables.accounts import Site

pages = Blueprint("invites", __name__, url_prefix="/settings/invites")


@pages.get("")
@for_admins
def show() -> ResponseReturnValue:
    return _page(notice=Notice("The invite is cancelled.") if "saved" in request.args else None)


@pages.post("")
@for_admins
def invite() -> ResponseReturnValue:
    """An invite for a new person; shown in this answer only."""
    try:
        form = read_form(InviteInput)
    except BadForm as bad:
        return make_response(_page(bad=bad), 422)
    made: list[invites.InviteLink] = []

    def make(tap: Tap) -> None:
        if tap.session.get(Site, form.site_id) is None:
            raise NotFound
        made.append(invites.invite(tap, form.role, form.site_id, name=form.name))

    perform(form, make, as_admin=True)
    if made:
        return _page(link=show_invite_link(made[0], form.name))
    return _page(notice=SHOWN_BEFORE)


@pages.post("/<id:invite_id>/revoke")
@for_admins
def revoke(invite_id: int) -> ResponseReturnValue:
    return change(
        ActForm,
        lambda tap, _form: invites.revoke(tap, invite_id),
        saved_at("/settings/invites"),
        _page,
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
