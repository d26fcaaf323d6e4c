"""Text of nudges about handoffs. Anybody may read it on lock screens, like that in `text`.

First names of employees, the issue's reference and place; never the customer, and the need only
where the site allows free text on lock screens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from web.acts.nudges.text import NudgeContext
from web.rules.text import Isolated
from web.rules.vocabulary import Introduction, StepState

Text = tuple[str, str]  # title and body
_MOST_STEPS = 4


@dataclass(frozen=True)
class HelperState:
    """One step, as far as a lock screen shows it."""

    helper: Isolated | None  # first name
    state: StepState
    since: datetime  # since when it is in this state


def asked(spoken: NudgeContext, by: Isolated, need: str, introduction: Introduction) -> Text:
    title = f"{by} asks for your help: {spoken.where}, {spoken.ref}"
    if spoken.shows_text:
        return title, need
    match introduction:
        case Introduction.IN_PERSON:
            return title, f"{by} is walking over to you with the customer."
        case Introduction.CALL:
            return title, f"{by} is calling you about it."
        case _:
            return title, "Tap to read what is needed, and say whether you can."


def cancelled(spoken: NudgeContext) -> Text:
    title = f"You are not needed any more: {spoken.where}, {spoken.ref}"
    return title, "You do not need to do anything."


def step_unanswered(spoken: NudgeContext, helper: Isolated | None) -> Text:
    if helper is None:
        title = f"{spoken.where}: nobody has scanned the code, {spoken.ref}"
        return title, "Ask somebody by name, or show the code again."
    title = f"{spoken.where}: {helper} has not answered, {spoken.ref}"
    return title, "Walk over, or ask somebody else. The customer is waiting."


def change_asked(spoken: NudgeContext, by: Isolated) -> Text:
    title = f"{by} asks you to take over {spoken.ref}: {spoken.where}"
    return title, f"Until you say yes, {by} owns it."


def change_unanswered(spoken: NudgeContext, next_owner: Isolated) -> Text:
    title = f"{spoken.where}: {next_owner} has not answered, {spoken.ref}"
    return title, "You still own it. Ask again, or ask somebody else."


def changed(spoken: NudgeContext, next_owner: Isolated) -> Text:
    return f"{next_owner} owns {spoken.ref} now", "You do not need to do anything."


def change_declined(spoken: NudgeContext, next_owner: Isolated) -> Text:
    title = f"{spoken.where}: {next_owner} can’t take over {spoken.ref}"
    return title, "You still own it. Ask somebody else."


def accepted(spoken: NudgeContext, helper: Isolated) -> str:
    return f"{helper} is with you on {spoken.ref}"


def declined(spoken: NudgeContext, helper: Isolated) -> str:
    return f"{spoken.where}: {helper} can’t help with {spoken.ref}"


def done(spoken: NudgeContext, helper: Isolated) -> str:
    return f"{helper} has done their part of {spoken.ref}"


def proposed(spoken: NudgeContext, helper: Isolated) -> str:
    return f"{helper} knows who else could help with {spoken.ref}"


def offered(spoken: NudgeContext, by: Isolated) -> Text:
    return f"{by} can help: {spoken.where}, {spoken.ref}", f"Ask {by}, if that is of use."


def summary(spoken: NudgeContext, walk: Sequence[HelperState]) -> str:
    """`Ben: with you since 10:32 · Carla: asked 10:40`; the newest few, oldest first."""
    told = [helper_state for helper_state in walk if helper_state.state is not StepState.WITHDRAWN][
        -_MOST_STEPS:
    ]
    return " · ".join(_step(spoken, one) for one in told)


def _step(spoken: NudgeContext, helper_state: HelperState) -> str:
    who, at = helper_state.helper or "Code", spoken.clock(helper_state.since)
    match helper_state.state:
        case StepState.ASKED:
            return f"{who}: asked {at}"
        case StepState.UNANSWERED:
            return f"{who}: no answer since {at}"
        case StepState.ACCEPTED:
            return f"{who}: with you since {at}"
        case StepState.DONE:
            return f"{who}: done {at}"
        case StepState.DECLINED:
            return f"{who}: can’t"
        case StepState.WITHDRAWN:
            return f"{who}: not needed any more"
        case _:
            assert_never(helper_state.state)


def shift_ends(where: Isolated, at: str, count: int) -> Text:
    title = f"{where}: your shift ends at {at}"
    if count == 1:
        return title, "You own an open issue. Arrange it before you go."
    return title, f"You own {count} open issues. Arrange them before you go."


def left_open(where: Isolated, who: Isolated, refs: Sequence[str]) -> Text:
    if len(refs) == 1:
        title = f"{where}: {who} left {refs[0]} open"
        return title, f"{who} has gone off shift and still owns it. Please look after it."
    title = f"{where}: {who} left {len(refs)} issues open"
    return title, f"{who} has gone off shift and still owns {', '.join(refs[:6])}."
