"""Each state of a step and of an owner change has a title for each reader, of known values."""

from datetime import UTC, datetime
from itertools import product

import pytest

from tests.support.message_values import values_of
from web.rules.owner_change_words import ChangeHeading, reason_message
from web.rules.owner_change_words import title_message as change_title
from web.rules.step_words import StepHeading, how_messages, say_message, title_message
from web.rules.vocabulary import ChangeReason, ChangeState, Introduction, StepState

AT = datetime(2026, 11, 24, 10, 28, tzinfo=UTC)
WITH_HELPER = (StepState.ACCEPTED, StepState.DONE, StepState.DECLINED)


def steps(state: StepState) -> list[StepHeading]:
    return [
        StepHeading(
            state=state,
            introduction=way,
            helper=helper,
            helper_first=helper,
            is_helper=is_helper,
            is_owner=is_owner,
            owner=owner,
            owner_first=owner,
            is_of_owner=asker is None,
            asker=asker,
            asker_first=asker,
            is_asker=is_asker,
            accepted_at=AT if state in (StepState.ACCEPTED, StepState.DONE) else None,
        )
        for way, helper, owner, asker in product(
            Introduction, (None, "Kim"), (None, "Lea"), (None, "Ana")
        )
        for is_helper, is_owner, is_asker in product((False, True), repeat=3)
        if helper or not (is_helper or state in WITH_HELPER or way is Introduction.CALL)
        if owner or not is_owner
        if asker or not is_asker
    ]


def given(step: StepHeading) -> set[str]:
    return {
        *({"who", "asks"} if step.asker or step.owner else ()),
        *({"owner"} if step.owner else ()),
        *({"helper", "colleague"} if step.helper else ()),
    }


@pytest.mark.parametrize("state", StepState)
def test_a_step_has_words_for_each_reader(state: StepState) -> None:
    for step in steps(state):
        titles = [title_message(step, has_code=has_code) for has_code in (False, True)]
        for message in (*titles, *how_messages(step), say_message(step) or ""):
            assert values_of(message) <= given(step), (message, step)
        if step.is_helper and not step.is_owner:
            assert "colleague" not in values_of(titles[0])


@pytest.mark.parametrize("state", ChangeState)
@pytest.mark.parametrize("reason", ChangeReason)
def test_an_owner_change_has_words_for_each_reader(
    state: ChangeState, reason: ChangeReason
) -> None:
    for from_me, to_me, by_me, by_owner, is_owner in product((False, True), repeat=5):
        change = ChangeHeading(
            state=state,
            reason=reason,
            is_from_me=from_me,
            is_to_me=to_me,
            is_asked_by_me=by_me,
            asker_is_owner=by_owner,
            is_owner=is_owner,
        )
        known = {"owner", "who", "asks", "next", "colleague"}
        assert values_of(change_title(change)) <= known
        assert values_of(reason_message(change)) <= known
        if to_me and not (from_me or by_me):
            assert not values_of(change_title(change)) & {"next", "colleague"}
        if from_me and not (to_me or by_me):
            assert not values_of(reason_message(change)) & {"owner"}
