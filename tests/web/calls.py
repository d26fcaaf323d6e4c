"""One call of a route, and what each persona gets for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.web.answers import Answer, Browser
from tests.web.personas import Statuses


@dataclass(frozen=True)
class Call:
    """`path` and `fields` may name `{things}`; `statuses` are in the order of PERSONAS."""

    statuses: Statuses
    method: str
    path: str
    fields: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None  # JSON instead of a form

    def make(self, browser: Browser, things: Mapping[str, str]) -> Answer:
        path = self.path.format_map(things)
        if self.method == "GET":
            return browser.get(path)
        if self.body is not None or self.method == "DELETE":
            return browser.send(path, self.body, self.method)
        fields = {
            name.format_map(things): value.format_map(things) for name, value in self.fields.items()
        }
        needs_key = not path.startswith(("/join", "/sign-in", "/demo"))
        return browser.post(path, fields, key=None if needs_key else "")


def page(statuses: Statuses, path: str) -> Call:
    return Call(statuses, "GET", path)


def form(statuses: Statuses, path: str, **fields: str) -> Call:
    return Call(statuses, "POST", path, fields)
