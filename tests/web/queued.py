"""A phone's queue as the server meets it: taps that come later, with what is said beside them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from json import loads
from typing import Any

from tests.web.answers import Answer
from tests.web.configured import keys
from tests.web.world import World
from web.acts.phones.storage_key import tag_of

JSON = {"Accept": "application/json"}


def content(answer: Answer) -> dict[str, Any]:
    assert answer.headers["Content-Type"] == "application/json", answer.text[:200]
    found: dict[str, Any] = loads(answer.body)
    return found


@dataclass
class Phone:
    """`ahead`: by how much its clock is wrong."""

    world: World
    persona: str = "owner"
    ahead: timedelta = timedelta()

    @property
    def tag(self) -> str:
        return tag_of(keys().secret, self.world.id(self.persona))

    def send(
        self,
        path: str,
        at: datetime | None = None,
        /,
        **fields: Any,
    ) -> Answer:
        """One try of a tap that was made `at`, or just now, over its person's session; `key`,
        `htmx` and `headers` are this method's, not the form's."""
        key, htmx = fields.pop("key", None), fields.pop("htmx", False)
        said = self.beside(at) | ({} if htmx else JSON) | fields.pop("headers", {})
        browser = self.world.browser_of(self.persona)
        return browser.post(path, fields, key=key, htmx=htmx, headers=said)

    def act(self, ref: str, act: str, at: datetime | None = None, /, **fields: Any) -> Answer:
        return self.send(f"/issues/{ref}/{act}", at, **fields)

    def beside(self, at: datetime | None = None) -> dict[str, str]:
        now = self.world.clock()
        return {
            "Ownit-Person": self.tag,
            "Ownit-Tapped": self._milliseconds(at or now),
            "Ownit-Sent": self._milliseconds(now),
            "Ownit-Protocol": "1",
        }

    def _milliseconds(self, at: datetime) -> str:
        return str(round((at + self.ahead).timestamp() * 1000))
