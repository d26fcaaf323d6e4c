"""The one way in which these tests fetch: whatever is HTML goes through the checker.

A `Browser` holds a cookie jar and behaves like a browser of today: it sends Fetch Metadata.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import Client

from tests.support.html_checker import Page, check, text_of
from tests.web.marked import without_marks

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
_TEXTS = ("text/html", "application/json", "application/manifest+json")
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Headers
    body: bytes
    page: Page | None  # None: it is not HTML, or empty

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def words(self) -> str:
        """What a person reads, with single spaces."""
        assert self.page is not None, self.text[:200]
        return " ".join(text_of(self.page.root).split())

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")

    def form(self, action: str) -> dict[str, str]:
        """The hidden fields and the typed text of the page's form with this action."""
        assert self.page is not None
        forms = [one for one in self.page.root.iter("form") if one.attrib["action"] == action]
        assert forms, f"no form leads to {action}"
        found = {one.attrib["name"]: one.text or "" for one in forms[0].iter("textarea")}
        for one in forms[0].iter("input"):
            if one.attrib.get("type") == "hidden" or one.attrib.get("type", "text") == "text":
                found[one.attrib["name"]] = one.attrib.get("value", "")
        return found

    def section(self, heading: str) -> str:
        """What the section that begins with this heading says; empty where there is none."""
        assert self.page is not None
        for one in self.page.root.iter("section"):
            words = " ".join(text_of(one).split())
            if words.startswith(heading):
                return words
        return ""

    def forms(self) -> set[str]:
        assert self.page is not None
        return {one.attrib["action"] for one in self.page.root.iter("form")}


class Browser:
    """One person's, or nobody's."""

    def __init__(self, app: Flask, base: str, cookie: str = "", token: str = "") -> None:
        self.client = Client(app)
        self.base = base
        if token:
            host = base.partition("://")[2]
            self.client.set_cookie(cookie, token, domain=host, secure=base.startswith("https"))

    def fetch(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, **more: Any
    ) -> Answer:
        found = self.client.open(
            path, method=method, base_url=self.base, headers=dict(headers or {}), **more
        )
        is_html = found.mimetype == "text/html" and found.data and method != "HEAD"
        # Nobody sees the body of a redirect, and a compressed one is for browsers to read.
        is_seen = not 300 <= found.status_code < 400 and "Content-Encoding" not in found.headers
        is_text = found.mimetype in _TEXTS and "Content-Encoding" not in found.headers
        body = without_marks(found.text).encode() if is_text else found.data
        page = check(body.decode(), dict(found.headers.items())) if is_html and is_seen else None
        return Answer(found.status_code, found.headers, body, page)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.fetch("GET", path, headers)

    def post(
        self,
        path: str,
        data: Mapping[str, Any] | None = None,
        *,
        htmx: bool = False,
        key: str | None = None,
        **more: Any,
    ) -> Answer:
        """A form, with a fresh idempotency key unless one is given ("": none at all)."""
        fields = dict(data or {})
        if key != "":
            fields["key"] = key or str(uuid4())
        headers = SAME_ORIGIN | (HTMX if htmx else {}) | more.pop("headers", {})
        return self.fetch("POST", path, headers, data=fields, **more)

    def send(self, path: str, body: Any, method: str = "POST") -> Answer:
        return self.fetch(method, path, SAME_ORIGIN, json=body)

    def act(self, ref: str, act: str, **fields: Any) -> Answer:
        """One of the acts on an issue; `htmx` and `key` are this method's, not the form's."""
        return self._act(f"/issues/{ref}/{act}", fields)

    def on_step(self, step_id: int, act: str, **fields: Any) -> Answer:
        return self._act(f"/steps/{step_id}/{act}", fields)

    def on_change(self, change_id: int, act: str, **fields: Any) -> Answer:
        return self._act(f"/owner-changes/{change_id}/{act}", fields)

    def _act(self, path: str, fields: dict[str, Any]) -> Answer:
        htmx, key = fields.pop("htmx", False), fields.pop("key", None)
        return self.post(path, fields, htmx=htmx, key=key)
