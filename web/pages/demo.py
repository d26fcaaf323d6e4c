"""The demo's page of sign-in links. Exists only in the demo, and only for this machine."""

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from web.acts.accounts import people
from web.acts.core import devices
from web.http.access import for_everybody
from web.http.client import client_address
from web.http.context import app_context, now, reading, writing
from web.http.sign_in import device_label, open_session
from web.reads.accounts.settings import everybody
from web.store.errors import NotFound

pages = Blueprint("demo", __name__)


@pages.before_request
def only_in_the_demo_on_this_machine() -> None:
    came_through = any(name in request.headers for name in ("Forwarded", "X-Forwarded-For"))
    address = client_address()
    is_here = address is not None and address.is_loopback and not came_through
    if not app_context().config.is_demo or not is_here:
        raise NotFound


@pages.get("/demo")
@for_everybody
def show() -> ResponseReturnValue:
    with reading() as session:
        rows = everybody(session, now())
    return render_template("demo.html", people=rows)


@pages.post("/demo/<id:person_id>")
@for_everybody
def sign_in(person_id: int) -> ResponseReturnValue:
    with writing() as session:
        person = people.find(session, person_id)
        token = devices.sign_in(session, person.id, device_label(), now())
    return open_session(make_response(redirect("/", 303)), token)
