"""A customer's phone follows in a stock Firefox: no account, a real push, and a tap to its page.

A colleague uses Own It in the same browser: her worker and the customer's never meet.
"""

import json

from sqlmodel import col, select

from push.models import Delivery, Message, Subscription
from tests.browser.firefoxes import in_firefox, let_it_ring, nudges, sign_in
from tests.browser.store import Store
from tests.push.push_service import PushService
from tests.support.firefox import Firefox
from tests.support.limits import LIMIT
from tests.support.served import until
from web.store.tables.followers import Follower
from web.store.tables.issues import Issue, StatusLink

CANARY = "Canary of the lift"
STATE = "document.querySelector('#follow')?.dataset.state === '{}'"
REGISTERED = (
    "navigator.serviceWorker.getRegistrations()"
    ".then(all => all.map(one => new URL(one.scope).pathname).sort())"
)


def test_it_follows_and_stops_without_an_account(store: Store, push_service: PushService) -> None:
    ana = store.hire("Ana Berg")
    ben = store.hire("Ben Okafor")
    ref = store.report("Ana Berg", CANARY)
    page = store.share(ana, ref)

    async def drive(firefox: Firefox) -> None:
        await turn_on(firefox, page)
        assert followers(store) == 1
        await begin_to_help(store, ana, ben, ref)
        shown = await firefox.wait_for_alert("Store 12")
        assert shown["body"] == "Ben is working on this with Ana."
        assert CANARY not in json.dumps(shown)
        await firefox.click_alert(shown["title"])
        await firefox.turn_to(page)
        await firefox.says("Ben is working on this with Ana")
        until(lambda: was_opened(store), LIMIT, "reported as shown and as opened")
        # From there to Stop it is one link and one button.
        await firefox.click("a[href*='/f/']")
        await firefox.until(STATE.format("on"))
        await firefox.click("[data-do=stop]")
        await firefox.until(STATE.format("stopped"))
        assert await firefox.eval(REGISTERED) == []
        assert followers(store) == 0
        # And on again.
        await firefox.click("[data-do=start]")
        await firefox.until(STATE.format("on"))
        assert followers(store) == 1

    in_firefox(store, push_service, drive)


def test_a_colleagues_worker_and_two_links_do_not_meet(
    store: Store, push_service: PushService
) -> None:
    ana = store.hire("Ana Berg")
    ben = store.hire("Ben Okafor")
    refs = [store.report("Ana Berg", words) for words in (CANARY, "Another")]
    pages = [store.share(ana, ref) for ref in refs]

    async def drive(firefox: Firefox) -> None:
        await sign_in(firefox, store)
        await let_it_ring(firefox)
        links = [await turn_on(firefox, page) for page in pages]
        assert await firefox.eval(REGISTERED) == sorted(["/", *links])
        assert followers(store) == 2
        await begin_to_help(store, ana, ben, refs[1])
        await firefox.wait_for_alert("Store 12")
        told = [one["body"] for one in await nudges(firefox)]
        assert told.count("Ben is working on this with Ana.") == 1
        await firefox.goto(f"{store.url}{links[0]}")
        await firefox.until(STATE.format("on"))
        await firefox.click("[data-do=stop]")
        await firefox.until(STATE.format("stopped"))
        assert await firefox.eval(REGISTERED) == sorted(["/", links[1]])
        assert followers(store) == 1

    in_firefox(store, push_service, drive)


def test_a_phone_that_was_told_no_says_so(store: Store, push_service: PushService) -> None:
    ana = store.hire("Ana Berg")
    page = store.share(ana, store.report("Ana Berg", CANARY))

    async def drive(firefox: Firefox) -> str:
        await firefox.goto(page)
        await firefox.click("a[href*='/f/']")
        await firefox.until(STATE.format("denied"))
        return str(await firefox.eval("document.querySelector('main').innerText"))

    said = in_firefox(store, push_service, drive, permission="denied")
    assert "Your browser blocks these notifications." in said
    assert "Turn on notifications" not in said


# Steps


async def turn_on(firefox: Firefox, page: str) -> str:
    """From the customer's page, by a trusted tap; the path of the follow link."""
    await firefox.goto(page)
    await firefox.click("a[href*='/f/']")
    await firefox.until("document.querySelector('#follow')?.dataset.state === 'off'")
    await firefox.click("[data-do=start]")
    await firefox.until(STATE.format("on"))
    return str(await firefox.eval("location.pathname"))


async def begin_to_help(store: Store, ana: str, ben: str, ref: str) -> None:
    ben_id = store.sample(lambda sample: store.person(sample, "Ben Okafor").id)
    asked = {"need": "Hold the door", "introduction": "in_person", "helper_id": str(ben_id)}
    step = store.post(ana, f"/issues/{ref}/steps", **asked)
    store.post(ben, f"/steps/{step.rpartition('/')[2]}/accept")


def names(store: Store) -> list[str]:
    """Of the phones that follow an issue of this store, as push knows them."""
    query = (
        select(Follower.id)
        .join(StatusLink, col(StatusLink.id) == col(Follower.link_id))
        .join(Issue, col(Issue.id) == col(StatusLink.issue_id))
        .where(Issue.site_id == store.site_id)
    )
    return [f"follower:{one}" for one in store.ask(lambda session: session.exec(query).all())]


def followers(store: Store) -> int:
    """Each with its subscription."""
    theirs = names(store)
    query = select(Subscription).where(col(Subscription.device).in_(theirs))
    assert len(store.ask(lambda session: session.exec(query).all())) == len(theirs)
    return len(theirs)


def was_opened(store: Store) -> bool:
    query = select(Delivery).join(Message).where(col(Message.person).in_(names(store)))
    row = store.ask(lambda session: session.exec(query).one())
    return row.shown_at is not None and row.opened_at is not None
