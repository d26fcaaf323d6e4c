"""What a test that was not sent is said to be: each reason that `push` notes, and who can help."""

import pytest

from push.verdict import Answer, DeliveryResult, Failure, decide
from tests.support.clock import Clock
from web.rules.push_test_answers import (
    AWAY,
    ENDED,
    EXPIRED,
    KEY_REFUSED,
    NOT_UNDERSTOOD,
    STOPPED,
    THROTTLED,
    of_failed,
    of_waiting,
)

ENDED_ANSWERS = [
    Answer(404),
    Answer(410),
    Answer(failure=Failure.BLOCKED),
    Answer(failure=Failure.BAD_KEYS),
    Answer(failure=Failure.KEY_ENDED),
]
OURS = [Answer(400), Answer(413), Answer(415), Answer(451), Answer(failure=Failure.FAULT)]
WAITING = {
    Answer(429): THROTTLED,
    Answer(406): THROTTLED,
    Answer(418, retry_after="60"): THROTTLED,
    Answer(401): KEY_REFUSED,
    Answer(403): KEY_REFUSED,
    Answer(failure=Failure.TLS): KEY_REFUSED,
    Answer(failure=Failure.OTHER_KEY): KEY_REFUSED,
    Answer(408): AWAY,
    Answer(500): AWAY,
    Answer(503): AWAY,
    Answer(failure=Failure.UNREACHABLE): AWAY,
    Answer(failure=Failure.NO_ANSWER): AWAY,
    Answer(301): AWAY,
    Answer(failure=Failure.MISDIRECTED): AWAY,
}


def reason(answer: Answer, row: DeliveryResult) -> str:
    """What is noted when nothing helps: at the last try, with the smallest payload."""
    verdict = decide(answer, attempt=9, was_minimal=True, now=Clock()(), jitter=0.5)
    assert verdict.row is row
    return verdict.reason


@pytest.mark.parametrize("answer", ENDED_ANSWERS, ids=str)
def test_only_what_ended_is_set_up_again(answer: Answer) -> None:
    shown = of_failed(reason(answer, DeliveryResult.DEAD))
    assert (shown.sentence, shown.sets_up_again) == (ENDED, True)


@pytest.mark.parametrize("answer", OURS, ids=str)
def test_what_is_ours_is_no_fault_of_the_phone(answer: Answer) -> None:
    shown = of_failed(reason(answer, DeliveryResult.DEAD))
    assert (shown.sentence, shown.sets_up_again) == (NOT_UNDERSTOOD, False)


@pytest.mark.parametrize("answer", WAITING, ids=str)
def test_what_waits_says_for_what(answer: Answer) -> None:
    assert (
        of_waiting(reason(answer, DeliveryResult.RETRY), is_paused=True).sentence == WAITING[answer]
    )


def test_without_a_try_it_is_the_pause_or_the_worker() -> None:
    assert of_waiting(None, is_paused=True).sentence == THROTTLED
    assert of_waiting(None, is_paused=False).sentence == STOPPED
    assert of_failed("expired").sentence == EXPIRED
    assert of_failed(None).sets_up_again
