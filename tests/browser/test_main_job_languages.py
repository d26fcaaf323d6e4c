"""The main job in other languages, by the words that people read, with scripts and without.

Ben speaks English throughout: two people with two languages on one issue. Carla reads its page in
three languages from one link.
"""

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import SwitchOn
from tests.browser.offline_acts import ANA, BEN
from tests.browser.page_checks import look_at
from tests.browser.store import Store
from tests.support.browsers import Phone, too_wide
from web.language.catalogues import catalogue
from web.language.known import Language, language_of

PROBLEM = "Till 4: صندوق does not open"  # as somebody wrote it, whoever reads it
NEED = "The key of the till"
DONE = "Opened by hand."
ISOLATES = "\u2068\u2069"  # FIRST STRONG ISOLATE, POP DIRECTIONAL ISOLATE (UAX #9)
NEWS = "Someone with a key is on the way."


@dataclass
class Reader:
    """Somebody with a phone, who knows the words of one language."""

    phone: Phone
    language: Language

    def opens(self, path: str) -> None:
        self.phone.page.goto(path)

    def taps(self, role: Literal["link", "button", "radio"], message: str, **values: str) -> None:
        named = self.pattern(message, **values)
        self._in_sight(self.phone.page.get_by_role(role, name=named)).click()

    def writes(self, label: str, words: str) -> None:
        self._in_sight(self.phone.page.get_by_label(self.pattern(label))).fill(words)

    def reads(self, message: str, **values: str) -> None:
        expect(self._in_sight(self._words(message, values))).to_be_visible()

    def finds_in_history(self, message: str, **values: str) -> None:
        expect(self._words(message, values).first).to_be_attached()

    def expect_their_language(self) -> None:
        html = self.phone.page.locator("html")
        expect(html).to_have_attribute("lang", self.language.code)
        expect(html).to_have_attribute("dir", "rtl" if self.language.is_rtl else "ltr")
        assert too_wide(self.phone.page) == []

    def _words(self, message: str, values: dict[str, str]) -> Locator:
        return self.phone.page.get_by_text(self.pattern(message, **values))

    def pattern(self, message: str, **values: str) -> re.Pattern[str]:
        """With its values, isolated or not; with whatever stands where one is not given."""
        words = re.sub(r"</?\w+>", "", catalogue(self.language).gettext(message))
        parts = re.split(r"%\((\w+)\)s", words)
        texts, names = map(re.escape, parts[::2]), parts[1::2]
        found = (
            f"[{ISOLATES}]?{re.escape(values[one])}[{ISOLATES}]?" if one in values else ".+"
            for one in names
        )
        return re.compile(
            "".join(one for pair in zip_longest(texts, found, fillvalue="") for one in pair)
        )

    def _in_sight(self, target: Locator) -> Locator:
        return target.locator("visible=true").first


@dataclass
class Crew:
    ana: Reader
    ben: Reader
    carla: Reader
    ben_id: int
    scripts: bool


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("code", ["de", "ar", "hi"])
def test_the_main_job(store: Store, phone: SwitchOn, code: str, *, scripts: bool) -> None:
    crew = at_work(store, phone, code, scripts=scripts)
    issue = ana_owns_what_she_sees(crew)
    link = she_shares_its_page(crew, issue)
    ben_helps_in_his_language(crew, issue)
    she_updates_and_resolves(crew, issue)
    carla_reads_it_in_three_languages(crew, link)


def at_work(store: Store, phone: SwitchOn, code: str, *, scripts: bool) -> Crew:
    def reader(name: str, code: str) -> Reader:
        language = language_of(code)
        assert language
        return Reader(phone(name, scripts=scripts, base_url=store.url), language)

    ana, ben, carla = reader(ANA, code), reader(BEN, "en"), reader("Carla", code)
    for one, name in ((ana, ANA), (ben, BEN)):
        token = store.hire(name)
        store.set_language(name, one.language.code)
        store.hand_over(one.phone, token)
        one.expect_their_language()
    ben_id = store.sample(lambda sample: store.person(sample, BEN).id)
    assert ben_id
    return Crew(ana, ben, carla, ben_id, scripts)


def ana_owns_what_she_sees(crew: Crew) -> str:
    """The path of the issue."""
    ana = crew.ana
    ana.taps("link", "See a problem?")
    ana.writes("What is not working?", PROBLEM)
    ana.taps("button", "I own this")
    ana.reads("You own this.")
    ana.reads("The customer hears from you by %(when)s.")
    ana.expect_their_language()
    return ana.phone.page.url.partition("?")[0].removeprefix(ana.phone.page.url.split("/issues")[0])


def she_shares_its_page(crew: Crew, issue: str) -> str:
    ana, carla = crew.ana, crew.carla
    ana.opens(issue)
    ana.taps("link", "Share a page the customer can follow")
    ana.taps("button", "Share the page")
    link = ana.phone.page.locator("#new-link").inner_text()
    ana.expect_their_language()
    carla.opens(f"{link}?lang={carla.language.code}")
    carla.reads("%(owner)s has this.", owner="Ana")
    carla.reads("You don’t need to go anywhere or ask anyone else.")
    carla.expect_their_language()
    return link


def ben_helps_in_his_language(crew: Crew, issue: str) -> None:
    ana, ben = crew.ana, crew.ben
    ana.opens(f"{issue}/ask")
    ana.writes("What is needed?", NEED)
    # The Ben of this store: other tests have theirs, and they did one like this.
    ask = ana.phone.page.locator(f"button[name='helper_id'][value='{crew.ben_id}']").first
    expect(ask).to_have_accessible_name(ana.pattern("Ask %(name)s", name=BEN))
    ask.click()
    ana.reads("Let %(helper)s scan this", helper="Ben")
    ana.expect_their_language()
    ben.opens("/")
    ben.reads("%(who)s asks you", who=ANA)
    ben.taps("button", "I’m with you")
    ben.reads("You are with %(owner)s on this", owner="Ana")
    ben.taps("button", "My part is done")
    ben.reads("Your part is done")
    ben.expect_their_language()
    ana.opens(issue)
    ana.finds_in_history("%(who)s said: “I’m with you.”", who="Ben Okafor")
    ben.opens(issue)
    ben.finds_in_history("You said: “I’m with you.”")
    ben.finds_in_history("%(who)s asked you in person.", who="Ana Berg")


def she_updates_and_resolves(crew: Crew, issue: str) -> None:
    ana = crew.ana
    ana.opens(f"{issue}/update")
    ana.writes("What did you say?", NEWS)
    form = ana.phone.page.locator("form[action$='/update']").locator("visible=true")
    form.get_by_role("checkbox").first.check()
    form.locator(".sheet__foot button").click()
    ana.phone.page.wait_for_url(lambda url: not url.endswith("/update"))
    ana.reads("You updated the customer")
    ana.opens(f"{issue}/resolve")
    ana.writes("What was done, and how was the customer told?", DONE)
    ana.taps("button", "Resolve")
    ana.reads("You owned this")
    ana.finds_in_history("You resolved this.")
    ana.expect_their_language()
    crew.ben.opens(issue)
    crew.ben.finds_in_history("%(who)s resolved this.", who="Ana Berg")


def carla_reads_it_in_three_languages(crew: Crew, link: str) -> None:
    """By the links at its end, which need neither a script nor a cookie."""
    for code in (crew.carla.language.code, "tr", "en"):
        language = language_of(code)
        assert language
        carla = Reader(crew.carla.phone, language)
        if code != crew.carla.language.code:
            carla.phone.page.locator(".languages summary").click()
            carla.phone.page.get_by_role("link", name=language.own_name).click()
        else:
            carla.opens(f"{link}?lang={code}")
        carla.reads("This is settled.")
        carla.reads("%(who)s helped %(owner)s", who="Ben", owner="Ana")
        expect(carla.phone.page.get_by_text(NEWS)).to_be_visible()
        carla.expect_their_language()
    assert crew.carla.phone.context.cookies() == []
    if crew.scripts:
        look_at(crew.carla.phone, [f"{link}?lang={crew.carla.language.code}"])
