"""Routes of the page where a customer's phone follows: see `routes`."""

from tests.web.calls import Call, page
from tests.web.personas import everybody

FOLLOW: dict[str, Call] = {
    "follow.show": page(everybody(200), "{follow}"),
    "follow.open_page": page(everybody(303), "{follow}/page"),
    "follow.manifest": page(everybody(200), "{follow}/manifest"),
    "follow.lost": page(everybody(200), "/f/"),
    "follow.worker": page(everybody(200), "/f/sw.js"),
    "follow.subscribe": Call(everybody(422), "POST", "{follow}/subscription", body={}),
    "follow.unsubscribe": Call(
        everybody(204), "DELETE", "{follow}/subscription", body={"endpoint": "x"}
    ),
}
