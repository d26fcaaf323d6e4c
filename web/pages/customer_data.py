"""The customer's data, for leads: what is kept, a copy of it, and erasing it."""

from typing import ClassVar

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import Field

from web.acts.core.security_log import SecurityEvent, report
from web.acts.privacy import erasure
from web.http import errors
from web.http.access import for_leads
from web.http.answers import form_error_json, path_argument, redirect_or_json
from web.http.client_headers import prefers_json
from web.http.context import reading
from web.http.forms import BadForm, Form, FormError, OneLine, read_form
from web.http.idempotency import ActForm, perform
from web.http.sign_in import viewer
from web.http.templating import Notice
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.reads import customer_data as read
from web.rules.retention import Extent

pages = Blueprint("customer_data", __name__)
_REMOVED: dict[str, str] = {
    Extent.CUSTOMER: N_("The name and contact are removed. The history says so, without them."),
    Extent.ALL: N_("All words and photos are removed. The history says so, without them."),
}


class EraseInput(ActForm):
    sentences: ClassVar = {"extent": N_("Choose what to remove.")}
    extent: Extent


class CustomerInput(Form):
    sentences: ClassVar = {"customer": N_("Type the name or contact, in at most 200 characters.")}
    customer: OneLine = Field(min_length=1, max_length=200)
    key: str = Field(default="", max_length=64)  # every form may carry one


@pages.get("/issues/<ref>/customer-data")
@for_leads
def show(ref: str) -> ResponseReturnValue:
    return _page(ref, 200, removed=request.args.get("removed"))


@pages.get("/issues/<ref>/customer-data/erase")
@for_leads
def confirm(ref: str) -> ResponseReturnValue:
    """What is erased and what stays, before it is done; after a refusal back to the page before."""
    extent = request.args.get("extent")
    with reading() as session:
        data = read.customer_data(session, erasure.find_for_lead(session, viewer(), ref))
    if extent not in data.erasable:
        return redirect(f"/issues/{ref}/customer-data", 303)
    return render_template("customer_data/erase.html", data=data, is_all=extent == Extent.ALL)


@pages.post("/issues/<ref>/customer-data/erase")
@for_leads
def erase(ref: str) -> ResponseReturnValue:
    form = read_form(EraseInput)
    result = perform(form, lambda tap: erasure.on_request(tap, ref, form.extent))
    return redirect_or_json(result, f"/issues/{result.ref}/customer-data?removed={form.extent}")


@pages.errorhandler(FormError)
def form_error(error: FormError) -> ResponseReturnValue:
    ref = path_argument("ref")
    if ref is None:  # asked for a copy of nobody's data
        return errors.answer(error.status, sentence=error.sentence)
    if prefers_json():
        return form_error_json(error, f"/issues/{ref}/customer-data")
    return _page(ref, error.status, Notice(error.sentence, bad=True))


@pages.get("/issues/<ref>/customer-data/copy")
@for_leads
def copy(ref: str) -> ResponseReturnValue:
    with reading() as session:
        issue = erasure.find_for_lead(session, viewer(), ref)
        content = read.export(session, [issue])
    report(SecurityEvent.EXPORTED, person=viewer().id, issue=issue.id)
    return _file(content, issue.ref)


@pages.get("/customer-data")
@for_leads
def find() -> ResponseReturnValue:
    return render_template("customer_data/find.html", typed="", found=None, errors={})


@pages.post("/customer-data")
@for_leads
def found() -> ResponseReturnValue:
    """A POST, though it changes nothing: names must not stand in an address."""
    try:
        typed = read_form(CustomerInput).customer
    except BadForm as bad:
        typed = bad.typed.get("customer", "")
        page = render_template(
            "customer_data/find.html", typed=typed, found=None, errors=bad.errors
        )
        return make_response(page, 422)
    with reading() as session:
        issues = read.found(session, read.of_customer(session, viewer(), typed))
    is_cut = len(issues) == read.MOST
    return render_template(
        "customer_data/find.html", typed=typed, found=issues, is_cut=is_cut, errors={}
    )


@pages.post("/customer-data/copy")
@for_leads
def copy_all() -> ResponseReturnValue:
    typed = read_form(CustomerInput).customer
    with reading() as session:
        issues = read.of_customer(session, viewer(), typed, limit=None)
        content = read.export(session, issues)
    report(SecurityEvent.EXPORTED, person=viewer().id, issues=len(content))
    return _file(content, "customer")


def _file(content: list[dict[str, object]], name: str) -> Response:
    response = jsonify(issues=content)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


def _page(
    ref: str, status: int, notice: Notice | None = None, removed: str | None = None
) -> Response:
    """`removed`: what the address says was just erased, which may not be true."""
    with reading() as session:
        issue = erasure.find_for_lead(session, viewer(), ref)
        data = read.customer_data(session, issue)
    if removed in data.removed:
        notice = notice or Notice(_(_REMOVED[removed]))
    page = render_template("customer_data/page.html", data=data, notice=notice)
    return make_response(page, status)
