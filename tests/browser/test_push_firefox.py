"""A push for real: from an act over the worker and a push service to a stock Firefox that rings."""

import json

from sqlmodel import col, select

from push.models import Delivery, Message
from tests.browser.firefoxes import in_firefox, let_it_ring, nudges, sign_in
from tests.browser.store import Store
from tests.push.push_service import PushService
from tests.push.running import Phone as PushPhone
from tests.support.firefox import Firefox
from tests.support.served import until
from web.rules.vocabulary import Role

LIFT = "Lift to the car park is stuck"
NEED = "Keep the customer company"


def test_an_unowned_issue_rings_and_a_tap_opens_it(store: Store, push_service: PushService) -> None:
    store.hire("Ana Berg")
    kim = store.hire("Kim Novak", Role.LEAD, on_shift=False)

    async def drive(firefox: Firefox) -> None:
        await sign_in(firefox, store)
        await let_it_ring(firefox)
        ref = store.log_unowned(kim, LIFT)
        shown = await firefox.wait_for_alert(ref)
        assert LIFT not in json.dumps(shown), "a lock screen is read by anybody"
        await firefox.click_alert(shown["title"])
        await firefox.until(f"location.pathname === '/issues/{ref}'")
        await firefox.says("Nobody owns this yet")
        await firefox.until("location.search === ''")  # the receipt is out of the address
        until(lambda: was_opened(store, ref), 30, "reported as shown and as opened")

    in_firefox(store, push_service, drive)


def test_a_helper_reads_who_asks_and_where_and_a_tap_opens_the_step(
    store: Store, push_service: PushService
) -> None:
    store.hire("Ana Berg")
    ben = store.hire("Ben Okafor")
    ref = store.report("Ben Okafor", LIFT)
    ana_id = store.sample(lambda sample: store.person(sample, "Ana Berg").id)
    asked = {"need": NEED, "introduction": "in_person", "helper_id": str(ana_id)}

    async def drive(firefox: Firefox) -> None:
        await sign_in(firefox, store)
        await let_it_ring(firefox)
        step = store.post(ben, f"/issues/{ref}/steps", **asked)
        shown = await firefox.wait_for_alert(f"Ben asks for your help: Store 12, {ref}")
        assert NEED not in json.dumps(shown), "a lock screen is read by anybody"
        await firefox.click_alert(shown["title"])
        await firefox.until(f"(location.origin + location.pathname) === '{step}'")
        await firefox.says("Ben Okafor asks you")
        await firefox.until("location.search === ''")  # the receipt is out of the address
        await firefox.says(NEED)

    in_firefox(store, push_service, drive)


def test_nothing_rings_after_sign_out(store: Store, push_service: PushService) -> None:
    """Ben’s phone rings in the same round, so Ana’s would have rung by then."""
    store.hire("Ana Berg")
    kim = store.hire("Kim Novak", Role.LEAD, on_shift=False)
    ben = PushPhone(push_service.subscribe())
    store.subscribe(store.hire("Ben Okafor"), ben)

    async def drive(firefox: Firefox) -> list[dict[str, str]]:
        await sign_in(firefox, store)
        await let_it_ring(firefox)
        await firefox.click("form[action='/sign-out'] button")
        await firefox.until("location.pathname === '/sign-in'")
        ref = store.log_unowned(kim, LIFT)
        until(lambda: ref in json.dumps(ben.inbox(push_service)), 30, "ringing at Ben’s")
        return await nudges(firefox)

    assert in_firefox(store, push_service, drive) == []
    assert push_service.accepted[-1].token == ben.token


def test_a_phone_that_was_told_no_says_so(store: Store, push_service: PushService) -> None:
    store.hire("Ana Berg")

    async def drive(firefox: Firefox) -> str:
        await sign_in(firefox, store)
        await firefox.goto(f"{store.url}/me")
        await firefox.until("document.querySelector('#ring').dataset.state === 'denied'")
        return str(await firefox.eval("document.querySelector('#ring').innerText"))

    said = in_firefox(store, push_service, drive, permission="denied")
    assert "Notifications from Own It are blocked on this phone. Only you can allow them:" in said
    assert "Turn on notifications" not in said


# Steps


def was_opened(store: Store, ref: str) -> bool:
    """The one nudge about this issue is noted as shown, and as opened."""
    tag = col(Message.content)["tag"].as_string()
    query = select(Delivery).join(Message).where(tag == ref)
    row = store.ask(lambda session: session.exec(query).one())
    return row.shown_at is not None and row.opened_at is not None
