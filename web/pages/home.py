"""Home, the list of all issues, and of those that I helped with."""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from web.http.access import for_signed_in
from web.http.answers import allow_offline_copy
from web.http.context import now, reading
from web.http.forms import whole_number
from web.http.sign_in import viewer
from web.reads import badge, issue_list

pages = Blueprint("home", __name__)
_LAST_PAGE = 1000


@pages.get("/")
@for_signed_in
def home() -> ResponseReturnValue:
    with reading() as session:
        view = issue_list.home(session, viewer(), now())
    page = render_template("home/home.html", home=view, waiting=badge.shown(view))
    return allow_offline_copy(make_response(page))


@pages.get("/issues")
@for_signed_in
def issues() -> ResponseReturnValue:
    page = _page_number()
    with reading() as session:
        shown, more = issue_list.all_here(session, viewer(), page, now())
    return render_template(
        "home/issues.html", cards=shown, page=page, more=more, site_name=viewer().site_name
    )


@pages.get("/helped")
@for_signed_in
def helped() -> ResponseReturnValue:
    """Issues that the viewer helped with."""
    page = _page_number()
    with reading() as session:
        shown, more = issue_list.helped(session, viewer(), page, now())
    return render_template("home/helped.html", cards=shown, page=page, more=more)


def _page_number() -> int:
    return min(max(whole_number(request.args.get("page", "")) or 1, 1), _LAST_PAGE)
