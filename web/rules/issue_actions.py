"""What the card of an issue says first, which actions its bar offers, and which one stands out.

Templates choose the words alone.
"""

from dataclasses import dataclass
from enum import StrEnum

from web.rules.primary_actions import Action, Bar
from web.rules.steps import OPEN
from web.rules.vocabulary import IssueAct, IssueState, StepState


class Headline(StrEnum):
    """What the card of an issue says first, in the order in which it is decided."""

    RESOLVED = "resolved"
    NO_OWNER = "no-owner"
    ASKED_TO_OWN = "asked-to-own"
    ASKED_TO_HELP = "asked-to-help"
    HELPING = "helping"
    JUST_OWNED = "just-owned"
    LATE = "late"
    CUSTOMER_SAYS_NO = "customer-says-no"  # it is not settled, or they were sent away
    HELPER_CANNOT = "helper-cannot"  # or does not answer
    NEAR = "near"
    WAITING_FOR_OWNER = "waiting-for-owner"  # for whoever was asked to take over
    WAITING_FOR_HELPER = "waiting-for-helper"
    STEPS_DONE = "steps-done"
    START = "start"  # nobody was asked yet
    STAND_IN_UPDATE = "stand-in-update"  # STAND_IN_…: a lead, for an owner who is absent
    STAND_IN_ASK = "stand-in-ask"
    STAND_IN_PROPOSE = "stand-in-propose"
    CALL_OWNER = "call-owner"  # a lead, where a present owner is late
    FORMER_OWNER = "former-owner"
    ON_TIME = "on-time"  # somebody else’s, and nothing is asked of the viewer


_LEGAL = {
    Action.OWN: IssueAct.OWN,
    Action.UPDATE: IssueAct.TOLD,
    Action.ASK: IssueAct.ASK,
    Action.RESOLVE: IssueAct.RESOLVE,
    Action.ON_IT: IssueAct.ON_IT,
    Action.OFFER: IssueAct.OFFER,
    Action.NOTE: IssueAct.NOTE,
    Action.CORRECT: IssueAct.CORRECT,
    Action.SHARE: IssueAct.SHARE,
    Action.PROPOSE: IssueAct.HAND_OVER,
    Action.REOPEN: IssueAct.REOPEN,
    Action.USE: IssueAct.USE,
}
_UPDATE_FIRST = (Action.UPDATE, Action.ASK, Action.RESOLVE)
_BARS = {
    Headline.NO_OWNER: (Action.OWN,),
    Headline.ASKED_TO_OWN: (Action.TAKE_OVER, Action.DECLINE, Action.CALL),
    Headline.ASKED_TO_HELP: (Action.ACCEPT, Action.DECLINE, Action.CALL),
    Headline.HELPING: (Action.DONE, Action.CALL),
    Headline.JUST_OWNED: (Action.RESOLVE, Action.ASK),
    Headline.HELPER_CANNOT: (Action.ASK, Action.UPDATE, Action.RESOLVE),
    Headline.STEPS_DONE: (Action.RESOLVE, Action.UPDATE, Action.ASK),
    Headline.START: (Action.ASK, Action.RESOLVE, Action.UPDATE),
    Headline.STAND_IN_UPDATE: (Action.UPDATE, Action.ASK, Action.PROPOSE),
    Headline.STAND_IN_ASK: (Action.ASK, Action.UPDATE, Action.PROPOSE),
    Headline.STAND_IN_PROPOSE: (Action.PROPOSE, Action.UPDATE, Action.ASK),
    Headline.CALL_OWNER: (Action.CALL, Action.ON_IT, Action.PROPOSE),
    Headline.FORMER_OWNER: (Action.NOTE, Action.CALL),
    Headline.ON_TIME: (Action.OFFER, Action.CALL),
    Headline.RESOLVED: (),
}
# Nothing is to be done next, or two ways on are equals: no action stands out.
_CALM = (
    Headline.JUST_OWNED,
    Headline.WAITING_FOR_OWNER,
    Headline.WAITING_FOR_HELPER,
    Headline.FORMER_OWNER,
    Headline.ON_TIME,
    Headline.RESOLVED,
)
_MENU = (
    Action.ON_IT,
    Action.UPDATE,
    Action.ASK,
    Action.RESOLVE,
    Action.USE,
    Action.REOPEN,
    Action.OFFER,
    Action.NOTE,
    Action.CORRECT,
    Action.SHARE,
    Action.PROPOSE,
)


@dataclass(frozen=True, kw_only=True)
class IssueActions:
    """What decides it for an issue, as one viewer sees it."""

    acts: frozenset[IssueAct]
    state: IssueState
    is_owner: bool = False  # the viewer is, or was when it was resolved
    was_owner: bool = False  # the viewer, who has handed it on
    just_owned: bool = False
    is_asked_to_own: bool = False  # an owner change waits for the viewer’s answer
    waits_for_owner: bool = False  # somebody else was asked to take over
    my_step: StepState | None = None  # the newest open one that the viewer was asked for
    steps: tuple[StepState, ...] = ()  # of others: those that matter now, newest first
    customer_says_no: bool = False  # and has not been updated since
    is_late: bool = False
    is_near: bool = False
    is_nudged: bool = False  # the owner or the viewer, and nothing has happened since
    is_acknowledged: bool = False
    is_off_before_promise: bool = False  # the owner is off shift when they are to be reminded
    can_call: bool = False  # the owner’s number is known

    @property
    def headline(self) -> Headline:
        if self.state is IssueState.RESOLVED:
            return Headline.RESOLVED
        if self.state is IssueState.UNOWNED:
            return Headline.HELPING if self._helps else Headline.NO_OWNER
        if self.is_asked_to_own:
            return Headline.ASKED_TO_OWN
        if self.is_owner:
            return self._of_owner
        if self.my_step:
            return Headline.HELPING if self._helps else Headline.ASKED_TO_HELP
        return self._of_lead if IssueAct.ON_IT in self.acts else self._of_colleague

    @property
    def bar(self) -> Bar:
        """The first one is the largest."""
        actions = _BARS.get(self.headline, _UPDATE_FIRST)
        if self.is_on_it_due and self.is_owner:
            instead = Action.ASK if actions[0] is not Action.ASK else actions[-1]
            actions = tuple(Action.ON_IT if one is instead else one for one in actions)
        elif self.is_on_it_due and self.headline is Headline.ON_TIME:
            actions = (Action.ON_IT, *actions)
        return tuple(action for action in actions if self._is_possible(action))

    @property
    def primary(self) -> Action | None:
        """What the card says to do next, if anything."""
        return None if self.headline in _CALM else next(iter(self.bar), None)

    @property
    def menu(self) -> Bar:
        """What is rarer, in *More*."""
        return tuple(one for one in _MENU if one not in self.bar and self._is_possible(one))

    @property
    def is_on_it_due(self) -> bool:
        """Who was nudged, or is late, may say that they are on it."""
        is_due = self.is_nudged or (self.is_late and not self.is_acknowledged)
        may = IssueAct.ON_IT in self.acts and not self.just_owned
        return may and is_due and self._asks_again is None

    @property
    def _of_owner(self) -> Headline:
        if self.just_owned:
            return Headline.JUST_OWNED
        if self.is_late:
            return Headline.LATE
        if self.customer_says_no:
            return Headline.CUSTOMER_SAYS_NO
        if self._asks_again:
            return self._asks_again
        if self.is_near:
            return Headline.NEAR
        if self.waits_for_owner:
            return Headline.WAITING_FOR_OWNER
        if any(state in OPEN for state in self.steps):
            return Headline.WAITING_FOR_HELPER
        return Headline.STEPS_DONE if StepState.DONE in self.steps else Headline.START

    @property
    def _of_lead(self) -> Headline:
        if IssueAct.TOLD not in self.acts:  # the owner is on shift, and can be reached
            return Headline.CALL_OWNER if self.is_late else self._of_colleague
        if self.is_late or self.is_near:
            return Headline.STAND_IN_UPDATE
        if self._is_stuck:
            return Headline.STAND_IN_ASK
        return Headline.STAND_IN_PROPOSE if self.is_off_before_promise else self._of_colleague

    @property
    def _of_colleague(self) -> Headline:
        return Headline.FORMER_OWNER if self.was_owner else Headline.ON_TIME

    @property
    def _helps(self) -> bool:
        return self.my_step is StepState.ACCEPTED

    @property
    def _is_stuck(self) -> bool:
        """The newest step got a no, or no answer."""
        return self.steps[:1] in ((StepState.DECLINED,), (StepState.UNANSWERED,))

    @property
    def _asks_again(self) -> Headline | None:
        may_ask = IssueAct.ASK in self.acts and self.is_owner and not self.is_late
        return Headline.HELPER_CANNOT if may_ask and self._is_stuck else None

    def _is_possible(self, action: Action) -> bool:
        if action is Action.CALL:
            return self.can_call
        return _LEGAL[action] in self.acts if action in _LEGAL else True
