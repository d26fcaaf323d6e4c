"""Recipients of an escalation step, given the people there are. Pure: nudging and playing a policy
through use the same decision.

Nobody off shift is nudged. If no recipient can be reached, others are notified in their place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from web.rules.escalation import EscalationStep, EscalationSteps
from web.rules.vocabulary import Recipient, Role

# These mean people on shift only; nothing is deferred for anybody else.
_ONLY_WHO_IS_HERE = (Recipient.ON_SHIFT, Recipient.LEAD_ON_SHIFT)


@dataclass(frozen=True)
class EscalationCandidate:
    """A person as an escalation sees them at one moment."""

    id: int
    role: Role
    is_at_site: bool  # of the issue
    on_shift: bool
    can_be_reached: bool  # a phone that rings, or a channel
    is_owner: bool = False  # of the issue; for a shift that ends: the person whose shift it is
    is_helper: bool = False  # was asked


@dataclass(frozen=True)
class Decision:
    """Ids of people, in the order of the candidates."""

    # Meant and on shift; also those whom nothing reaches, which is recorded.
    notify: tuple[int, ...]
    defer: tuple[int, ...]  # recipients off shift: the nudge is deferred
    fallback: tuple[int, ...] = ()  # in the place of recipients who cannot be reached


def decide(
    due_steps: Sequence[EscalationStep],
    people: Sequence[EscalationCandidate],
    unreachable: EscalationSteps,
    others: EscalationSteps,
) -> Decision:
    """Who is nudged by `due_steps`. `unreachable`: steps that stand in for an owner; `others`: the
    policy's other steps, those still to come first."""
    meant = [candidate for candidate in people if any(means(step, candidate) for step in due_steps)]
    notify = tuple(candidate.id for candidate in meant if candidate.on_shift)
    defer = tuple(candidate.id for candidate in meant if not candidate.on_shift)
    is_reached = any(candidate.on_shift and candidate.can_be_reached for candidate in meant)
    # A nudge that is not urgent and is deferred needs nobody else.
    if is_reached or (defer and not notify and not any(step.is_urgent for step in due_steps)):
        return Decision(notify, defer)
    is_owner = any(candidate.is_owner for candidate in meant)
    return Decision(
        notify, defer, fallback(unreachable, others, people, notify, for_owner=is_owner)
    )


def fallback(
    unreachable: EscalationSteps,
    others: EscalationSteps,
    people: Sequence[EscalationCandidate],
    but: Iterable[int],
    *,
    for_owner: bool,
) -> tuple[int, ...]:
    """Recipients of the first step that reaches somebody now outside of `but`; empty when there is
    none. For an owner the steps of `unreachable` are tried first, for others last."""
    here = [
        candidate
        for candidate in people
        if candidate.on_shift and candidate.can_be_reached and candidate.id not in but
    ]
    for step in (*unreachable, *others) if for_owner else (*others, *unreachable):
        found = tuple(candidate.id for candidate in here if means(step, candidate))
        if found:
            return found
    return ()


def means(step: EscalationStep, candidate: EscalationCandidate) -> bool:
    return any(_is(whom, candidate, step.person_id) for whom in step.whom)


def _is(whom: Recipient, candidate: EscalationCandidate, person_id: int | None) -> bool:
    if whom in _ONLY_WHO_IS_HERE and not candidate.on_shift:
        return False
    match whom:
        case Recipient.OWNER:
            return candidate.is_owner
        case Recipient.HELPER:
            return candidate.is_helper
        case Recipient.ON_SHIFT:
            return candidate.is_at_site
        case Recipient.LEAD_ON_SHIFT | Recipient.LEADS:
            return candidate.is_at_site and candidate.role is Role.LEAD
        case Recipient.ADMINS:
            return candidate.role is Role.ADMIN
        case Recipient.PERSON:
            return candidate.id == person_id and _may_see(candidate)


def _may_see(candidate: EscalationCandidate) -> bool:
    """Who was named may have gone to another site since."""
    return (
        candidate.is_at_site
        or candidate.role is Role.ADMIN
        or candidate.is_owner
        or candidate.is_helper
    )
