"""On the lock screen: a reminder is in the language of its reader, and is marked with it."""

import json

import pytest

from tests.browser.conftest import Staff
from tests.browser.lock_screen import LockScreen
from tests.browser.offline import open_page
from tests.browser.store import Store
from tests.browser.test_push_chromium import session_of
from tests.push.push_service import PushService
from tests.push.running import Phone as PushPhone
from tests.support.limits import LIMIT
from tests.support.served import until
from web.rules.vocabulary import Role

pytestmark = pytest.mark.full_chromium

LIFT = "Lift to the car park is stuck"


@pytest.mark.parametrize(("code", "marks"), [("ar", ("ar", "rtl")), ("en", ("", "auto"))])
def test_a_notification_has_the_language_and_direction_of_its_words(
    staff: Staff, store: Store, push_service: PushService, code: str, marks: tuple[str, str]
) -> None:
    ana = staff("Ana Berg")
    store.set_language("Ana Berg", code)
    ana.context.grant_permissions(["notifications"], origin=store.url)
    open_page(ana, "/")
    stand_in = PushPhone(push_service.subscribe())
    store.subscribe(session_of(ana), stand_in)
    store.log_unowned(store.hire("Kim Novak", Role.LEAD, on_shift=False), LIFT)
    until(lambda: bool(stand_in.inbox(push_service)), LIMIT, "sent")
    (document,) = stand_in.inbox(push_service)
    screen = LockScreen(ana.page)
    screen.push(json.dumps(document))
    assert screen.marks() == [marks]
