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


def asked(context: NudgeContext, by: Isolated, need: str, introduction: Introduction) -> Text:
    title = f"{by} asks for your help: {context.where}, {context.ref}"
    if context.shows_text:
        return title, need
    match introduction:
        case Introduction.IN_PERSON:
            return title, f"{by} is walking over to you with the customer."
        case Introduction.CALL:
            return title, f"{by} is calling you about it."
        case _:
            return title, "Tap to read what is needed, and say whether you can."


def cancelled(context: NudgeContext) -> Text:
    title = f"You can go now: {context.where}, {context.ref}"
    return title, "You don’t need to do anything."


def needed_again(context: NudgeContext, by: Isolated) -> Text:
    title = f"{by} still needs you: {context.where}, {context.ref}"
    return title, "It is not settled yet. You are still with them on this."


def step_unanswered(context: NudgeContext, helper: Isolated | None) -> Text:
    if helper is None:
        title = f"{context.where}: nobody has scanned the code, {context.ref}"
        return title, "Ask someone by name, or show the code again."
    title = f"{context.where}: {helper} has not answered, {context.ref}"
    return title, "Walk over, or ask someone else. The customer is waiting."


def change_asked(context: NudgeContext, by: Isolated) -> Text:
    title = f"{by} asks you to take over {context.ref}: {context.where}"
    return title, f"Until you say yes, {context.owner} owns it."


def change_unanswered(context: NudgeContext, next_owner: Isolated) -> Text:
    title = f"{context.where}: {next_owner} has not answered, {context.ref}"
    return title, "You still own it. Ask again, or ask someone else."


def changed(context: NudgeContext, next_owner: Isolated) -> Text:
    return f"{next_owner} owns {context.ref} now", "You don’t need to do anything."


def change_declined(context: NudgeContext, next_owner: Isolated) -> Text:
    title = f"{context.where}: {next_owner} can’t take over {context.ref}"
    return title, "You still own it. Ask someone else."


def acted_for_owner(context: NudgeContext, by: Isolated) -> Text:
    title = f"{context.where}: {by} acted for you on {context.ref}"
    return title, "You still own it."


def accepted(context: NudgeContext, helper: Isolated) -> str:
    return f"{helper} is with you on {context.ref}"


def declined(context: NudgeContext, helper: Isolated) -> str:
    return f"{context.where}: {helper} can’t help with {context.ref}"


def done(context: NudgeContext, helper: Isolated) -> str:
    return f"{helper} has done their part of {context.ref}"


def proposed(context: NudgeContext, helper: Isolated) -> str:
    return f"{helper} knows who else could help with {context.ref}"


def offered(context: NudgeContext, by: Isolated) -> Text:
    return f"{by} can help: {context.where}, {context.ref}", f"Ask {by} if you want their help."


def summary(context: NudgeContext, walk: Sequence[HelperState]) -> str:
    """`Ben: with you since 10:32 · Carla: asked 10:40`; the newest few, oldest first."""
    told = [helper_state for helper_state in walk if helper_state.state is not StepState.WITHDRAWN][
        -_MOST_STEPS:
    ]
    return " · ".join(_step(context, one) for one in told)


def _step(context: NudgeContext, helper_state: HelperState) -> str:
    who, at = helper_state.helper or "Code", context.clock(helper_state.since)
    match helper_state.state:
        case StepState.ASKED:
            return f"{who}: asked {at}"
        case StepState.UNANSWERED:
            return f"{who}: no answer by {at}"
        case StepState.ACCEPTED:
            return f"{who}: with you since {at}"
        case StepState.DONE:
            return f"{who}: done {at}"
        case StepState.DECLINED:
            return f"{who}: can’t"
        case StepState.WITHDRAWN:
            return f"{who}: can go"
        case _:
            assert_never(helper_state.state)


def shift_ends(where: Isolated, at: str, count: int) -> Text:
    title = f"{where}: your shift ends at {at}"
    if count == 1:
        return title, "You own an open issue. Take care of it before you go."
    return title, f"You own {count} open issues. Take care of them before you go."


def left_open(where: Isolated, who: Isolated, refs: Sequence[str]) -> Text:
    if len(refs) == 1:
        title = f"{where}: {who} left {refs[0]} open"
        return title, f"{who} is off shift and still owns it. Make sure the customer is updated."
    title = f"{where}: {who} left {len(refs)} issues open"
    return title, f"{who} is off shift and still owns {', '.join(refs[:6])}."
