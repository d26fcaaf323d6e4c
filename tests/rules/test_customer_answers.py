"""What a customer's answer does, by the state of their issue."""

from datetime import UTC, datetime, timedelta

import pytest

from web.rules.customer_answers import AnswerFacts, Asked, asked, counts
from web.rules.vocabulary import CustomerAnswer, IssueState

AT = datetime(2026, 11, 24, 10, 28, 3, 517, tzinfo=UTC)
SETTLED, NOT_YET, SENT_AWAY = CustomerAnswer
OWNED, UNOWNED, RESOLVED = IssueState.OWNED, IssueState.UNOWNED, IssueState.RESOLVED


@pytest.mark.parametrize(
    ("state", "answer", "shows"),
    [
        (RESOLVED, None, Asked.QUESTION),
        (RESOLVED, SETTLED, Asked.ANSWERED),
        (OWNED, NOT_YET, Asked.ANSWERED),  # that opened it again
        (OWNED, SENT_AWAY, Asked.ANSWERED),
        (UNOWNED, NOT_YET, Asked.ANSWERED),  # its owner has left
        (OWNED, None, Asked.NOT_SETTLED),
        (UNOWNED, None, Asked.NOT_SETTLED),
    ],
)
def test_what_the_page_shows(
    state: IssueState, answer: CustomerAnswer | None, shows: Asked
) -> None:
    resolved_at = AT if state is RESOLVED else None
    assert asked(AnswerFacts(state, resolved_at, answer)) is shows


@pytest.mark.parametrize(
    ("facts", "of_resolution", "does"),
    [
        (AnswerFacts(RESOLVED, AT, None), AT, True),
        (AnswerFacts(RESOLVED, AT, SETTLED), AT, False),  # once
        (AnswerFacts(RESOLVED, AT, None), AT - timedelta(hours=1), False),  # of the one before
        (AnswerFacts(RESOLVED, AT, None), AT + timedelta(microseconds=1), False),
        (AnswerFacts(OWNED, None, None), AT, False),  # open again
        (AnswerFacts(OWNED, None, NOT_YET), AT, False),
        (AnswerFacts(UNOWNED, None, None), AT, False),
    ],
)
def test_each_resolution_is_answered_once(
    facts: AnswerFacts, of_resolution: datetime, does: bool
) -> None:
    assert counts(facts, of_resolution) is does
