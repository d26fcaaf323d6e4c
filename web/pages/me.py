"""*Me*: the test of this phone, and my devices. Skills are in `team`, the shift in `shift`."""

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from web.acts.accounts import invites, people
from web.acts.accounts.invites import InviteLink
from web.acts.core import devices
from web.acts.core.tap import Tap
from web.http.access import for_signed_in
from web.http.context import app_context, now, reading
from web.http.forms import read_form
from web.http.idempotency import ActForm, perform
from web.http.links import NewLink, show_invite_link
from web.http.sign_in import my_tag, viewer
from web.http.templating import Notice
from web.language.messages import gettext as _
from web.reads import badge as reads_badge
from web.reads.accounts import me as read

pages = Blueprint("me", __name__)


@pages.get("/me")
@for_signed_in
def me() -> ResponseReturnValue:
    return me_page()


@pages.get("/me/badge")
@for_signed_in
def badge() -> ResponseReturnValue:
    """The number on the app's icon, and whose it is: for pages and the service worker."""
    with reading() as session:
        count = reads_badge.count(session, viewer(), now())
    return jsonify(count=count, person=my_tag())


@pages.post("/me/devices/<id:device_id>/revoke")
@for_signed_in
def revoke(device_id: int) -> ResponseReturnValue:
    perform(read_form(ActForm), lambda tap: devices.end_mine(tap, device_id))
    return redirect("/me#devices", 303)


@pages.post("/me/devices/revoke-others")
@for_signed_in
def revoke_others() -> ResponseReturnValue:
    perform(read_form(ActForm), devices.end_others)
    return redirect("/me#devices", 303)


@pages.post("/me/link")
@for_signed_in
def link() -> ResponseReturnValue:
    """An invite for another phone of the viewer; shown in this answer only."""
    made: list[InviteLink] = []

    def make(tap: Tap) -> None:
        person = people.find(tap.session, tap.actor.id)
        made.append(invites.invite_known(tap, person, invites.ANOTHER_PHONE))

    perform(read_form(ActForm), make)
    if made:
        return me_page(link=show_invite_link(made[0]))
    once = _("A link is shown only once. Make a new one if you need it.")
    return me_page(notice=Notice(once))


def me_page(
    link: NewLink | None = None,
    notice: Notice | None = None,
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    with reading() as session:
        view = read.me(session, viewer(), app_context().config.channels, now())
    page = render_template("me/page.html", view=view, link=link, notice=notice, typed=typed or {})
    return make_response(page, status)
