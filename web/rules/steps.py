"""Who may do what to a step. Pure: knows no database, no clock and no web.

`asked → accepted → done`, or `declined` or `withdrawn`. `unanswered` is `asked` after its time; it
is computed, so nobody has to write it, and a late yes still counts.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.rules.issues import Refusal
from web.rules.text import Isolated
from web.rules.vocabulary import Introduction, StepAct, StepState

MOST_OPEN = 12  # open steps of one issue at once
WAITING = (StepState.ASKED, StepState.UNANSWERED)
OPEN = (*WAITING, StepState.ACCEPTED)
OPEN_STORED = (StepState.ASKED, StepState.ACCEPTED)  # the same, as stored
# Introductions by which the owner hears the yes, and may record it for the helper.
_HEARD = (Introduction.IN_PERSON, Introduction.CALL)

# See `_of_owner`.
_TOO_OLD = (
    N_("This code is too old. Ask %(owner)s to show it again."),
    N_("This code is too old. Ask the owner to show it again."),
)
_WITH_OWNER = (
    N_("You are already with %(owner)s."),
    N_("You are already with the owner."),
)
_KNOWS = (
    N_("%(owner)s already knows you can’t."),
    N_("The owner already knows you can’t."),
)
_IS_WITH_OWNER = (
    N_("%(helper)s is already with %(owner)s. You don’t need to do anything."),
    N_("%(helper)s is already with the owner. You don’t need to do anything."),
)
_SAID_NO = (
    N_("You said you can’t. If that has changed, tell %(owner)s."),
    N_("You said you can’t. If that has changed, tell the owner."),
)


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
        return Refusal(
            _("%(helper)s has just said yes. If they can go, tap again.", helper=step.helper_name)
        )
    return None


def refuse_after_yes() -> Refusal:
    """The one tap that would undo what came after it: a no from before a yes."""
    return Refusal(_("A yes arrived after your tap. If you can’t after all, tap again."))


def legal_acts(step: StepFacts, actor_id: int) -> frozenset[StepAct]:
    return frozenset(act for act in StepAct if refusal(act, step, actor_id) is None)


def refuse_scan(step: StepFacts, actor_id: int, *, is_good: bool = True) -> Refusal | None:
    """None when `actor_id` may accept the step by its scan code. `is_good`: the code has not
    expired."""
    if actor_id == step.owner_id:
        return Refusal(_("This code is for your colleague. Let them scan it."))
    if step.state in WAITING and not is_good:
        return Refusal(_of_owner(step, _TOO_OLD))
    if step.state in WAITING:
        return None
    if step.helper_id == actor_id and step.state is StepState.ACCEPTED:
        return Refusal(_of_owner(step, _WITH_OWNER), harmless=True)
    return Refusal(_over(step, actor_id))


def _refuse_accept(step: StepFacts, actor_id: int) -> Refusal | None:
    is_helper = step.helper_id == actor_id
    if step.state is StepState.ACCEPTED and is_helper:
        return Refusal(_of_owner(step, _WITH_OWNER), harmless=True)
    if step.state not in WAITING:
        return Refusal(_over(step, actor_id))
    if is_helper:
        return None
    if actor_id != step.owner_id:
        return Refusal(_of_somebody_else(step))
    if step.helper_id is None:
        return Refusal(_("Let the colleague who helps you scan the code."))
    if step.introduction not in _HEARD:
        return Refusal(_("Only %(helper)s can say yes to this.", helper=step.helper_name))
    return None


def _refuse_answer(act: StepAct, step: StepFacts, actor_id: int) -> Refusal | None:
    is_helper = step.helper_id == actor_id
    if step.state is StepState.DECLINED and is_helper and act is StepAct.DECLINE:
        return Refusal(_of_owner(step, _KNOWS), harmless=True)
    if step.state not in OPEN:
        return Refusal(_over(step, actor_id))
    return None if is_helper else Refusal(_of_somebody_else(step))


def _refuse_done(step: StepFacts, actor_id: int) -> Refusal | None:
    if step.state is StepState.DONE:
        return Refusal(_("This request is already done."), harmless=_is_theirs(step, actor_id))
    if step.state not in OPEN:
        return Refusal(_over(step, actor_id))
    if not _is_theirs(step, actor_id):
        return Refusal(_of_somebody_else(step))
    if step.state is not StepState.ACCEPTED:
        return Refusal(_("Nobody has said yes to this yet, so it cannot be done."))
    return None


def _refuse_withdraw(step: StepFacts, actor_id: int) -> Refusal | None:
    is_owner = actor_id == step.owner_id
    if step.state is StepState.WITHDRAWN:
        return Refusal(_("This request is already cancelled."), harmless=is_owner)
    if step.state not in OPEN:
        return Refusal(_over(step, actor_id))
    if is_owner:
        return None
    if step.owner_id is None:
        return Refusal(_("Nobody owns this issue now, so its requests cannot be cancelled."))
    return Refusal(
        _(
            "Only %(owner)s, who owns the issue, can cancel this request.",
            owner=step.owner_name,
        )
    )


def _is_theirs(step: StepFacts, actor_id: int) -> bool:
    return actor_id in (step.helper_id, step.owner_id)


def _of_somebody_else(step: StepFacts) -> str:
    if step.helper_name is None:
        return _("This is for the colleague who scans the owner’s code.")
    return _("%(helper)s was asked, so only %(helper)s can do that.", helper=step.helper_name)


def _over(step: StepFacts, actor_id: int) -> str:
    """Why nothing can be done to it any more, as a sentence for somebody who is late."""
    is_mine = step.helper_id == actor_id
    match step.state:
        case StepState.ACCEPTED:
            return _of_owner(step, _IS_WITH_OWNER)
        case StepState.DONE:
            return _("This request is already done. You don’t need to do anything.")
        case StepState.DECLINED if is_mine:
            return _of_owner(step, _SAID_NO)
        case StepState.DECLINED:
            helper = step.helper_name
            return _("%(helper)s could not help with this, so it has ended.", helper=helper)
        case StepState.WITHDRAWN:
            return _("This request was cancelled. You don’t need to do anything.")
        case StepState.ASKED | StepState.UNANSWERED:
            raise ValueError("it is not over")
        case _:
            assert_never(step.state)


def _of_owner(step: StepFacts, sentences: tuple[str, str]) -> str:
    """The first of these names the owner; the second is for an issue that has none now."""
    named, unnamed = sentences
    names = {"owner": step.owner_name, "helper": step.helper_name}
    return _(named if step.owner_name else unnamed, **names)
