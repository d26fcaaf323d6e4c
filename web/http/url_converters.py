"""URL converters: ids of rows, and tokens that were sent on."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map, PathConverter

_LARGEST = 2**31 - 1


class RowId(IntegerConverter):
    """`<id:person_id>`: 1 to 2,147,483,647; anything else is a 404 without a query."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, min=1, max=_LARGEST)


class SentToken(PathConverter):
    """`<sent:token>`: including what was appended when the address was sent on, also line
    breaks."""

    regex = r"[^/](?s:.*?)"


def init_ids(app: Flask) -> None:
    app.url_map.converters["id"] = RowId
    app.url_map.converters["sent"] = SentToken
