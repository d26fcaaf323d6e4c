"""Firefox makes photos small and keeps drafts as well, by the same scripts."""

from typing import Any

from sqlmodel import select

from tests.browser.firefoxes import in_firefox, sign_in
from tests.browser.photos import LONGEST_SIDE, SMALL_ENOUGH
from tests.browser.store import Store
from tests.push.push_service import PushService
from tests.support.firefox import Firefox
from web.store.tables.issues import Issue, Photo

# A picture full of noise, chosen as by a thumb.
CHOOSE = """(async () => {
  const canvas = Object.assign(document.createElement('canvas'), {width: 3000, height: 2000});
  const pen = canvas.getContext('2d');
  const noise = pen.createImageData(3000, 500);
  for (let row = 0; row < 4; row += 1) {
    for (let at = 0; at < noise.data.length; at += 1) noise.data[at] = Math.random() * 256 | 3;
    pen.putImageData(noise, 0, row * 500);
  }
  const taken = await new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.9));
  const files = new DataTransfer();
  files.items.add(new File([taken], 'till.jpg', {type: 'image/jpeg'}));
  const field = document.querySelector('input[name=photo]');
  field.files = files.files;
  field.dispatchEvent(new Event('change', {bubbles: true}));
  return taken.size;
})()"""
READY = "document.querySelectorAll('.chosen img').length === 1"
SENT = """(async () => {
  const {blob} = document.querySelector('main form').photos[0];
  const {width, height} = await createImageBitmap(blob);
  return [blob.size, width, height];
})()"""
TYPE = """(() => {
  const field = document.querySelector('#f-text');
  field.value = 'The freezer drips';
  field.dispatchEvent(new Event('input', {bubbles: true}));
})()"""
KEPT = """(async () => {
  const open = indexedDB.open('ownit');
  await new Promise(done => open.onsuccess = done);
  const asked = open.result.transaction('photos').objectStore('photos').getAll();
  await new Promise(done => asked.onsuccess = done);
  open.result.close();
  return asked.result.map(one => one.length).join();
})()"""


def test_a_photo_is_made_small_and_kept_in_a_draft_and_sent(
    store: Store, push_service: PushService
) -> None:
    async def drive(firefox: Firefox) -> Any:
        await sign_in(firefox, store)
        await firefox.goto(f"{store.url}/issues/new")
        await firefox.until("document.querySelector('.photo-field button') !== null")
        await firefox.eval(TYPE)  # before the photo, so that a draft with one has the words
        taken = await firefox.eval(CHOOSE)
        await firefox.until(READY)
        sent = await firefox.eval(SENT)
        await firefox.until(f"{KEPT}.then(found => found === '1')")
        await firefox.goto(f"{store.url}/issues/new")
        await firefox.until("document.querySelector('#f-text').value === 'The freezer drips'")
        await firefox.until(READY)
        await firefox.click(".action-bar .button--own")
        await firefox.until("document.querySelector('h1')?.textContent === 'You own this.'")
        return taken, sent

    store.hire("Ana Berg")
    taken, (size, width, height) = in_firefox(store, push_service, drive)
    assert taken > 2_000_000
    assert size <= SMALL_ENOUGH
    assert LONGEST_SIDE >= width > height
    here = select(Photo).join(Issue).where(Issue.site_id == store.site_id)
    assert len(store.ask(lambda session: session.exec(here).all())) == 1
