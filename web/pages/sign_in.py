"""Sign-in and sign-out: joining by a link, signing in by a code."""

from typing import ClassVar

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import Session

from web.acts.accounts import invites
from web.acts.accounts.invites import Newcomer
from web.acts.core import devices
from web.acts.core.security_log import SecurityEvent, report, report_on_commit
from web.acts.core.tap import Unit
from web.acts.core.tokens import CODE_LENGTH, OLD_CODE_LENGTH, as_code, as_invite_token, as_token
from web.http.access import for_everybody, for_signed_in
from web.http.context import now, reading, writing
from web.http.forms import BadForm, Form, OneLine, PersonName, read_form
from web.http.guess_limit import check_guess_limit, count_wrong_guess
from web.http.languages import asked_language, of_address, of_browser
from web.http.sign_in import close_session, device_label, open_session, viewer, viewer_or_none
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.reads.accounts.invite_page import InvitePage, invite_page
from web.rules.zones import zone_named, zones_by_region
from web.store.errors import Ended, NotFound
from web.store.tables.accounts import Device
from web.urls import local_path

pages = Blueprint("door", __name__)
_NAME = N_("Write your first name in letters, at most 60 characters.")


class Known(Form):
    """An idempotency key, so that a form whose answer was lost can be sent again."""

    key: str = Field(default="", max_length=64)


class New(Known):
    sentences: ClassVar = {
        "first_name": _NAME,
        "last_name": N_("A last name has letters, at most 60 characters."),
        "organisation": N_("Write the name of the organisation, in at most 80 characters."),
        "site": N_("Write the name of the first site, in at most 80 characters."),
        "zone": N_("Choose the site’s time zone from the list."),
    }
    first_name: PersonName = Field(min_length=1, max_length=60)
    last_name: PersonName = Field(default="", max_length=60)


class FirstAdmin(New):
    organisation: OneLine = Field(min_length=1, max_length=80)
    site: OneLine = Field(min_length=1, max_length=80)
    zone: str


class Code(Form):
    sentences: ClassVar = {"code": N_("A code has 12 letters and digits.")}
    code: str = Field(min_length=OLD_CODE_LENGTH, max_length=2000)  # or a whole message
    next: str = Field(default="", max_length=300)


@pages.get("/join/<sent:token>")
@for_everybody
def join(token: str) -> ResponseReturnValue:
    """Shows what the link does, and does nothing: mail scanners open links, too."""
    clean, onward = as_token(token), local_path(request.args.get("next", ""))
    if clean and clean != token:
        onward_arg = onward if onward != "/" else None
        return redirect(url_for("door.join", token=clean, next=onward_arg, lang=asked_language()))
    try:
        return _join_page(token, _look(token))
    except NotFound as error:
        return _not_there(error)


@pages.post("/join/<sent:token>")
@for_everybody
def claim(token: str) -> ResponseReturnValue:
    token, key = as_token(token), request.form.get("key", "")[:64]
    onward = local_path(request.args.get("next", ""))
    try:
        page = _look(token, key)
        newcomer = _newcomer(page)
        with writing() as session:
            unit = Unit(session, now())
            session_token = invites.claim(unit, token, key, newcomer, device_label())
            _end_older(session)
    except BadForm as bad:
        return make_response(_join_page(token, page, bad), 422)
    except NotFound as error:
        return _not_there(error)
    return open_session(make_response(redirect(onward, 303)), session_token)


@pages.get("/sign-in")
@for_everybody
def sign_in() -> ResponseReturnValue:
    return render_template("sign_in/sign_in.html", errors={}, next=request.args.get("next", ""))


@pages.post("/sign-in")
@for_everybody
def type_code() -> ResponseReturnValue:
    """A code leads to the same page as its link; one tap there signs in."""
    try:
        form = read_form(Code)
        token = as_invite_token(form.code)
        _look(token)
    except BadForm as bad:
        return _sign_in_again(bad.sentence)
    except Ended:
        return _sign_in_again(_("That code was used, cancelled, or is too old. Ask for a new one."))
    except NotFound:
        return _sign_in_again(_("That code does not work. Check it and type it again."))
    address = url_for("door.join", token=token, next=form.next or None, lang=asked_language())
    return redirect(address, 303)


@pages.get("/sign-out")
@for_signed_in
def after_refusal() -> ResponseReturnValue:
    return redirect("/me", 303)


@pages.post("/sign-out")
@for_signed_in
def sign_out() -> ResponseReturnValue:
    with writing() as session:
        who = viewer()
        devices.end(session, session.get_one(Device, who.device_id), now())
        report_on_commit(session, SecurityEvent.SIGNED_OUT, person=who.id, device=who.device_id)
    response = close_session(make_response(redirect("/sign-in", 303)))
    # Deletes photos in the browser's own cache. The rest goes as static/sw/account-switch.js says:
    # what this person tapped and was not sent must wait, sealed, until they come back.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _look(token: str, key: str = "") -> InvitePage:
    """What a link or code does. Raises NotFound, of which Ended is a kind: a known token is no
    guess. 429 after too many guesses."""
    try:
        with reading() as session:
            if len(as_code(token)) <= OLD_CODE_LENGTH:
                check_guess_limit(session, "invite")
            if key and invites.may_repeat(session, token, key, now()):
                return invite_page(session, invites.find(session, token))
            return invite_page(session, invites.look(session, token, now()))
    except Ended:
        report(SecurityEvent.SIGN_IN_REFUSED, how=_kind_of(token))
        raise
    except NotFound:
        report(SecurityEvent.SIGN_IN_REFUSED, how=_kind_of(token))
        count_wrong_guess("invite")
        raise


def _kind_of(token: str) -> str:
    return "code" if len(as_code(token)) <= CODE_LENGTH else "link"


def _end_older(session: Session) -> None:
    """Ends the session that this browser had before: one browser is one device."""
    who = viewer_or_none()
    if who is not None:
        devices.end(session, session.get_one(Device, who.device_id), now())


def _newcomer(page: InvitePage) -> Newcomer:
    if page.name is not None:
        read_form(Known)
        return Newcomer()
    if not page.is_first_admin:
        form = read_form(New)
        return Newcomer(form.first_name, form.last_name, language=_guessed_language())
    first = read_form(FirstAdmin)
    zone = zone_named(first.zone)
    if zone is None:
        raise BadForm({"zone": _(New.sentences["zone"])}, request.form.to_dict())
    return Newcomer(
        first.first_name,
        first.last_name,
        first.organisation,
        first.site,
        zone,
        _guessed_language(),
    )


def _guessed_language() -> str | None:
    """Until they choose one on *Me*."""
    language = of_address() or of_browser()
    return language.code if language else None


def _join_page(token: str, page: InvitePage, bad: BadForm | None = None) -> str:
    return render_template(
        "sign_in/join.html",
        page=page,
        token=token,
        next=local_path(request.args.get("next", "")),
        zones=zones_by_region(),
        typed=bad.typed if bad else {},
        errors=bad.errors if bad else {},
    )


def _not_there(error: NotFound) -> Response:
    was_there = isinstance(error, Ended)
    page = render_template("sign_in/joined_elsewhere.html", was_there=was_there)
    return make_response(page, 410 if was_there else 404)


def _sign_in_again(sentence: str) -> ResponseReturnValue:
    """422: the form with what was typed, to be corrected."""
    typed = {name: request.form.get(name, "") for name in ("code", "next")}
    page = render_template("sign_in/sign_in.html", errors={"code": sentence}, **typed)
    return make_response(page, 422)
