"""The service worker of a phone in Chromium: pushes for it, and what it shows and keeps."""

from typing import Any

from playwright.sync_api import Page

from tests.support.limits import LIMIT
from tests.support.served import until

# A push to a worker that is still taking over is lost without a word.
ACTIVATED = (
    "navigator.serviceWorker.ready.then(({active}) => active.state === 'activated'"
    " || new Promise(done => active.addEventListener('statechange', done))).then(() => true)"
)

# As on a phone: what is shown stays until somebody closes it. This browser would take it away
# after twenty seconds, and who closed it could not be told. And it forgets a notification that it
# is asked about while it is about to show it: so the tests have to know when it has shown it.
WATCHED = """(() => {
  const its = ServiceWorkerRegistration.prototype;
  const {showNotification: show, getNotifications: get} = its;
  if ('shownSoFar' in self) return;
  self.shownSoFar = self.atOnce = 0;
  let showing = 0, asking = 0;
  its.showNotification = async function (title, options) {
    showing += 1;
    self.atOnce += asking;
    await show.call(this, title, {...options, requireInteraction: true});
    showing -= 1;
    self.shownSoFar += 1;
  };
  its.getNotifications = async function (which) {
    asking += 1;
    self.atOnce += showing;
    return get.call(this, which).finally(() => asking -= 1);
  };
})()"""


class Worker:
    """Of the page that is open. Pushes arrive decrypted, as a push service’s client hands over."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.origin = str(page.evaluate("location.origin"))
        page.evaluate(ACTIVATED)
        found: list[dict[str, Any]] = []
        self._cdp = page.context.new_cdp_session(page)
        self._cdp.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda event: found.extend(event["registrations"]),
        )
        self._cdp.send("ServiceWorker.enable")
        until(lambda: bool(page.evaluate("1") and found), LIMIT, "told of by the debugger")
        ours = [one for one in found if one["scopeURL"] == f"{self.origin}/"]
        assert ours, f"no service worker at the root: {found}"
        self.registration = str(ours[-1]["registrationId"])
        until(lambda: bool(page.evaluate("1") and page.context.service_workers), LIMIT, "at hand")
        self._script = page.context.service_workers[-1]
        self._script.evaluate(WATCHED)

    def push(self, *documents: str) -> None:
        """Every push is shown; waits until these are. Several: without a pause between them."""
        so_far = "self.shownSoFar"
        before = int(self._script.evaluate(so_far))
        ours = {"origin": self.origin, "registrationId": self.registration}
        for data in documents:
            self._cdp.send("ServiceWorker.deliverPushMessage", ours | {"data": data})
        all_of_them = before + len(documents)
        until(
            lambda: int(self._script.evaluate(so_far)) >= all_of_them, LIMIT, "shown by the worker"
        )

    def asked_while_showing(self) -> int:
        """How often the service worker asked what is on screen while it was showing something."""
        return int(self._script.evaluate("self.atOnce"))

    def shown(self, count: int = 1) -> list[dict[str, Any]]:
        """The notifications on screen, as soon as there are so many."""
        until(lambda: len(self._on_screen()) >= count, 30, f"showing {count}")
        return self._on_screen()

    def _on_screen(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.page.evaluate(
            "async () => {const r = await navigator.serviceWorker.ready;"
            "return (await r.getNotifications())"
            ".map(({title, body, tag, data, silent}) => ({title, body, tag, data, silent}))}"
        )
        return found

    def caches(self) -> list[str]:
        """The paths of all that is kept, with the names of the caches."""
        found: list[str] = self.page.evaluate(
            "async () => {const kept = [];"
            "for (const name of await caches.keys()) {"
            "kept.push(name);"
            "for (const one of await (await caches.open(name)).keys())"
            " kept.push(new URL(one.url).pathname)}"
            "return kept}"
        )
        return found
