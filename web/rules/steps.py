"""Who may do what to a step. Pure: knows no database, no clock and no web.

`asked → accepted → done`, or `declined` or `withdrawn`. `unanswered` is `asked` after its time; it
is computed, so nobody has to write it, and a late yes still counts.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from web.rules.issues import Refusal
from web.rules.text import Isolated
from web.rules.vocabulary import Introduction, StepAct, StepState

MOST_OPEN = 12  # open steps of one issue at once
WAITING = (StepState.ASKED, StepState.UNANSWERED)
OPEN = (*WAITING, StepState.ACCEPTED)
OPEN_STORED = (StepState.ASKED, StepState.ACCEPTED)  # the same, as stored
# Introductions by which the owner hears the yes, and may record it for the helper.
_HEARD = (Introduction.IN_PERSON, Introduction.CALL)
# The one tap that would undo what came after it: a no from before a yes.
YES_SINCE = Refusal("A yes arrived after your tap. If you can’t after all, tap again.")


@dataclass(frozen=True)
class StepFacts:
    """What the rules need to know of a step. Names are full names."""

    state: StepState  # as of now: see `state_at`
    introduction: Introduction
    owner_id: int | None  # of the issue; None: unowned
    owner_name: Isolated | None
    helper_id: int | None  # None: whoever scans the code
    helper_name: Isolated | None


def state_at(stored: StepState, answer_by: datetime, now: datetime) -> StepState:
    """The state at `now`: an ask whose time has passed is unanswered."""
    is_late = stored is StepState.ASKED and answer_by <= now
    return StepState.UNANSWERED if is_late else stored


def is_asked_for_owner(
    asked_by: int, asked_at: datetime, owner_id: int | None, owned_at: datetime | None
) -> bool:
    """Whether a lead asked in today's owner's stead. Who asked before today's owner had it was the
    owner then."""
    return asked_by != owner_id and owned_at is not None and owned_at <= asked_at


def refusal(act: StepAct, step: StepFacts, actor_id: int) -> Refusal | None:
    """None when `actor_id`, who can see the step, may do `act` to it now."""
    match act:
        case StepAct.ACCEPT:
            return _refuse_accept(step, actor_id)
        case StepAct.DECLINE | StepAct.PROPOSE:
            return _refuse_answer(act, step, actor_id)
        case StepAct.DONE:
            return _refuse_done(step, actor_id)
        case StepAct.WITHDRAW:
            return _refuse_withdraw(step, actor_id)
        case _:
            assert_never(act)


def refuse_unseen(step: StepFacts, saw: StepState | None) -> Refusal | None:
    """None, unless the helper has accepted since the owner, who withdraws the step, looked."""
    if step.state is StepState.ACCEPTED and saw in WAITING:
        return Refusal(f"{step.helper_name} has just said yes. If they can go, tap again.")
    return None


def legal_acts(step: StepFacts, actor_id: int) -> frozenset[StepAct]:
    return frozenset(act for act in StepAct if refusal(act, step, actor_id) is None)


def refuse_scan(step: StepFacts, actor_id: int, *, is_good: bool = True) -> Refusal | None:
    """None when `actor_id` may accept the step by its scan code. `is_good`: the code has not
    expired."""
    if actor_id == step.owner_id:
        return Refusal("This code is for your colleague. Let them scan it.")
    if step.state in WAITING and not is_good:
        return Refusal(f"This code is too old. Ask {_owner(step)} to show it again.")
    if step.state in WAITING:
        return None
    if step.helper_id == actor_id and step.state is StepState.ACCEPTED:
        return Refusal(f"You are already with {_owner(step)}.", harmless=True)
    return Refusal(_over(step, actor_id))


def _refuse_accept(step: StepFacts, actor_id: int) -> Refusal | None:
    is_helper = step.helper_id == actor_id
    if step.state is StepState.ACCEPTED and is_helper:
        return Refusal(f"You are already with {_owner(step)}.", harmless=True)
    if step.state not in WAITING:
        return Refusal(_over(step, actor_id))
    if is_helper:
        return None
    if actor_id != step.owner_id:
        return Refusal(_of_somebody_else(step))
    if step.helper_id is None:
        return Refusal("Let the colleague who helps you scan the code.")
    if step.introduction not in _HEARD:
        return Refusal(f"Only {step.helper_name} can say yes to this.")
    return None


def _refuse_answer(act: StepAct, step: StepFacts, actor_id: int) -> Refusal | None:
    is_helper = step.helper_id == actor_id
    if step.state is StepState.DECLINED and is_helper and act is StepAct.DECLINE:
        knows = step.owner_name or "The owner"
        return Refusal(f"{knows} already knows you can’t.", harmless=True)
    if step.state not in OPEN:
        return Refusal(_over(step, actor_id))
    return None if is_helper else Refusal(_of_somebody_else(step))


def _refuse_done(step: StepFacts, actor_id: int) -> Refusal | None:
    if step.state is StepState.DONE:
        return Refusal("This request is already done.", harmless=_is_theirs(step, actor_id))
    if step.state not in OPEN:
        return Refusal(_over(step, actor_id))
    if not _is_theirs(step, actor_id):
        return Refusal(_of_somebody_else(step))
    if step.state is not StepState.ACCEPTED:
        return Refusal("Nobody has said yes to this yet, so it cannot be done.")
    return None


def _refuse_withdraw(step: StepFacts, actor_id: int) -> Refusal | None:
    is_owner = actor_id == step.owner_id
    if step.state is StepState.WITHDRAWN:
        return Refusal("This request is already cancelled.", harmless=is_owner)
    if step.state not in OPEN:
        return Refusal(_over(step, actor_id))
    if is_owner:
        return None
    if step.owner_id is None:
        return Refusal("Nobody owns this issue now, so its requests cannot be cancelled.")
    return Refusal(f"Only {step.owner_name}, who owns the issue, can cancel this request.")


def _is_theirs(step: StepFacts, actor_id: int) -> bool:
    return actor_id in (step.helper_id, step.owner_id)


def _of_somebody_else(step: StepFacts) -> str:
    if step.helper_name is None:
        return "This is for the colleague who scans the owner’s code."
    return f"{step.helper_name} was asked, so only {step.helper_name} can do that."


def _over(step: StepFacts, actor_id: int) -> str:
    """Why nothing can be done to it any more, as a sentence for somebody who is late."""
    is_mine = step.helper_id == actor_id
    match step.state:
        case StepState.ACCEPTED:
            helper = step.helper_name
            return f"{helper} is already with {_owner(step)}. You don’t need to do anything."
        case StepState.DONE:
            return "This request is already done. You don’t need to do anything."
        case StepState.DECLINED if is_mine:
            return f"You said you can’t. If that has changed, tell {_owner(step)}."
        case StepState.DECLINED:
            return f"{step.helper_name} could not help with this, so it has ended."
        case StepState.WITHDRAWN:
            return "This request was cancelled. You don’t need to do anything."
        case StepState.ASKED | StepState.UNANSWERED:
            raise ValueError("it is not over")
        case _:
            assert_never(step.state)


def _owner(step: StepFacts) -> str:
    return step.owner_name or "the owner"
