"""Who may answer an owner change. Pure. Ownership does not move before the next owner accepts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from web.language.messages import gettext as _
from web.rules.issues import Refusal
from web.rules.text import Isolated
from web.rules.vocabulary import ChangeAct, ChangeState

ANSWER_WITHIN = timedelta(minutes=15)
# A promise lies in the next shift when it is this long after the end of this one, for people
# without weekly hours: shorter than any night's rest, longer than any break.
BETWEEN_SHIFTS = timedelta(hours=6)
_SOON = timedelta(hours=1)
WAITING = (ChangeState.ASKED, ChangeState.UNANSWERED)


@dataclass(frozen=True)
class OwnerChangeFacts:
    """What the rules need to know of an owner change. Names are full names."""

    state: ChangeState  # as of now: see `state_at`
    from_id: int
    from_name: Isolated
    to_id: int
    to_name: Isolated
    asker_id: int  # the owner, or a lead who stood in for them
    asker_name: Isolated


def state_at(stored: ChangeState, answer_by: datetime, now: datetime) -> ChangeState:
    is_late = stored is ChangeState.ASKED and answer_by <= now
    return ChangeState.UNANSWERED if is_late else stored


def refusal(act: ChangeAct, change: OwnerChangeFacts, actor_id: int) -> Refusal | None:
    """None when `actor_id`, who can see the owner change, may do `act` to it now."""
    if change.state not in WAITING:
        return _refuse_late(act, change, actor_id)
    match act:
        case ChangeAct.ACCEPT | ChangeAct.DECLINE:
            is_theirs = actor_id == change.to_id
            sentence = _(
                "%(who)s was asked to take over, so only they can answer.", who=change.to_name
            )
        case ChangeAct.WITHDRAW:
            is_theirs = actor_id in (change.from_id, change.asker_id)
            sentence = _(
                "%(who)s asked for this, so only they can cancel the request.",
                who=change.asker_name,
            )
        case _:
            assert_never(act)
    return None if is_theirs else Refusal(sentence)


def legal_acts(change: OwnerChangeFacts, actor_id: int) -> frozenset[ChangeAct]:
    return frozenset(act for act in ChangeAct if refusal(act, change, actor_id) is None)


def shift_end(until: datetime | None, now: datetime) -> datetime:
    """When the shift of somebody who leaves now ends: now, or at its own end if that is soon. So
    what counts as arranged does not change between the reminder and that end."""
    is_soon = until is not None and now < until <= now + _SOON
    return until if until is not None and is_soon else now


def lies_in_next_shift(
    promise_at: datetime | None, shift_end: datetime, begins_at: datetime | None = None
) -> bool:
    """Whether a promise can wait until its owner is back. `begins_at`: their next shift by weekly
    hours, None if unknown."""
    return promise_at is not None and promise_at >= (begins_at or shift_end + BETWEEN_SHIFTS)


def _refuse_late(act: ChangeAct, change: OwnerChangeFacts, actor_id: int) -> Refusal:
    match change.state:
        case ChangeState.ACCEPTED:
            mine = act is ChangeAct.ACCEPT and actor_id == change.to_id
            if mine:
                return Refusal(_("You have already said yes."), harmless=True)
            return Refusal(_("%(who)s has already said yes.", who=change.to_name))
        case ChangeState.DECLINED:
            mine = act is ChangeAct.DECLINE and actor_id == change.to_id
            sentence = _("%(who)s has already said no.", who=change.to_name)
            return Refusal(sentence, harmless=mine)
        case ChangeState.WITHDRAWN:
            mine = act is ChangeAct.WITHDRAW and actor_id in (change.from_id, change.asker_id)
            sentence = _("This request was cancelled. You don’t need to do anything.")
            return Refusal(sentence, harmless=mine)
        case ChangeState.ASKED | ChangeState.UNANSWERED:
            raise ValueError("it waits for its answer")
        case _:
            assert_never(change.state)
