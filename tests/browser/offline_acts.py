"""Every act that a thumb can make, each with what has to be there before it, and what it leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Page

from push import channels
from tests.browser import actions, walking
from tests.browser.store import Store
from tests.support.browsers import Phone
from web.cli.sample import Sample
from web.rules.vocabulary import ChangeReason, Role
from web.store.tables.accounts import Person, Site

ANA, BEN, KIM = "Ana Berg", "Ben Okafor", "Kim Novak"
LIFT = "Lift to the car park is stuck"
NEED, TAXI = "Keep the customer company", "Taxi home"


@dataclass(frozen=True)
class Scene:
    """The issue that the act is about ("" where it makes one), and the page on which it is made."""

    ref: str
    path: str
    through: str = ""  # the page that leads there, which the phone shows when the tap is kept


@dataclass(frozen=True)
class Act:
    """`kind`: the event that it leaves, once. `words`: as the phone lists it while it waits."""

    name: str
    kind: str
    words: str
    scene: Callable[[Store], Scene]
    tap: Callable[[Phone], None]
    role: Role = Role.EMPLOYEE
    lists_what_waits: bool = False  # there is no other page that could say that it is kept
    is_late: bool = False  # somebody was nudged just now; a tap of before that would be refused

    def __str__(self) -> str:
        return self.name


def _of(store: Store, owner: str, *, hours: float = 2, without_owner: bool = False) -> str:
    """An issue that has been there for a while; after more than four hours it is late."""

    def make(sample: Sample) -> str:
        by = store.person(sample, owner)
        at = sample.now - timedelta(hours=hours)
        return sample.report(by, LIFT, at=at, without_owner=without_owner)

    return store.sample(make)


def _unowned(path: str) -> Callable[[Store], Scene]:
    def scene(store: Store) -> Scene:
        store.hire(KIM, Role.LEAD, on_shift=False)
        ref = _of(store, KIM, without_owner=True)
        return Scene(ref, path.format(ref=ref))

    return scene


def _own_issue(suffix: str = "", hours: float = 2) -> Callable[[Store], Scene]:
    def scene(store: Store) -> Scene:
        ref = _of(store, ANA, hours=hours)
        return Scene(ref, f"/issues/{ref}{suffix}", f"/issues/{ref}" if suffix else "")

    return scene


def _with_ben(suffix: str) -> Callable[[Store], Scene]:
    def scene(store: Store) -> Scene:
        store.hire(BEN)
        return _own_issue(suffix)(store)

    return scene


def _with_list(store: Store) -> Scene:
    def allow(sample: Sample) -> None:
        sample.allowance(sample.session.get_one(Site, store.site_id), TAXI)

    store.sample(allow)
    return _own_issue()(store)


def _resolved(store: Store) -> Scene:
    ref = _of(store, ANA)

    def settle(sample: Sample) -> None:
        at = sample.now - timedelta(hours=1)
        sample.resolve(store.person(sample, ANA), ref, "Reset it.", at)

    store.sample(settle)
    return Scene(ref, f"/issues/{ref}")


def _step(by: str, to: str, *, is_accepted: bool = False) -> Callable[[Store], Scene]:
    """An open step of an hour ago, about which nobody is late."""

    def scene(store: Store) -> Scene:
        store.hire(BEN)
        ref = _of(store, by)

        def ask(sample: Sample) -> int:
            owner, helper = store.person(sample, by), store.person(sample, to)
            asked = sample.now - timedelta(minutes=20)
            step = sample.ask(owner, ref, helper, NEED, asked)
            if is_accepted:
                sample.accept(helper, step, asked)
            return step

        return Scene(ref, f"/steps/{store.sample(ask)}")

    return scene


def _change(by: str, to: str) -> Callable[[Store], Scene]:
    def scene(store: Store) -> Scene:
        store.hire(BEN)
        ref = _of(store, by)

        def hand_over(sample: Sample) -> int:
            people: tuple[Person, Person] = (store.person(sample, by), store.person(sample, to))
            asked = sample.now - timedelta(minutes=20)
            reason = ChangeReason.SHIFT_ENDS
            return sample.hand_over(people[0], ref, people[1], reason, asked)

        return Scene(ref, f"/owner-changes/{store.sample(hand_over)}")

    return scene


def _press(name: str) -> Callable[[Phone], None]:
    return lambda phone: phone.page.get_by_role("button", name=name).first.click()


def _no_news(phone: Phone) -> None:
    actions.no_news(phone, "The part comes at noon.")


def _ask(phone: Phone) -> None:
    phone.page.get_by_label("What is needed?").fill(NEED)
    phone.page.get_by_role("button", name=f"Ask {BEN.split(maxsplit=1)[0]}").first.click()


def _propose(phone: Phone) -> None:
    walking.propose(phone, "Li from the bike shop")


def _report(phone: Phone) -> None:
    phone.page.get_by_label("What is not working?").fill(LIFT)
    own(phone.page)


def own(page: Page) -> None:
    actions.own(page)


def _nothing(store: Store) -> Scene:
    return Scene("", "/issues/new")


def _on_board(store: Store) -> Scene:
    """Late, and its owner can be reached: a lead sees to it that they know."""
    store.hire(BEN)

    def reach(sample: Sample) -> None:
        ben = str(store.person(sample, BEN).id)
        channels.save(sample.session, ben, "email", "ben@example.org", sample.now)

    store.sample(reach)
    return Scene(_of(store, BEN, hours=5), "/site")


MINE = _own_issue()
LATE = _own_issue(hours=5)
ACTS = (
    Act("report", "reported", "I own this", _nothing, _report, lists_what_waits=True),
    Act("own, on its page", "owned", "I own this", _unowned("/issues/{ref}"), _press("I own this")),
    Act("own, at home", "owned", "I own this", _unowned("/"), _press("I own this")),
    Act(
        "own, on the board",
        "owned",
        "I own this",
        _unowned("/site"),
        _press("I own this"),
        Role.LEAD,
    ),
    Act(
        "update",
        "customer_told",
        "Update the customer",
        MINE,
        lambda one: actions.update(one, "It comes."),
    ),
    Act("note", "noted", "Note", MINE, lambda one: actions.note(one, "Called the lift company.")),
    Act("on it", "acknowledged", "I’m on it", LATE, _press("I’m on it"), is_late=True),
    Act(
        "on it, on the board",
        "acknowledged",
        "I’m on it",
        _on_board,
        _press("On it"),
        Role.LEAD,
        is_late=True,
    ),
    Act("no news", "postponed", "Update the customer", LATE, _no_news, is_late=True),
    Act("resolve", "resolved", "Resolve", MINE, lambda one: actions.resolve(one, "It runs again.")),
    Act("use", "authority_used", "I used this", _with_list, lambda one: actions.use(one, TAXI)),
    Act("reopen", "reopened", "Reopen", _resolved, lambda one: actions.reopen(one, "Stuck.")),
    Act("ask", "asked", "Ask someone", _with_ben("/ask"), _ask),
    Act("accept", "accepted", "Yes", _step(BEN, ANA), _press("I’m with you")),
    Act(
        "decline",
        "declined",
        "I can’t",
        _step(BEN, ANA),
        lambda one: walking.decline(one, "Busy", "Li"),
    ),
    Act(
        "done",
        "done",
        "Done",
        _step(BEN, ANA, is_accepted=True),
        lambda one: one.page.locator(".action-bar button").click(),
    ),
    Act(
        "propose",
        "proposed",
        "Suggest someone",
        _step(BEN, ANA, is_accepted=True),
        _propose,
    ),
    Act("withdraw", "withdrawn", "Cancel request", _step(ANA, BEN), _press("Cancel request")),
    Act(
        "change, ask",
        "change_asked",
        "Ask someone to take over",
        _with_ben("/owner-change?reason=shift_ends"),
        lambda one: walking.hand_over(one, BEN),
    ),
    Act(
        "change, accept",
        "changed",
        "I own this",
        _change(BEN, ANA),
        _press("I own this"),
    ),
    Act(
        "change, decline",
        "change_declined",
        "I can’t take it over",
        _change(BEN, ANA),
        lambda one: walking.refuse_to_own(one, "Full day."),
    ),
    Act(
        "change, withdraw",
        "change_withdrawn",
        "Cancel request",
        _change(ANA, BEN),
        _press("Cancel request"),
    ),
)
