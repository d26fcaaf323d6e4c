"""Each headline of an issue's card has its words, and uses only what it is given."""

from dataclasses import fields
from datetime import timedelta
from itertools import product

import pytest

from tests.support.message_values import values_of
from web.rules.issue_actions import Headline
from web.rules.now_words import IssueNow, headline_message, update_message, why_messages
from web.rules.vocabulary import CustomerAnswer, DeclineReason

LATE = (Headline.LATE, Headline.CALL_OWNER)
ANSWERS = {
    (Headline.CUSTOMER_SAYS_NO, False): CustomerAnswer.NOT_YET,
    (Headline.CUSTOMER_SAYS_NO, True): CustomerAnswer.SENT_AWAY,
    (Headline.RESOLVED, True): CustomerAnswer.SETTLED,
}
NEVER_LATE = (Headline.NEAR, Headline.HELPER_CANNOT)
# Somebody else’s issue, which has an owner.
OF_OTHERS = (
    Headline.STAND_IN_UPDATE,
    Headline.STAND_IN_ASK,
    Headline.STAND_IN_PROPOSE,
    Headline.CALL_OWNER,
    Headline.FORMER_OWNER,
    Headline.ON_TIME,
    Headline.ASKED_TO_OWN,
    Headline.ASKED_TO_HELP,
)
NO_OWNER = (Headline.NO_OWNER, Headline.HELPING)


def variants(headline: Headline) -> list[IssueNow]:
    found = []
    for late, customer, helper, declined, flag in product(
        (None, timedelta(), timedelta(hours=1)),
        (None, "Frau Ott"),
        (None, "Kim"),
        (False, True),
        (False, True),
    ):
        late_by = timedelta(hours=1) if headline in LATE and late is None else late
        is_nobodys = headline is Headline.NO_OWNER or (headline in NO_OWNER and flag)
        found.append(
            IssueNow(
                headline=headline,
                is_mine=headline not in OF_OTHERS and headline not in NO_OWNER,
                owner=None if is_nobodys else "Lea",
                has_promise=headline not in NO_OWNER,
                customer=customer,
                customer_called=customer if flag else None,
                late_by=None if headline in NEVER_LATE else late_by,
                waited=timedelta(minutes=5) if flag else timedelta(),
                change_is_mine=flag,
                change_by_owner=declined,
                helper=helper,
                has_declined=declined and helper is not None,
                why=DeclineReason.BUSY if flag else None,
                could="Ada" if flag else None,
                names=("Kim",) if flag else (),
                has_offered=flag,
                answer=ANSWERS.get((headline, declined)),
            )
        )
    return found


def given(now: IssueNow) -> set[str]:
    """The values that the template has for it."""
    known = {one.name for one in fields(now) if getattr(now, one.name)}
    is_of_change = now.headline in (Headline.ASKED_TO_OWN, Headline.WAITING_FOR_OWNER)
    return {
        *known & {"owner", "helper", "customer", "could", "names"},
        *({"former", "asker", "next"} if is_of_change else ()),
        *({"asker"} if now.headline is Headline.ASKED_TO_HELP else ()),
        *({"when", "left"} if now.has_promise or now.headline is Headline.RESOLVED else ()),
        *({"time"} if now.late_by is not None or now.waited else ()),
        *({"since"} if now.helper or now.headline is Headline.HELPER_CANNOT else ()),
    }


@pytest.mark.parametrize("headline", Headline)
def test_each_headline_has_its_words(headline: Headline) -> None:
    for now in variants(headline):
        for message in (headline_message(now), *why_messages(now)):
            assert message
            assert values_of(message) <= given(now), (message, now)


@pytest.mark.parametrize("headline", Headline)
def test_the_update_is_named_after_whom_there_is(headline: Headline) -> None:
    for now in variants(headline):
        named = {"customer"} if now.customer_called else set()
        theirs = {"owner"} if now.owner and not now.is_mine else set()
        assert values_of(update_message(now)) == named | theirs
