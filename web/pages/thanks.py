"""The thanks that somebody got, and the wall of their site, where they may put one."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from web.acts.issues import thanks
from web.http.access import for_signed_in
from web.http.context import reading
from web.http.forms import read_form, whole_number
from web.http.idempotency import ActForm, perform
from web.http.sign_in import viewer
from web.reads import thanks as read

pages = Blueprint("thanks", __name__)
_MINE, _WALL = "/me/thanks", "/site/wall"


@pages.get(_MINE)
@for_signed_in
def mine() -> ResponseReturnValue:
    with reading() as session:
        page = read.my_thanks(session, viewer(), _before())
    return render_template("thanks/mine.html", page=page)


@pages.get(_WALL)
@for_signed_in
def wall() -> ResponseReturnValue:
    with reading() as session:
        page = read.wall(session, viewer(), _before())
    return render_template("thanks/wall.html", page=page)


@pages.post("/me/thanks/<id:recipient_id>/share")
@for_signed_in
def share(recipient_id: int) -> ResponseReturnValue:
    perform(read_form(ActForm), lambda tap: thanks.share(tap, recipient_id))
    return redirect(f"{_MINE}#thanks-{recipient_id}", 303)


@pages.post("/me/thanks/<id:recipient_id>/take-down")
@for_signed_in
def take_down(recipient_id: int) -> ResponseReturnValue:
    perform(read_form(ActForm), lambda tap: thanks.take_down(tap, recipient_id))
    return redirect(f"{_MINE}#thanks-{recipient_id}", 303)


@pages.post("/site/wall/<id:recipient_id>/take-down")
@for_signed_in
def take_down_from_wall(recipient_id: int) -> ResponseReturnValue:
    perform(read_form(ActForm), lambda tap: thanks.take_down(tap, recipient_id))
    return redirect(_WALL, 303)


def _before() -> int | None:
    return whole_number(request.args.get("before", ""))
