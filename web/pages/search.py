"""The search: a form that is asked by GET, so that what was found can be returned to."""

from typing import TypeVar
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from web.http.access import for_signed_in
from web.http.context import now, reading
from web.http.forms import whole_number
from web.http.sign_in import viewer
from web.language.messages import gettext as _
from web.reads import search as read
from web.reads.search import SearchView, Since, Sought, State
from web.rules.search import MOST_TYPED, MOST_WORDS
from web.rules.text import visible

pages = Blueprint("search", __name__)
Choice = TypeVar("Choice", State, Since)


@pages.get("/search")
@for_signed_in
def search() -> ResponseReturnValue:
    sought = _sought()
    is_too_long = len(sought.typed) > MOST_TYPED
    view = None
    if sought.typed and not is_too_long:
        with reading() as session:
            view = read.search(session, viewer(), sought, now())
    wrong = None
    if is_too_long:
        wrong = _("Type at most %(most)s characters.", most=MOST_TYPED)
    elif view and not view.has_words:
        wrong = _("Type at least one letter or number.")
    page = render_template(
        "search.html",
        sought=sought,
        found=view if view and view.has_words else None,
        wrong=wrong,
        most_words=MOST_WORDS if len(sought.typed.split()) > MOST_WORDS else None,
        pages=_pages(sought, view) if view else {},
    )
    return page, 422 if wrong else 200


def _sought() -> Sought:
    given = request.args
    return Sought(
        typed=" ".join(visible(given.get("q", "")).split()),
        state=_choice(State, "state", State.ALL),
        since=_choice(Since, "since", Since.ANY),
        page=min(max(whole_number(given.get("page", "")) or 1, 1), read.MOST // read.PAGE),
    )


def _choice(choices: type[Choice], name: str, default: Choice) -> Choice:
    """An unknown one is the default: an address may have been typed."""
    known = {one.value: one for one in choices}
    return known.get(request.args.get(name, ""), default)


def _pages(sought: Sought, view: SearchView) -> dict[str, str]:
    """The addresses of the pages beside this one."""
    found = {}
    if sought.page > 1:
        found["newer"] = _address(sought, sought.page - 1)
    if view.first - 1 + len(view.hits) < view.total:
        found["older"] = _address(sought, sought.page + 1)
    return found


def _address(sought: Sought, page: int) -> str:
    typed = {"q": sought.typed, "state": sought.state.value, "since": sought.since.value}
    return f"/search?{urlencode(typed | {'page': page})}"
