"""The main jobs of each role as one thumb does them, from Home on: how many taps each takes.

A tap is one touch of a link, a button, a choice or a field. A field that has the focus already
needs none; typing is not counted.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from playwright.sync_api import Locator, Page, expect

from tests.browser.store import Store
from web.cli.sample import Sample
from web.rules.vocabulary import ChangeReason, Role
from web.store.tables.accounts import Person, Site

ME, COLLEAGUE, LEAD = "Ana Berg", "Ben Okafor", "Kim Novak"
WORDS = "Carpet order and fitting for Saturday"
NEED = "Hold the ladder at the counter"
OLD = "Wallpaper ordered twice"
PEOPLE, PLACES = 30, 20
_A_DAY = timedelta(days=1)  # longer than the usual promise: it is late
_JUST_NOW = timedelta(minutes=1)


@dataclass
class Thumb:
    page: Page
    taps: int = 0

    def tap(self, role: Literal["link", "button", "radio"], name: str) -> None:
        """The first one in sight whose name begins so."""
        begins = re.compile(rf"^\W*{re.escape(name)}")
        self.touch(self.page.get_by_role(role, name=begins))

    def touch(self, target: Locator) -> None:
        target.locator("visible=true").first.click()
        self.taps += 1

    def type(self, label: str, words: str) -> None:
        """Touches the field first, unless it has the focus."""
        box = self.page.get_by_label(label).locator("visible=true").first
        box.wait_for()
        if not box.evaluate("box => box === document.activeElement"):
            self.touch(box)
        box.fill(words)

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).locator("visible=true").first).to_be_visible()


@dataclass(frozen=True)
class Scene:
    """The store of one job: its site, the person whose job it is, a colleague, a lead."""

    sample: Sample
    site: Site
    me: Person
    colleague: Person
    lead: Person

    def report(self, *, by: Person | None = None, ago: timedelta = _JUST_NOW) -> str:
        at = self.sample.now - ago
        return self.sample.report(by or self.me, WORDS, at=at, customer_name="Farid")

    def ask(self) -> int:
        """A colleague's issue, for which I am asked."""
        ref = self.report(by=self.colleague)
        return self.sample.ask(self.colleague, ref, self.me, NEED, self.sample.now)


@dataclass(frozen=True)
class Job:
    name: str
    most: int  # taps
    prepare: Callable[[Scene], object]
    do: Callable[[Thumb], None]
    role: Role = Role.EMPLOYEE

    def begin(self, store: Store) -> str:
        """The session of the person whose job it is."""

        def make(sample: Sample) -> str:
            site = sample.session.get_one(Site, store.site_id)
            names = ((ME, self.role), (COLLEAGUE, Role.EMPLOYEE), (LEAD, Role.LEAD))
            scene = Scene(sample, site, *(sample.person(site, *one) for one in names))
            self.prepare(scene)
            return sample.sign_in(scene.me)

        return store.sample(make)


def _nothing(_scene: Scene) -> None:
    pass


def _own(thumb: Thumb) -> None:
    thumb.tap("button", "I own this")
    thumb.sees("You own this")


def _unowned(scene: Scene) -> None:
    scene.sample.report(scene.lead, WORDS, without_owner=True)


def _report(thumb: Thumb) -> None:
    thumb.tap("link", "See a problem?")
    thumb.page.get_by_label("What is not working?").fill(WORDS)
    thumb.tap("button", "I own this")
    thumb.sees("You own this")


def _update(thumb: Thumb) -> None:
    thumb.tap("link", "Update Farid")
    thumb.tap("button", "Save")
    thumb.sees("You updated Farid")


def _no_news(thumb: Thumb) -> None:
    thumb.tap("link", "Update Farid")
    thumb.tap("radio", "No news yet")
    thumb.type("Why is there no news yet?", "Store 7 calls back at 11")
    thumb.tap("button", "Save")
    thumb.sees("You had no news yet")


def _new(scene: Scene) -> None:
    scene.report()


def _late(scene: Scene) -> None:
    scene.report(ago=_A_DAY)


def _ask(thumb: Thumb) -> None:
    thumb.tap("link", WORDS)
    thumb.tap("link", "Ask")
    thumb.type("What is needed?", NEED)
    thumb.tap("button", "Ask Ben")
    thumb.sees(NEED)


def _accept(thumb: Thumb) -> None:
    thumb.tap("button", "I’m with you")
    thumb.sees("You are with Ben")


def _asked(scene: Scene) -> None:
    scene.ask()


def _done(thumb: Thumb) -> None:
    thumb.tap("link", NEED)
    thumb.tap("button", "My part is done")
    thumb.sees("Your part is done")


def _accepted(scene: Scene) -> None:
    scene.sample.accept(scene.me, scene.ask(), scene.sample.now)


def _take_over(thumb: Thumb) -> None:
    thumb.tap("button", "I own this")
    thumb.sees("You own this")


def _asked_to_own(scene: Scene) -> None:
    ref = scene.report(by=scene.colleague)
    reason = ChangeReason.SHIFT_ENDS
    scene.sample.hand_over(scene.colleague, ref, scene.me, reason, scene.sample.now)


def _share(thumb: Thumb) -> None:
    thumb.tap("link", WORDS)
    thumb.tap("link", "Share a page")
    thumb.tap("button", "Share the page")
    expect(thumb.page.locator("#new-link")).to_be_visible()


def _resolve(thumb: Thumb) -> None:
    thumb.tap("link", WORDS)
    thumb.tap("link", "Resolve")
    thumb.type("What was done", "Cut to measure, told by phone")
    thumb.tap("button", "Resolve")
    thumb.sees("You settled it")


def _undo(thumb: Thumb) -> None:
    thumb.tap("link", WORDS)
    thumb.tap("button", "Undo")
    thumb.sees("Update Farid, 20 h late")


def _just_updated(scene: Scene) -> None:
    ref = scene.report(ago=_A_DAY)
    scene.sample.told(scene.me, ref, "It arrives at eight", 240, scene.sample.now)


def _find(thumb: Thumb) -> None:
    thumb.type("Search", "wallpaper twice")
    thumb.tap("button", "Search")
    thumb.tap("link", OLD)
    thumb.sees("One roll sent by taxi")


def _old_ones(scene: Scene) -> None:
    for number in range(40):
        ago = timedelta(days=90 - number)
        words = OLD if number == 0 else f"Lamp {number} flickers"
        ref = scene.sample.report(scene.me, words, at=scene.sample.now - ago)
        scene.sample.resolve(scene.me, ref, "One roll sent by taxi", scene.sample.now - ago)


def _invite(thumb: Thumb) -> None:
    thumb.tap("link", "Settings")
    thumb.tap("link", "Invite people")
    thumb.type("Names", "\n".join(f"Person {chr(65 + n % 26)}{n}" for n in range(PEOPLE)))
    thumb.tap("button", "Check the list")
    thumb.tap("button", f"Make {PEOPLE} invites")
    expect(thumb.page.locator(".invite")).to_have_count(PEOPLE)


def _signs(thumb: Thumb) -> None:
    thumb.tap("link", "Settings")
    thumb.touch(thumb.page.locator("#sites .page-links__link").first)
    thumb.tap("button", f"Print all {PLACES} signs")
    expect(thumb.page.locator(".sign")).to_have_count(PLACES)


def _places(scene: Scene) -> None:
    _name_apart(scene)
    for number in range(PLACES):
        scene.sample.place(scene.site, f"Till {number}", f"{scene.site.id}T{number}")


def _ladder(thumb: Thumb) -> None:
    thumb.tap("link", "Settings")
    thumb.touch(thumb.page.locator("#sites .page-links__also").first)
    thumb.tap("link", "10 min before")
    thumb.type("Minutes", "12")
    thumb.tap("button", "Save")
    thumb.sees("12 min before")


def _name_apart(scene: Scene) -> None:
    """The first of the sites in the list, which has those of other tests."""
    scene.site.name = f"A store {scene.site.id:09}"
    scene.sample.session.add(scene.site)


JOBS = (
    Job("own an issue that has no owner", 1, _unowned, _own),
    Job("report a problem", 2, _nothing, _report),
    Job("update the customer", 2, _late, _update),
    Job("say that there is no news yet", 4, _late, _no_news),
    Job("ask a colleague", 4, _new, _ask),
    Job("accept a step", 1, _asked, _accept),
    Job("finish a step", 2, _accepted, _done),
    Job("take an issue over", 1, _asked_to_own, _take_over),
    Job("share the customer's page", 3, _new, _share),
    Job("resolve", 4, _new, _resolve),
    Job("undo", 2, _just_updated, _undo),
    Job("find an old issue", 3, _old_ones, _find),
    Job(f"invite {PEOPLE} people from a list", 5, _nothing, _invite, Role.ADMIN),
    Job(f"print the signs of {PLACES} places", 3, _places, _signs, Role.ADMIN),
    Job("change one number of a reminder", 4, _name_apart, _ladder, Role.ADMIN),
)
