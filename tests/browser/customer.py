"""The customer with the link on her phone, and all that she may find on its page."""

import re
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.support.browsers import Phone, too_wide

MARK = "canary"  # in everything that is not for the customer
STAFF = ("Ana", "Ben", "Mika", "Noor", "Kim")
JARGON = re.compile(r"declin|busy|can’t|shift|step|owner|withdr|unanswer|handoff", re.IGNORECASE)
A_LOOK = 21_000  # milliseconds: a little more than the customer's page waits between looks


@dataclass
class Customer:
    """Carla's phone, and all that it has said so far."""

    phone: Phone
    scripts: bool

    def follow(self, link: str) -> None:
        if self.scripts:
            self.phone.page.clock.install()
        self.phone.page.goto(link)

    def reads(self, heading: str, *story: str, knows: set[str]) -> None:
        """After a look: exactly these sentences and first names, and nothing of what is private."""
        self._look()
        page = self.phone.page
        expect(page.locator(".stop:not(.stop--next) .stop__what")).to_have_text(list(story))
        expect(page.locator("h2").first).to_have_text(heading)
        source = page.request.get(page.url).text()
        assert MARK not in source.casefold()
        assert {name for name in STAFF if re.search(rf"\b{name}\b", source)} == knows
        words = page.locator("main").inner_text()
        assert not JARGON.search(words), words
        assert too_wide(page) == []

    def _look(self) -> None:
        """The page refreshes itself; without scripts the browser does it, after half a minute."""
        if self.scripts:
            self.phone.page.clock.fast_forward(A_LOOK)
        else:
            assert 'http-equiv="refresh"' in self.phone.page.content()
            self.phone.page.reload()
