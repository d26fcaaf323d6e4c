"""A whole ladder in stock Firefoxes: who rings when nobody acts, and how an act makes it quiet.

The times are moved in the database; the worker, the pushes and the browsers are real.
"""

from tests.browser.firefoxes import TEST_TITLE, nudges, only_nudge, ringing
from tests.browser.ladders import (
    TO_THE_LEAD,
    TO_THE_PROMISE,
    TO_THE_WARNING,
    time_goes_by,
    wait_until_accepted,
    wait_until_held,
    wait_until_shown,
    written_to,
)
from tests.browser.store import Store
from tests.push.push_service import PushService
from tests.push.running import Phone as PushPhone
from tests.support.firefox import Firefox
from web.cli.sample import Sample
from web.rules.vocabulary import Role

LIFT, TILL = "Lift to the car park is stuck", "Till 4 is dead"
ANA, KIM = "Ana Berg", "Kim Novak"
_TAGGED = (
    "navigator.serviceWorker.getRegistration().then(one => one.getNotifications({tag: '%s'}))"
    ".then(all => all.map(one => one.silent ? 'quiet' : 'loud'))"
)
BEGIN_SHIFT = "#shift button[name=hours]:not([value='0'])"
# The history that a page has in the stops of its line.
UNFOLD = "document.querySelectorAll('.stop details').forEach(stop => { stop.open = true })"


def test_from_the_owner_to_the_lead_and_quiet_again(
    store: Store, push_service: PushService
) -> None:
    store.hire(ANA)
    store.hire(KIM, Role.LEAD)
    ref = store.report(ANA, LIFT)

    async def drive(ana: Firefox, kim: Firefox) -> None:
        time_goes_by(store, ref, **TO_THE_WARNING)
        await only_nudge(ana, f"{ref}, update the customer by")
        wait_until_shown(store, ref, 1)
        time_goes_by(store, ref, **TO_THE_PROMISE)
        await only_nudge(ana, f"{ref} is late")
        assert await tagged(ana, ref) == ["loud"]
        wait_until_shown(store, ref, 2)
        assert await nudges(kim) == [], "the owner is nudged first, and alone"
        time_goes_by(store, ref, **TO_THE_LEAD)
        await only_nudge(kim, f"{ref} is late, Ana owns it")
        wait_until_shown(store, ref, 4)
        await only_nudge(ana, f"{ref} is late")
        assert await tagged(ana, ref) == ["loud"]
        await ana.goto(f"{store.url}/issues/{ref}")
        await none_shown(ana, ref)
        await ana.click(f".action-bar form[action='/issues/{ref}/on-it'] button")
        await only_nudge(kim, f"Ana has {ref}")
        assert await tagged(kim, ref) == ["quiet"]
        wait_until_shown(store, ref, 5)
        assert await nudges(ana) == []

    ringing(store, push_service, (ANA, KIM), drive)


def test_what_no_phone_shows_goes_to_the_lead_early_and_the_page_says_so(
    store: Store, push_service: PushService
) -> None:
    dead = PushPhone(push_service.subscribe())  # its push service takes all, and delivers nothing
    store.subscribe(store.hire(ANA), dead)
    store.hire(KIM, Role.LEAD)
    ref = store.report(ANA, LIFT)

    async def drive(kim: Firefox) -> None:
        time_goes_by(store, ref, **TO_THE_WARNING)
        wait_until_accepted(store, ref)
        assert await nudges(kim) == []
        time_goes_by(store, ref, minutes=3)  # as a site has it: then it has not reached anybody
        shown = await only_nudge(kim, f"{ref}, update the customer by")
        assert shown["body"].startswith("Ana owns it")
        assert shown["body"].endswith("Make sure the customer is updated.")
        assert LIFT not in str(shown), "a lock screen is read by anybody"
        await kim.click_alert(shown["title"])
        await kim.until(f"location.pathname === '/issues/{ref}'")
        await kim.says("The line")
        await kim.eval(UNFOLD)
        await kim.says("The reminder for Ana Berg was not shown in time.")
        await kim.says("Ana: sent, and not shown so far")
        await kim.says("A reminder went to Kim Novak, in place of someone who could not be")

    ringing(store, push_service, (KIM,), drive)
    assert len(dead.inbox(push_service)) == 1


def test_whoever_is_off_shift_hears_in_one_when_their_shift_begins(
    store: Store, push_service: PushService
) -> None:
    store.hire(ANA, on_shift=False)
    refs = [store.report(ANA, words) for words in (LIFT, TILL)]

    async def drive(ana: Firefox) -> None:
        time_goes_by(store, *refs, **TO_THE_WARNING)
        wait_until_held(store, ANA, *refs)
        assert written_to(store, ANA) == [TEST_TITLE]
        await begin_shift(ana)
        shown = await only_nudge(ana, "Your shift begins: 2 reminders waiting")
        assert [one for one in refs if one not in shown["body"]] == []
        await ana.click_alert(shown["title"])
        await ana.until("location.pathname === '/'")
        await ana.says(LIFT)
        await ana.says(TILL)
        assert await nudges(ana) == []

        store.sample(lambda sample: end_shift(sample, store))
        time_goes_by(store, refs[0], **TO_THE_PROMISE)
        wait_until_held(store, ANA, refs[0])
        await begin_shift(ana)
        shown = await only_nudge(ana, "Your shift begins: one reminder waiting")
        await ana.click_alert(shown["title"])
        await ana.until(f"location.pathname === '/issues/{refs[0]}'")
        written = "document.querySelector('.line')?.textContent"
        await ana.until(f"{written}.includes('A reminder for Ana Berg waits until their shift.')")

    ringing(store, push_service, (ANA,), drive)
    assert len(written_to(store, ANA)) == 3, "the test, and one for each shift"


# Steps


async def tagged(firefox: Firefox, ref: str) -> list[str]:
    """One word for each notification with this issue’s tag, as the service worker knows them."""
    found: list[str] = await firefox.eval(_TAGGED % ref)
    return found


async def none_shown(firefox: Firefox, ref: str) -> None:
    await firefox.until(f"{_TAGGED % ref}.then(all => !all.length)")
    assert await nudges(firefox) == []


async def begin_shift(firefox: Firefox) -> None:
    origin = str(await firefox.eval("location.origin"))
    await firefox.goto(f"{origin}/me")
    await firefox.click(BEGIN_SHIFT)
    await firefox.says("You are on shift until")


def end_shift(sample: Sample, store: Store) -> None:
    store.person(sample, ANA).on_shift_until = None
