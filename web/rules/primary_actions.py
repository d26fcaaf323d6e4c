"""Which actions the bar at the foot of a page offers, and which one of them stands out.

One class for each kind of page holds what decides it; templates choose the words alone. That of an
issue’s page is in `issue_actions`.
"""

from dataclasses import dataclass
from enum import StrEnum

from web.rules.steps import WAITING
from web.rules.vocabulary import ChangeAct, ChangeState, StepAct, StepState


class Action(StrEnum):
    ACCEPT = "accept"
    ASK = "ask"  # a colleague, for a step or to become the owner
    BACK = "back"  # to the issue
    CALL = "call"  # the owner of an issue
    CORRECT = "correct"
    DECLINE = "decline"
    DONE = "done"
    GO_ON = "go-on"  # with the issue that was just taken over
    NOTE = "note"
    OFFER = "offer"
    ON_IT = "on-it"
    OWN = "own"
    PROPOSE = "propose"  # somebody else to become the owner; its owner asks them to take over
    REOPEN = "reopen"
    RESOLVE = "resolve"
    SEE = "see"  # what it is about
    SHARE = "share"
    TAKE_OVER = "take-over"  # accept the owner change
    UPDATE = "update"  # the customer
    USE = "used"  # say what was used of what one may do without asking


Bar = tuple[Action, ...]  # in the order in which they are read


@dataclass(frozen=True)
class StepActions:
    acts: frozenset[StepAct]
    state: StepState
    is_helper: bool
    is_owner: bool
    may_ask: bool  # the viewer owns the issue, and it is open
    sees_issue: bool

    @property
    def bar(self) -> Bar:
        if self.is_helper and not self.is_owner and StepAct.ACCEPT in self.acts:
            return _answers(can_decline=StepAct.DECLINE in self.acts)
        if StepAct.DONE in self.acts:
            return (Action.DONE,)
        if self.is_owner and self.state in WAITING:
            return self._while_waiting
        if self.may_ask and self.state is StepState.DECLINED:
            return (Action.ASK,)
        return (Action.SEE,) if self.sees_issue and not (self.is_owner or self.is_helper) else ()

    @property
    def primary(self) -> Action | None:
        return _last(self.bar)

    @property
    def _while_waiting(self) -> Bar:
        is_late = self.state is StepState.UNANSWERED
        if StepAct.ACCEPT in self.acts:
            return (Action.ASK, Action.ACCEPT) if is_late else (Action.ACCEPT,)
        return (Action.ASK,) if is_late else (Action.BACK,)


@dataclass(frozen=True)
class ChangeActions:
    """What decides it for an owner change."""

    acts: frozenset[ChangeAct]
    state: ChangeState
    is_from_me: bool
    is_to_me: bool
    is_owner: bool  # the viewer owns the issue, and it is open
    sees_issue: bool

    @property
    def bar(self) -> Bar:
        if ChangeAct.ACCEPT in self.acts:
            return _answers(can_decline=ChangeAct.DECLINE in self.acts)
        is_over = self.state in (ChangeState.UNANSWERED, ChangeState.DECLINED)
        if self.is_from_me and self.is_owner and is_over:
            return (Action.ASK,)
        if self.is_to_me and self.is_owner and self.state is ChangeState.ACCEPTED:
            return (Action.GO_ON,)
        if self.is_from_me and self.state in (ChangeState.ASKED, ChangeState.UNANSWERED):
            return (Action.BACK,)
        return (Action.SEE,) if self.sees_issue and not (self.is_from_me or self.is_to_me) else ()

    @property
    def primary(self) -> Action | None:
        return _last(self.bar)


def _answers(*, can_decline: bool) -> Bar:
    return (Action.DECLINE, Action.ACCEPT) if can_decline else (Action.ACCEPT,)


def _last(bar: Bar) -> Action | None:
    """The way back never stands out."""
    return bar[-1] if bar and bar[-1] is not Action.BACK else None
