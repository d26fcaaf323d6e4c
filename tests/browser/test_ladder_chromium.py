"""Several nudges at one moment are one notification, which closes those that it speaks of.

The debugger hands to Chromium what our worker really sent to a stand-in of its push service.
"""

import json
from typing import Any

import pytest

from tests.browser.conftest import Staff
from tests.browser.ladders import TO_THE_PROMISE, TO_THE_WARNING, time_goes_by
from tests.browser.store import Store
from tests.browser.test_push_chromium import document_for, session_of
from tests.browser.workers import Worker
from tests.push.push_service import PushService
from tests.push.running import Phone as PushPhone
from tests.support.browsers import Phone
from tests.support.limits import LIMIT
from tests.support.served import until

pytestmark = pytest.mark.full_chromium

LIFT, TILL, RAMP = "Lift to the car park is stuck", "Till 4 is dead", "The ramp is blocked"


@pytest.fixture
def ana(staff: Staff, store: Store) -> Phone:
    phone = staff("Ana Berg")
    phone.context.grant_permissions(["notifications"], origin=store.url)
    return phone


def test_a_bundle_closes_what_it_speaks_of_and_a_look_closes_the_rest(
    ana: Phone, store: Store, push_service: PushService
) -> None:
    stand_in = PushPhone(push_service.subscribe())
    store.subscribe(session_of(ana), stand_in)
    lift, till, ramp = (store.report("Ana Berg", words) for words in (LIFT, TILL, RAMP))
    worker = Worker(ana.page)
    for count, ref in enumerate((lift, till, ramp), 1):  # one after the other: each by itself
        time_goes_by(store, ref, **TO_THE_WARNING)
        worker.push(json.dumps(sent(stand_in, push_service, count)))
    worker.shown(3)
    assert tags(worker) == {lift, till, ramp}
    time_goes_by(store, lift, till, **TO_THE_PROMISE)
    both = sent(stand_in, push_service, 4)
    assert both["notification"]["title"].startswith("2 reminders, first: ")
    worker.push(json.dumps(both))
    its_own = str(both["notification"]["tag"])
    until(lambda: tags(worker) == {its_own, ramp}, LIMIT, "one notification for both")
    ana.page.goto(f"/issues/{ramp}")
    until(lambda: tags(Worker(ana.page)) == {its_own}, LIMIT, "closed by the look")


def test_pushes_at_one_moment_are_shown_one_after_the_other(ana: Phone, store: Store) -> None:
    """Chromium may lose one that it shows while it is asked what is on screen."""
    worker = Worker(ana.page)
    refs = [f"K7F{number}" for number in range(8)]
    worker.push(*(document_for(store, ref, loud=True) for ref in refs))
    assert worker.asked_while_showing() == 0
    assert tags(worker) == set(refs)


# Steps


def sent(phone: PushPhone, service: PushService, count: int) -> dict[str, Any]:
    """The newest nudge that was sent to this phone, as soon as there are so many."""
    until(lambda: len(phone.inbox(service)) >= count, LIMIT, f"sent: {count}")
    assert len(phone.inbox(service)) == count
    return phone.inbox(service)[-1]


def tags(worker: Worker) -> set[str]:
    return {str(one["tag"]) for one in worker.shown(0)}
