"""What a customer's answer to a resolution does, by the state of their issue. Pure.

Each resolution is answered once. A no opens the issue again for the same owner; being sent away,
which the second rule forbids, reaches the leads as well.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from web.rules.vocabulary import CustomerAnswer, IssueState

REOPENING = (CustomerAnswer.NOT_YET, CustomerAnswer.SENT_AWAY)


class Asked(StrEnum):
    """What the answer page shows."""

    QUESTION = "question"
    ANSWERED = "answered"  # this resolution, or the one before an answer that reopened it
    NOT_SETTLED = "not-settled"  # nothing is to be answered yet


@dataclass(frozen=True)
class AnswerFacts:
    state: IssueState
    resolved_at: datetime | None
    answer: CustomerAnswer | None


def asked(facts: AnswerFacts) -> Asked:
    if facts.answer is not None:
        return Asked.ANSWERED
    return Asked.QUESTION if facts.state is IssueState.RESOLVED else Asked.NOT_SETTLED


def counts(facts: AnswerFacts, of_resolution: datetime) -> bool:
    """Whether an answer to this resolution counts now: it is the newest one, and has no answer."""
    return asked(facts) is Asked.QUESTION and facts.resolved_at == of_resolution
