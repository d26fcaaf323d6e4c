"""The addresses of lists of people: how a page is asked for, and returned to after an act."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import request

from web.http.forms import whole_number
from web.reads.accounts.people import MOST_TYPED, PeopleSought
from web.rules.text import visible

_MANY = 10  # people that one looks through without a search


def people_sought() -> PeopleSought:
    """From the address of this request; what is no number there is left out."""
    given = request.args
    return PeopleSought(
        find=" ".join(visible(given.get("find", "")).split())[:MOST_TYPED],
        site_id=whole_number(given.get("site", "")),
        first=whole_number(given.get("first", "")),
    )


def query_of(sought: PeopleSought) -> str:
    """What follows the path, with its question mark; "": the first page of everybody."""
    given = {"find": sought.find, "site": sought.site_id, "first": sought.first}
    fields = {name: value for name, value in given.items() if value}
    return f"?{urlencode(fields)}" if fields else ""


def place_in_list() -> str:
    """Of this request, to be carried along by the pages and forms of one person."""
    return query_of(people_sought())


def saved_in_list(path: str) -> str:
    """As `saved_at`, with the place in the list."""
    return f"{path}?saved{place_in_list().replace('?', '&', 1)}"


@dataclass(frozen=True)
class PeopleListing:
    """What a list of people says of its pages."""

    sought: PeopleSought
    sites: tuple[tuple[int, str], ...]  # to choose from; empty where there is one
    is_long: bool  # worth a search
    query: str  # of this page
    start: str | None  # of the first page; None: this is it
    next: str | None


def listing(
    sought: PeopleSought, shown: int, after: int | None, sites: tuple[tuple[int, str], ...] = ()
) -> PeopleListing:
    """`after`: whom the next page begins with."""
    is_part = sought != PeopleSought() or after is not None
    return PeopleListing(
        sought=sought,
        sites=sites if len(sites) > 1 else (),
        is_long=is_part or shown >= _MANY,
        query=query_of(sought),
        start=query_of(replace(sought, first=None)) if sought.first else None,
        next=query_of(replace(sought, first=after)) if after else None,
    )
