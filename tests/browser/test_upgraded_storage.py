"""What an older version of the app left on a phone is sent by this one, with its photos."""

import base64
import time

from playwright.sync_api import Error, Page, expect

from tests.browser import actions
from tests.browser.conftest import SwitchOn
from tests.browser.offline import (
    events,
    expect_all_sent,
    queue,
)
from tests.browser.offline_acts import ANA, LIFT
from tests.browser.store import Store
from tests.support.limits import LIMIT
from tests.support.served import until

# The stores of version 1, and how it wrote a tap and a draft: all in one row, the mark too.
VERSION_1 = """async ([taps, draft, photo]) => {
  const given = await (await fetch('/me/vault')).json();
  const raw = Uint8Array.from(atob(given.key.replaceAll('-', '+').replaceAll('_', '/')),
    one => one.charCodeAt(0));
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  const seal = async plain => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return {iv, body: await crypto.subtle.encrypt({name: 'AES-GCM', iv}, key, plain)};
  };
  const bytes = Uint8Array.from(atob(photo), one => one.charCodeAt(0));
  const rows = [];
  for (const [n, {mark, person = given.person, ...tap}] of taps.entries()) {
    const files = tap.files.map((file, at) => ({...file,
      blob: {blob: at, type: 'image/jpeg', size: bytes.length}}));
    const text = new TextEncoder().encode(JSON.stringify({...tap, files, person}));
    const blobs = await Promise.all(files.map(() => seal(bytes)));
    rows.push({id: tap.key, n: n + 1, person, mark, text: await seal(text), blobs});
  }
  const text = new TextEncoder().encode(JSON.stringify(draft));
  const id = `report ${given.person}`;
  const kept = {id, n: 1, person: given.person, mark: '', text: await seal(text), blobs: []};
  const open = indexedDB.open('ownit', 1);
  await new Promise((done, fail) => {
    open.onerror = fail;
    open.onsuccess = done;
    open.onupgradeneeded = () => {
      open.result.createObjectStore('keys');
      for (const name of ['taps', 'drafts']) {
        const store = open.result.createObjectStore(name, {keyPath: 'id'});
        store.createIndex('n', 'n');
        store.createIndex('whose', ['person', 'mark']);
      }
    };
  });
  const write = open.result.transaction(['keys', 'taps', 'drafts'], 'readwrite');
  write.objectStore('keys').put({person: given.person, key}, 'holder');
  write.objectStore('keys').put({id: 'before', to: given.person}, 'handed-over');
  for (const row of rows) write.objectStore('taps').put(row);
  write.objectStore('drafts').put(kept);
  await new Promise(done => { write.oncomplete = done });
  open.result.close();
}"""


def an_hour_ago() -> int:
    """In milliseconds: what is older than a month is not sent again."""
    return int((time.time() - 3600) * 1000)


def tap(path: str, mark: str, key: str, ref: str = "", photo: bool = False, **more: str) -> object:
    fields = [["key", key], *([name, value] for name, value in more.items() if name != "person")]
    files = [{"name": "photo", "filename": "photo.jpg"}] if photo else []
    made = {
        "key": key, "path": path, "fields": fields, "files": files, "words": "Note", "about": LIFT,
        "ref": ref, "tappedAt": an_hour_ago(), "tries": 1, "nextAt": 0, "crashes": 2,
        "answer": None, "mark": mark,
    }  # fmt: skip
    if mark == "answered":
        made["answer"] = {"status": 409, "sentence": "It was resolved.", "url": "", "offer": None}
    return made | ({"person": more["person"]} if "person" in more else {})


RENEWED = """sessionStorage.getItem('ownit-renewed') !== null
  || !document.getElementById('banner-update').hidden"""


def is_renewed(page: Page) -> bool:
    """Loaded anew; or offered, where the draft stood in its field before that. Not while it is
    being loaded, which ends what is evaluated in it."""
    try:
        return bool(page.evaluate(RENEWED))
    except Error:
        return False


def test_taps_of_version_1_are_listed_and_sent(store: Store, phone: SwitchOn) -> None:
    ana = phone(ANA, base_url=store.url)
    ana.page.goto("/unsaved")  # a page without a script of ours
    ana.context.add_cookies([{"name": "ownit", "value": store.hire(ANA), "url": store.url}])
    ref = store.report(ANA, LIFT)
    note = f"/issues/{ref}/note"
    site = str(store.site_id)
    report = {"text": "Till 4 is dead", "intent": "own", "site_id": site, "urgency": "today"}
    taps = [
        tap(note, "sent", "first-of-version-1", ref, text="The first."),
        tap(note, "answered", "answer-of-version-1", ref, text="The answered."),
        tap(note, "kept", "second-of-version-1", ref, text="The second."),
        tap("/issues", "kept", "report-of-version-1", photo=True, **report),
        tap(note, "kept", "others-of-version-1", ref, text="Of Ben.", person="B" * 16),
    ]
    draft = {"fields": {"text": "A dr"}, "photos": [], "at": 1_700_000_000_000, "by": "a tab"}
    picture = base64.b64encode(actions.photo()["buffer"]).decode()
    ana.page.evaluate(VERSION_1, [taps, draft, picture])
    ana.page.goto("/issues/new")
    # The stores are of this version now, and the service worker may not be: loaded anew, once.
    until(lambda: is_renewed(ana.page), LIMIT, "renewed")
    ana.page.wait_for_load_state()
    expect(ana.page.get_by_label("What is not working?")).to_have_value("A dr")
    until(lambda: [one["state"] for one in queue(ana.page)] == ["answered"], LIMIT, "sent")
    noted = events(store, ref, "noted")
    assert [one.text for one in noted] == ["The first.", "The second."]
    ana.page.goto("/waiting")
    expect(ana.page.get_by_text("It was resolved.")).to_be_visible()
    expect(ana.page.locator("#waiting-others")).to_contain_text("One tap of someone else")
    ana.page.get_by_role("button", name="Done").click()
    expect(ana.page.locator("#waiting-answered")).to_be_hidden()
    expect_all_sent(ana)
    ana.page.goto("/")
    ana.page.get_by_role("link", name="Till 4 is dead").click()
    expect(ana.page.locator("img[src*='/photos/']").first).to_be_visible()
