"""Which acts a row of a site's board offers to a lead, the one that helps most first. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class BoardAct(StrEnum):
    ASK = "ask"
    CALL = "call"  # the owner
    ON_IT = "on-it"
    OWN = "own"
    PROPOSE = "propose"  # another owner
    SEE = "see"  # what was asked
    UPDATE = "update"  # the customer


@dataclass(frozen=True)
class BoardFacts:
    """What decides it for an issue, as one lead sees it."""

    is_unowned: bool = False
    is_mine: bool = False
    is_absent: bool = False  # the owner is off shift, or nothing can reach them
    is_due: bool = False  # the customer should have heard, or is to hear very soon
    is_silent: bool = False  # who was asked has not answered
    can_call: bool = False  # the owner


def board_acts(facts: BoardFacts) -> tuple[BoardAct, ...]:
    """For an absent owner the lead acts by name, as web/rules/issues.py allows."""
    if facts.is_unowned:
        return (BoardAct.OWN,)
    call = (BoardAct.CALL,) if facts.can_call and not facts.is_mine else ()
    if facts.is_mine:
        return _SILENT if facts.is_silent and not facts.is_due else _DUE
    if not facts.is_absent:
        return (*call, BoardAct.SEE) if facts.is_silent else (*call, BoardAct.ON_IT)
    if facts.is_due:
        return (*_DUE, BoardAct.PROPOSE, *call)
    if facts.is_silent:
        return (*_SILENT, BoardAct.PROPOSE, *call)
    return (BoardAct.PROPOSE, *_DUE, *call)


_DUE = (BoardAct.UPDATE, BoardAct.ASK)
_SILENT = (BoardAct.ASK, BoardAct.UPDATE)
