"""Whom a rung calls, given who there is. Pure: the same decision tells people and plays a policy
through.

Nobody off shift is nudged. Where nobody who is meant can be reached, others hear in their place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from web.rules.escalation import EscalationStep, EscalationSteps
from web.rules.vocabulary import Recipient, Role

# They are asked who is there; for whoever is not, nothing waits.
_ONLY_WHO_IS_HERE = (Recipient.ON_SHIFT, Recipient.LEAD_ON_SHIFT)


@dataclass(frozen=True)
class EscalationCandidate:
    """A person as a ladder sees them at one moment."""

    id: int
    role: Role
    is_at_site: bool  # of the issue
    on_shift: bool
    can_be_reached: bool  # a phone that rings, or another channel
    is_owner: bool = False  # of the issue; of a shift that ends: whose it is
    is_helper: bool = False  # who was asked


@dataclass(frozen=True)
class Decision:
    """Ids, in their order."""

    told: tuple[
        int, ...
    ]  # meant, and on shift; also those whom nothing reaches: it is written down
    held: tuple[int, ...]  # meant, and off shift: it waits for them
    instead: tuple[int, ...] = ()  # in the place of those who cannot be reached


def decide(
    rungs: Sequence[EscalationStep],
    people: Sequence[EscalationCandidate],
    unreachable: EscalationSteps,
    others: EscalationSteps,
) -> Decision:
    """`unreachable`: who hears in an owner's place; `others`: the ladder's other rungs, those still
    to come first."""
    meant = [one for one in people if any(means(rung, one) for rung in rungs)]
    told = tuple(one.id for one in meant if one.on_shift)
    held = tuple(one.id for one in meant if not one.on_shift)
    is_reached = any(one.on_shift and one.can_be_reached for one in meant)
    # What is not urgent and waits for somebody's shift is nobody else's matter.
    if is_reached or (held and not told and not any(rung.is_urgent for rung in rungs)):
        return Decision(told, held)
    is_owner = any(one.is_owner for one in meant)
    return Decision(told, held, fallback(unreachable, others, people, told, for_owner=is_owner))


def fallback(
    unreachable: EscalationSteps,
    others: EscalationSteps,
    people: Sequence[EscalationCandidate],
    but: Iterable[int],
    *,
    for_owner: bool,
) -> tuple[int, ...]:
    """The first rung that means people who can be reached now, none of them of `but`. Who is named
    for an owner comes first for an owner, and last for others: somebody is better than nobody."""
    here = [one for one in people if one.on_shift and one.can_be_reached and one.id not in but]
    for rung in (*unreachable, *others) if for_owner else (*others, *unreachable):
        found = tuple(one.id for one in here if means(rung, one))
        if found:
            return found
    return ()


def means(rung: EscalationStep, one: EscalationCandidate) -> bool:
    return any(_is(whom, one, rung.person_id) for whom in rung.whom)


def _is(whom: Recipient, one: EscalationCandidate, person_id: int | None) -> bool:
    if whom in _ONLY_WHO_IS_HERE and not one.on_shift:
        return False
    match whom:
        case Recipient.OWNER:
            return one.is_owner
        case Recipient.HELPER:
            return one.is_helper
        case Recipient.ON_SHIFT:
            return one.is_at_site
        case Recipient.LEAD_ON_SHIFT | Recipient.LEADS:
            return one.is_at_site and one.role is Role.LEAD
        case Recipient.ADMINS:
            return one.role is Role.ADMIN
        case Recipient.PERSON:
            return one.id == person_id and _may_see(one)


def _may_see(one: EscalationCandidate) -> bool:
    """Who was named may have gone to another site since."""
    return one.is_at_site or one.role is Role.ADMIN or one.is_owner or one.is_helper
