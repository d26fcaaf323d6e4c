"""A way between a phone and the app on which the service worker gets some lines in front, as if
another browser ran it."""

import re
from dataclasses import replace

from tests.faults.proxy import Carried, Proxy
from tests.faults.wire import Request

# WebKit before Safari 18 (bug 183167): a service worker can neither write a CryptoKey into
# IndexedDB, nor read one that a page has written.
WITHOUT_KEYS = """{
  const isKey = one => one instanceof CryptoKey || Boolean(one) && typeof one === 'object'
    && Object.values(one).some(it => it instanceof CryptoKey);
  const {put} = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (value, ...key) {
    if (isKey(value)) throw new DOMException('no keys here', 'DataCloneError');
    return put.call(this, value, ...key);
  };
  const {get} = Object.getOwnPropertyDescriptor(IDBRequest.prototype, 'result');
  Object.defineProperty(IDBRequest.prototype, 'result', {get() {
    const value = get.call(this);
    return isKey(value) ? null : value;
  }});
}
"""


class Altered(Proxy):
    """`lines` stand before the service worker's own."""

    lines = ""

    def _ask(self, request: Request, carried: Carried) -> bytes:
        if request.path != "/sw.js":
            return super()._ask(request, carried)
        # Neither packed nor "not modified".
        plain = re.sub(rb"(?im)^(accept-encoding|if-none-match):[^\r]*\r\n", b"", request.head.raw)
        head = replace(request.head, raw=plain)
        answer = super()._ask(replace(request, head=head), carried)
        top, _, script = answer.partition(b"\r\n\r\n")
        whole = self.lines.encode() + script
        length = f"Content-Length: {len(whole)}".encode()
        return re.sub(rb"(?im)^content-length:[^\r]*", length, top) + b"\r\n\r\n" + whole
