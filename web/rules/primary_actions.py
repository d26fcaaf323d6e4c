"""Which actions the bar at the foot of a page offers, and which one of them stands out.

One class for each kind of page holds what decides it; templates choose the words alone.
"""

from dataclasses import dataclass
from enum import StrEnum

from web.rules.steps import WAITING
from web.rules.vocabulary import ChangeAct, ChangeState, IssueAct, StepAct, StepState


class Action(StrEnum):
    ACCEPT = "accept"
    ANSWER = "answer"  # an owner change, on its own page
    ASK = "ask"  # a colleague, for a step or to become the owner
    BACK = "back"  # to the issue
    DECLINE = "decline"
    DONE = "done"
    GO_ON = "go-on"  # with the issue that was just taken over
    ON_IT = "on-it"
    OWN = "own"
    REOPEN = "reopen"
    RESOLVE = "resolve"
    SEE = "see"  # what it is about
    TOLD = "told"


Bar = tuple[Action, ...]  # in the order in which they are read


@dataclass(frozen=True)
class IssueActions:
    """What decides it for an issue, as one viewer sees it."""

    acts: frozenset[IssueAct]
    is_asked_to_own: bool  # an owner change waits for the viewer's answer
    helper_declined: bool  # the one who was asked last
    is_nudged: bool  # the newest event is a nudge
    is_late: bool
    is_acknowledged: bool
    just_owned: bool

    @property
    def bar(self) -> Bar:
        if self.is_asked_to_own:
            return (Action.ANSWER,)
        if IssueAct.OWN in self.acts:
            return (Action.OWN,)
        if self.acts >= {IssueAct.TOLD, IssueAct.RESOLVE}:
            return (*self._first, Action.TOLD, Action.RESOLVE)
        if self.is_on_it_due:
            return (Action.ON_IT,)
        return (Action.REOPEN,) if IssueAct.REOPEN in self.acts else ()

    @property
    def primary(self) -> Action | None:
        """None while the two ways on are offered as equals, right after “I own this”."""
        if Action.RESOLVE not in self.bar:
            return next((action for action in self.bar if action is not Action.REOPEN), None)
        if self._asks_again:
            return Action.ASK
        if self.just_owned:
            return None
        return Action.TOLD if self.is_late else Action.RESOLVE

    @property
    def is_on_it_due(self) -> bool:
        """Who was nudged, or is late, says first of all that they are on it."""
        is_due = self.is_nudged or (self.is_late and not self.is_acknowledged)
        return (
            IssueAct.ON_IT in self.acts and is_due and not self.just_owned and not self._asks_again
        )

    @property
    def _first(self) -> Bar:
        if self.is_on_it_due:
            return (Action.ON_IT,)
        return (Action.ASK,) if IssueAct.ASK in self.acts else ()

    @property
    def _asks_again(self) -> bool:
        return IssueAct.ASK in self.acts and self.helper_declined


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
