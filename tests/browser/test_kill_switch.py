"""A faulty service worker is taken away from phones; what waits on them stays."""

from pathlib import Path

from tests.browser import actions
from tests.browser.conftest import SwitchOn
from tests.browser.workers import ACTIVATED
from tests.support.served import free_port, serve

KEEP = """new Promise((done) => {
  const asked = indexedDB.open('waits', 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore('taps').put('a tap', 1);
  asked.onsuccess = () => { asked.result.close(); done(true); };
})"""
KEPT = """new Promise((done) => {
  const asked = indexedDB.open('waits', 1);
  asked.onsuccess = () => {
    const got = asked.result.transaction('taps').objectStore('taps').get(1);
    got.onsuccess = () => done(got.result);
  };
})"""
GONE = """async () => !(await navigator.serviceWorker.getRegistrations()).length
  && !(await caches.keys()).length"""


def test_the_worker_and_its_caches_go_and_what_waits_stays(tmp_path: Path, phone: SwitchOn) -> None:
    settings = {"OWNIT_PORT": str(free_port())}
    data, url = tmp_path / "data", f"http://127.0.0.1:{settings['OWNIT_PORT']}"
    kim = phone("Kim", base_url=url)
    with serve(data, more=settings) as served:
        actions.set_up(kim, served.first_link(), "Kim", "Novak")
        kim.page.evaluate(ACTIVATED)
        assert kim.page.evaluate("caches.keys().then((names) => names.length)") > 0
        kim.page.evaluate(KEEP)
    with serve(data, more=settings | {"OWNIT_SERVICE_WORKER": "off"}):
        kim.page.reload()
        kim.page.wait_for_function(GONE)
        assert kim.page.evaluate(KEPT) == "a tap"
        kim.page.goto("/me")  # the app works without it
        kim.page.get_by_role("heading", level=1).wait_for()
        kim.page.wait_for_function(GONE)
    with serve(data, more=settings):
        kim.page.goto("/")
        kim.page.evaluate(ACTIVATED)
