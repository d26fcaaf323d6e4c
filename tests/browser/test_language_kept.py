"""Somebody chooses another language: nothing that this phone has kept is left in the former one."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import actions
from tests.browser.conftest import Staff
from tests.browser.kept_pages import (
    answer_again,
    answer_with,
    kept,
    ready,
    wait_until_kept,
)
from tests.browser.lock_screen import LockScreen
from tests.browser.offline import find_connection, lose_connection, open_page
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.store import Store
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until
from web.language.catalogues import WAITING
from web.language.known import ENGLISH, language_of
from web.language.scripts import script_messages
from web.rules.vocabulary import Role

pytestmark = pytest.mark.full_chromium

_LANGUAGES = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const one of await (await caches.open(name)).matchAll())
      found.push(one.headers.get('Content-Language'));
  return [...new Set(found)].filter(Boolean);
}"""
_SHELL = """caches.match('/offline', {ignoreVary: true})
  .then(page => page?.headers.get('Content-Language'))"""
_MESSAGES = """async language => {
  const name = (await caches.keys()).find(one => /^ownit-[0-9a-f]{12}$/.test(one));
  const files = await (await caches.open(name)).keys();
  return files.map(one => new URL(one.url).pathname).filter(one => one.includes(`.${language}.js`));
}"""
# The catalogue may say it otherwise, or not yet.
GERMAN = """(request, more) => String(request.url ?? request).includes('/waiting.de.js')
  ? Promise.resolve(new Response(
      'Object.assign(globalThis.ownItMessages||=Object(),'
      + '{"You own this: %(about)s":"Das gehört dir: %(about)s"})',
      {headers: {'Ownit-Protocol': '1'}}))
  : self.realFetch(request, more)"""
PUSH = """{"notification": {"title": "Lift", "tag": "T", "navigate": "/", "data": {
  "receipt": "b5a3c1d04e6f4c7f9d1a2b3c4d5e6f70",
  "acts": {"own": {"path": "/issues/%s/own", "about": "Store 12"}}},
  "actions": [{"action": "own", "title": "I own this"}]}}"""


def choose(phone: Phone, language: str) -> None:
    """On *Me*, as people do."""
    phone.page.goto("/me")
    form = phone.page.locator("form[action='/me/language']")
    form.locator("select").select_option(language)
    form.locator("button").click()
    expect(phone.page.locator("html")).to_have_attribute("lang", language)


def languages(page: Page) -> list[str]:
    """Of the shell and of each page that is kept for reading."""
    found: list[str] = page.evaluate(_LANGUAGES)
    return found


def test_what_is_kept_in_the_former_language_goes(store: Store, staff: Staff) -> None:
    ana = staff(ANA)
    path = f"/issues/{store.report(ANA, LIFT)}"
    ready(ana)
    open_page(ana, path)
    wait_until_kept(ana.page, path)
    assert languages(ana.page) == ["en"]
    choose(ana, "pl")
    until(lambda: ana.page.evaluate(_SHELL) == "pl", LIMIT, "the shell in Polish")
    until(lambda: "en" not in languages(ana.page), LIMIT, "nothing in English")
    assert path not in kept(ana.page)
    found = {one.rpartition("/")[2] for one in ana.page.evaluate(_MESSAGES, "pl")}
    assert found == {"scripts.pl.js", "waiting.pl.js"}
    ana.page.goto("/")
    wait_until_kept(ana.page, "/", "/issues/new")
    lose_connection(ana)
    for address in ("/", "/waiting", path):  # the last one is not kept any more
        ana.page.goto(address)
        expect(ana.page.locator("html")).to_have_attribute("lang", "pl")
    assert ana.page.evaluate("typeof globalThis.ownItMessages") == "object"
    find_connection(ana)


def test_a_language_that_was_chosen_elsewhere_is_followed(store: Store, staff: Staff) -> None:
    ana = staff(ANA)
    ready(ana)
    store.set_language(ANA, "tr")
    ana.page.goto("/mine")
    until(lambda: ana.page.evaluate(_SHELL) == "tr", LIMIT, "the shell in Turkish")
    until(lambda: "en" not in languages(ana.page), LIMIT, "nothing in English")


def test_an_open_page_is_not_in_two_languages(store: Store, staff: Staff) -> None:
    ana = staff(ANA)
    ready(ana)
    store.set_language(ANA, "it")
    store.report(ANA, LIFT)
    ana.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(ana.page.locator("html")).to_have_attribute("lang", "it")


def test_an_act_is_not_answered_in_two_languages(store: Store, staff: Staff) -> None:
    ana = staff(ANA)
    path = f"/issues/{store.report(ANA, LIFT)}"
    ana.page.goto(path)
    update = ana.page.locator("dialog[id*=update]")
    ana.page.locator(f"a[href='{path}/update']").first.click()
    update.locator("#words-update").fill("Call Otis.")
    store.set_language(ANA, "ar")
    update.locator("button[data-save]").click()
    expect(ana.page.locator("html")).to_have_attribute("lang", "ar")
    expect(ana.page.locator("html")).to_have_attribute("dir", "rtl")
    assert ana.page.url.endswith(path)
    expect(ana.page.locator(".undo")).to_be_visible()


def test_the_worker_writes_in_the_readers_language(store: Store, staff: Staff) -> None:
    ana = staff(ANA)
    ana.context.grant_permissions(["notifications"], origin=store.url)
    ref = store.log_unowned(store.hire("Kim Novak", Role.LEAD), LIFT)
    ready(ana)
    answer_with(ana, GERMAN)
    store.set_language(ANA, "de")
    ana.page.goto("/mine")
    until(lambda: ana.page.evaluate(_SHELL) == "de", LIMIT, "the shell in German")
    until(lambda: len(ana.page.evaluate(_MESSAGES, "de")) == 2, LIMIT, "its messages")
    answer_again(ana)
    screen = LockScreen(ana.page)
    screen.push(PUSH % ref)
    screen.pocket()
    screen.touch("T", "own")
    shown = screen.only()
    assert (shown["title"], shown["body"]) == ("Das gehört dir: Store 12", "")


def test_a_draft_is_named_in_the_language_of_its_page(store: Store, staff: Staff) -> None:
    ana = staff(ANA)
    path = f"/issues/{store.report(ANA, LIFT)}"
    open_page(ana, path)
    form = actions.open_act(ana.page, "resolve")
    form.get_by_role("textbox").first.fill("Reset it.")
    expect(form).to_have_attribute("data-drafted", "")
    store.set_language(ANA, "de")
    open_page(ana, path)
    expect(ana.page.locator("html")).to_have_attribute("lang", "de")
    title = ana.page.locator("dialog:has(form[action$='/resolve']) h2").text_content() or ""
    assert title not in ("", "Resolve")
    expect(ana.page.locator(".draft").first).to_contain_text(title)


def test_a_push_that_cannot_be_read_has_a_title_in_the_readers_language(
    store: Store, staff: Staff
) -> None:
    ana = staff(ANA)
    ana.context.grant_permissions(["notifications"], origin=store.url)
    store.set_language(ANA, "de")
    ready(ana)
    ana.page.goto("/mine")
    until(lambda: ana.page.evaluate(_SHELL) == "de", LIMIT, "the shell in German")
    until(lambda: len(ana.page.evaluate(_MESSAGES, "de")) == 2, LIMIT, "its messages")
    screen = LockScreen(ana.page)
    screen.push("what nobody can read")
    german = script_messages(language_of("de") or ENGLISH, WAITING)
    assert screen.only()["title"] == german["Own It: something needs you"]
