"""Who goes through a walk, and what they write on the way; all of it has the customer's mark."""

from dataclasses import dataclass

from tests.browser.conftest import SwitchOn
from tests.browser.customer import Customer
from tests.browser.store import Store
from tests.support.browsers import Phone
from web.rules.money import Money
from web.rules.vocabulary import Role
from web.store.tables.accounts import Site

ANA, BEN, MIKA, NOOR, KIM = (f"{name} Canary" for name in ("Ana", "Ben", "Mika", "Noor", "Kim"))
REPORT = "The carpet is too short, canary report"
CONTACT = "canary@example.org"
NEED = "Measure the hall, canary need"
COULD = "Mika, canary could"
SECOND_NEED = "Carry it to the car, canary second"
PROPOSED = "Kim, canary proposed"
DONE = "4 by 3, canary done"
NOTE = "Out of stock, canary note"
TOLD = "It is already on its way"  # released, as the form suggests
NO = "I am on my break, canary no"
LINE = "She waits at the desk, canary line"
SETTLED = "Cut again, canary settled"
MAY, UP_TO = "Taxi home, canary used", Money(5000, "EUR")
SKILL = "canary carpets"
# What colleagues can look up afterwards.
KEPT = (
    *(REPORT, CONTACT, NEED, COULD, SECOND_NEED, PROPOSED, DONE),
    *(NOTE, TOLD, NO, LINE, SETTLED, MAY, SKILL),
)


@dataclass
class Crew:
    store: Store
    ana: Phone
    ben: Phone
    mika: Phone
    noor: Phone  # not signed in yet
    kim: Phone  # the lead
    carla: Customer
    scripts: bool
    issue: str = ""  # its address


def meet(store: Store, phone: SwitchOn, *, scripts: bool) -> Crew:
    def switch_on(name: str) -> Phone:
        return phone(name, base_url=store.url, scripts=scripts)

    def come_in(name: str, role: Role = Role.EMPLOYEE) -> Phone:
        return store.hand_over(switch_on(name), store.hire(name, role))

    ana, ben, mika, kim = come_in(ANA), come_in(BEN), come_in(MIKA), come_in(KIM, Role.LEAD)
    store.hire(NOOR)
    store.sample(lambda sample: sample.skills(store.person(sample, BEN), SKILL))
    site = store.site_id
    store.sample(
        lambda sample: sample.allowance(sample.session.get_one(Site, site), MAY, limit=UP_TO)
    )
    carla = Customer(switch_on("Carla"), scripts)
    return Crew(store, ana, ben, mika, switch_on(NOOR), kim, carla, scripts)
