"""Home, the list of all issues, of those that are mine, and of those that I helped with."""

from datetime import UTC, datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from web.acts.core.tokens import hash_of
from web.http.access import for_signed_in
from web.http.answers import allow_offline_copy, is_known, tagged
from web.http.context import now, reading
from web.http.forms import page_number, whole_number
from web.http.languages import edition
from web.http.sign_in import viewer
from web.reads import issue_list
from web.reads.accounts.first_steps import steps_on_home
from web.reads.all_issues import Position, all_issues
from web.reads.home import home as home_view
from web.reads.home.selection import Chosen, chosen
from web.rules.clock import time_zone
from web.rules.vocabulary import IssueState

pages = Blueprint("home", __name__)
_TIME = "%Y%m%dT%H%M%S.%f"  # in addresses


@pages.get("/")
@for_signed_in
def home() -> ResponseReturnValue:
    """304 while an open home shows what is true: one statement besides the sign-in.
    An open home does not notice that a first step was done on another page."""
    with reading() as session:
        rows = chosen(session, viewer(), now())
        tag = _etag(rows)
        if is_known(tag):
            return tagged(tag, None)
        view = home_view.home(session, viewer(), rows, now())
        steps = steps_on_home(session, viewer(), now())
    html = render_template("home/home.html", home=view, steps=steps, waiting=view.badge, tag=tag)
    return allow_offline_copy(tagged(tag, html))


def _etag(rows: tuple[Chosen, ...]) -> str:
    """Of what home shows, not of its HTML, in which each form has a key of its own. Depends on the
    day, since it says "yesterday"."""
    today = now().astimezone(time_zone(viewer().zone)).date()
    return hash_of(repr((edition(), today, viewer(), rows)))[:20]


@pages.get("/issues")
@for_signed_in
def issues() -> ResponseReturnValue:
    first = _first()
    with reading() as session:
        found = all_issues(session, viewer(), first, now())
    return render_template(
        "home/issues.html",
        cards=found.cards,
        is_first=first is None,
        next=_address(found.next) if found.next else None,
        site_name=viewer().site_name,
    )


def _address(position: Position) -> str:
    since = position.at.astimezone(UTC).strftime(_TIME)
    return f"?first={position.state.value}-{since}-{position.issue_id}"


def _first() -> Position | None:
    """Where the page begins; what is no position is the beginning of the list."""
    state, _, rest = request.args.get("first", "").partition("-")
    since, _, issue_id = rest.partition("-")
    number = whole_number(issue_id)
    try:
        at = datetime.strptime(since, _TIME).replace(tzinfo=UTC)
        return Position(IssueState(state), at, number) if number else None
    except ValueError:
        return None


@pages.get("/mine")
@for_signed_in
def mine() -> ResponseReturnValue:
    """All issues that the viewer owns."""
    page = page_number()
    with reading() as session:
        shown, total = issue_list.owned_by(session, viewer(), now(), page)
    return render_template("home/mine.html", cards=shown, page=page, total=total)


@pages.get("/helped")
@for_signed_in
def helped() -> ResponseReturnValue:
    """Issues that the viewer helped with, or owned until they were somebody else's."""
    page = page_number()
    with reading() as session:
        shown, more = issue_list.helped(session, viewer(), page, now())
    return render_template("home/helped.html", cards=shown, page=page, more=more)
