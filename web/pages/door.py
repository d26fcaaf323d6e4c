"""The ways in and out: joining by a link, signing in by a code, signing out."""

from typing import ClassVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import Session

from web.acts import devices, invites
from web.acts.invites import Newcomer
from web.acts.tokens import CODE_LENGTH, as_code
from web.http.access import for_everybody, for_signed_in
from web.http.forms import BadForm, Form, OneLine, read_form
from web.http.limits import refuse_guessers, wrong_guess
from web.http.parts import now, reading, writing
from web.http.sign_in import close_session, device_label, open_session, viewer, viewer_or_none
from web.reads.people import invite_page
from web.reads.views import InvitePage
from web.store.errors import NotThere
from web.store.tables import Device

pages = Blueprint("door", __name__)
ZONES = tuple(sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"))
_NAME = "Write your first name, in at most 60 characters."


class Known(Form):
    """A key as every act has one: here it lets a form whose answer was lost come again."""

    key: str = Field(default="", max_length=64)


class New(Known):
    sentences: ClassVar = {
        "first_name": _NAME,
        "last_name": "A last name may have up to 60 characters.",
        "organisation": "Write the name of the organisation, in at most 80 characters.",
        "site": "Write the name of the first site, in at most 80 characters.",
        "zone": "Choose the site’s time zone from the list.",
    }
    first_name: OneLine = Field(min_length=1, max_length=60)
    last_name: OneLine = Field(default="", max_length=60)


class FirstAdmin(New):
    organisation: OneLine = Field(min_length=1, max_length=80)
    site: OneLine = Field(min_length=1, max_length=80)
    zone: str


class Code(Form):
    sentences: ClassVar = {"code": "A code has 8 letters and digits."}
    code: str = Field(min_length=8, max_length=20)
    next: str = Field(default="", max_length=300)


@pages.get("/join/<token>")
@for_everybody
def join(token: str) -> ResponseReturnValue:
    """Shows what the link would do, and does nothing: mail scanners open links, too."""
    page = _look(token)
    return _join_page(token, page) if page else _used()


@pages.post("/join/<token>")
@for_everybody
def claim(token: str) -> ResponseReturnValue:
    key = request.form.get("key", "")[:64]
    page = _look(token, key)
    if page is None:
        return _used()
    try:
        newcomer = _newcomer(page)
        with writing() as session:
            session_token = invites.claim(session, token, key, newcomer, device_label(), now())
            _end_older(session)
    except BadForm as bad:
        return make_response(_join_page(token, page, bad), 422)
    except NotThere:
        return _used()
    onward = redirect(safe_path(request.args.get("next", "")), 303)
    return open_session(make_response(onward), session_token)


@pages.get("/sign-in")
@for_everybody
def sign_in() -> ResponseReturnValue:
    return render_template("pages/sign_in.html", errors={}, next=request.args.get("next", ""))


@pages.post("/sign-in")
@for_everybody
def type_code() -> ResponseReturnValue:
    """A code leads to the same page as its link; there one tap signs in."""
    with reading() as session:
        refuse_guessers(session, "invite")
    wrong = "That code does not work. It may be mistyped, used or too old."
    try:
        form = read_form(Code, request.form)
        with reading() as session:
            invites.look(session, form.code, now())
    except BadForm as bad:
        return _sign_in_again(bad.sentence)
    except NotThere:
        wrong_guess("invite")
        return _sign_in_again(wrong)
    return redirect(url_for("door.join", token=as_code(form.code), next=form.next or None), 303)


@pages.post("/sign-out")
@for_signed_in
def sign_out() -> ResponseReturnValue:
    with writing() as session:
        device = session.get_one(Device, viewer().device_id)
        devices.end(session, device, now())
    response = close_session(make_response(redirect("/sign-in", 303)))
    # Photos in the browser's own cache. What else this person leaves goes as static/sw/handover.js
    # says: what they tapped and was not sent must wait here, sealed, until they come back.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _look(token: str, key: str = "") -> InvitePage | None:
    is_code = len(as_code(token)) <= CODE_LENGTH
    try:
        with reading() as session:
            if is_code:
                refuse_guessers(session, "invite")
            if key and invites.may_repeat(session, token, key, now()):
                return invite_page(session, invites.find(session, token))
            return invite_page(session, invites.look(session, token, now()))
    except NotThere:
        wrong_guess("invite")
        return None


def _end_older(session: Session) -> None:
    """Whoever was signed in here before is not any more: one browser is one device."""
    who = viewer_or_none()
    if who is not None:
        devices.end(session, session.get_one(Device, who.device_id), now())


def _newcomer(page: InvitePage) -> Newcomer:
    if page.name is not None:
        read_form(Known, request.form)
        return Newcomer()
    if not page.is_first_admin:
        form = read_form(New, request.form)
        return Newcomer(form.first_name, form.last_name)
    first = read_form(FirstAdmin, request.form)
    if first.zone not in ZONES:
        raise BadForm({"zone": New.sentences["zone"]}, request.form.to_dict())
    return Newcomer(first.first_name, first.last_name, first.organisation, first.site, first.zone)


def _join_page(token: str, page: InvitePage, bad: BadForm | None = None) -> str:
    return render_template(
        "pages/join.html",
        page=page,
        token=token,
        next=safe_path(request.args.get("next", "")),
        zones=ZONES,
        typed=bad.typed if bad else {},
        errors=bad.errors if bad else {},
    )


def _used() -> ResponseReturnValue:
    return make_response(render_template("pages/joined_elsewhere.html"), 404)


def _sign_in_again(sentence: str) -> ResponseReturnValue:
    page = render_template(
        "pages/sign_in.html", errors={"code": sentence}, next=request.form.get("next", "")
    )
    return make_response(page, 422)


def safe_path(text: str) -> str:
    """A path of this app to go on to, or home: never another site's address."""
    parts = urlsplit(text)
    is_plain = text.startswith("/") and not text.startswith(("//", "/\\"))
    has_controls = any(ord(letter) < 33 for letter in text)
    if not is_plain or has_controls or "\\" in text or parts.scheme or parts.netloc:
        return "/"
    return text
