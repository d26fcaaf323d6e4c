"""Home, and the list of all issues."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from web.http.access import for_signed_in
from web.http.parts import now, reading
from web.http.sign_in import viewer
from web.reads import cards

pages = Blueprint("home", __name__)
_LAST_PAGE = 1000


@pages.get("/")
@for_signed_in
def home() -> ResponseReturnValue:
    with reading() as session:
        view = cards.home(session, viewer(), now())
    return render_template("pages/home.html", home=view)


@pages.get("/issues")
@for_signed_in
def issues() -> ResponseReturnValue:
    page = min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)
    with reading() as session:
        shown, more = cards.all_here(session, viewer(), page, now())
    return render_template(
        "pages/issues.html", cards=shown, page=page, more=more, site_name=viewer().site_name
    )
