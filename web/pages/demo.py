"""The demo's page of sign-in links. Exists only in the demo, and only for this machine."""

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from push import receipts
from web.acts.accounts import people
from web.acts.core import devices
from web.acts.issues import status_link
from web.http.access import for_everybody
from web.http.client import client_address
from web.http.context import app_context, now, reading, writing
from web.http.cross_origin import from_anywhere
from web.http.sign_in import device_label, open_session
from web.http.templating import use_zone
from web.reads import demo
from web.reads.accounts.people import PeopleSought, people_page
from web.store.errors import NotFound
from web.store.tables.accounts import Site
from web.urls import local_path

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
    secrets = app_context().keys.secrets(now())
    with reading() as session:
        links = [
            (customer, status_link.live_token(session, customer.issue_id, secrets, now()))
            for customer in demo.customers(session)
        ]
        rows = people_page(session, None, PeopleSought(), now()).rows
        sign = demo.a_sign(session)
    return render_template("demo.html", people=rows, customers=links, sign=sign)


@pages.get("/demo/phone/<id:person_id>")
@for_everybody
def phone(person_id: int) -> ResponseReturnValue:
    """Somebody's phone, simulated: what was sent to it rings here. Looking at it reports that."""
    with reading() as session:
        person = people.find(session, person_id)
        use_zone(session.get_one(Site, person.site_id).zone)
        nudges = demo.nudges_of(session, person_id)
        news = [one.receipt for one in nudges if receipts.is_news(session, one.receipt, "shown")]
    if news:
        with writing() as session:
            for receipt in news:
                receipts.mark(session, receipt, "shown", now())
    return render_template("demo_phone.html", person=person, nudges=nudges, news=news)


@pages.post("/demo/push/<id:person_id>")
@for_everybody
@from_anywhere
def push(person_id: int) -> ResponseReturnValue:  # noqa: ARG001
    """The demo's push service takes everything (RFC 8030 section 5), and shows the outbox."""
    return "", 201


@pages.post("/demo/<id:person_id>")
@for_everybody
def sign_in(person_id: int) -> ResponseReturnValue:
    with writing() as session:
        person = people.find(session, person_id)
        token = devices.sign_in(session, person.id, device_label(), now())
    onward = local_path(request.form.get("next", ""))
    return open_session(make_response(redirect(onward, 303)), token)
