"""What a step's page says first: to its helper, to the owner, and to colleagues who look on. Pure.

The values of all messages: first names of the `owner`, of whoever `asks` and of the `helper`; full
names of who asks (`who`) and of the helper (`colleague`).
"""

from dataclasses import dataclass
from datetime import datetime

from web.language.messages import gettext_noop as N_
from web.rules.vocabulary import Introduction, StepState


@dataclass(frozen=True, kw_only=True)
class StepHeading:
    """A step, as one of its people is told of it."""

    state: StepState  # as of now
    introduction: Introduction
    helper: str | None  # full name; None: whoever scans the owner's code
    helper_first: str | None
    is_helper: bool  # the viewer is
    is_owner: bool  # the viewer owns the issue now
    owner: str | None  # full name; None: nobody owns it now
    owner_first: str | None
    is_of_owner: bool  # it was asked by today's owner
    asker: str | None  # full name of the lead who asked in the owner's stead
    asker_first: str | None
    is_asker: bool  # the viewer is
    accepted_at: datetime | None

    @property
    def has_helped(self) -> bool:
        """Also who was let go: they are no longer needed."""
        is_over = self.state is StepState.WITHDRAWN and self.accepted_at is not None
        return self.state is StepState.DONE or is_over


_WAITING = (StepState.ASKED, StepState.UNANSWERED)
CANCELLED = N_("This request was cancelled")


def title_message(step: StepHeading, *, has_code: bool) -> str:
    is_going_on = step.state in (*_WAITING, StepState.ACCEPTED)
    if step.is_owner and step.is_helper and is_going_on:
        return N_("This request is yours, and so is the issue")
    if step.is_helper:
        return _for_helper(step)
    return _for_owner(step, has_code=has_code) if step.is_owner else _for_others(step)


def _for_helper(step: StepHeading) -> str:
    match step.state:
        case StepState.ASKED | StepState.UNANSWERED:
            return N_("%(who)s asks you") if step.owner else N_("A customer needs you")
        case StepState.ACCEPTED if not step.owner:
            return N_("You are with the customer, and nobody owns this now")
        case StepState.ACCEPTED:
            return N_("You are with %(owner)s on this")
        case StepState.DONE:
            return N_("Your part is done")
        case StepState.WITHDRAWN if step.accepted_at:
            return N_("You can go now")
        case StepState.DECLINED:
            is_known = step.asker_first or step.owner_first
            return N_("%(asks)s knows you can’t") if is_known else N_("The owner knows you can’t")
        case _:
            return CANCELLED


def _for_owner(step: StepHeading, *, has_code: bool) -> str:
    if step.has_helped:
        return N_("%(helper)s helped you")
    match step.state:
        case StepState.ASKED:
            return _while_asked(step, has_code=has_code)
        case StepState.UNANSWERED:
            is_known = step.helper is not None
            return (
                N_("%(helper)s has not answered")
                if is_known
                else N_("Nobody has scanned your code")
            )
        case StepState.ACCEPTED:
            return N_("%(helper)s is with you")
        case StepState.DECLINED:
            return N_("%(helper)s can’t help with this")
        case _:
            return CANCELLED


def _while_asked(step: StepHeading, *, has_code: bool) -> str:
    if has_code:
        scans = N_("Let %(helper)s scan this")
        return scans if step.helper else N_("Let your colleague scan this")
    if step.introduction is Introduction.CALL:
        return N_("Call %(helper)s now")
    return (
        N_("Waiting for %(helper)s’s answer") if step.helper else N_("Waiting for your colleague")
    )


def _for_others(step: StepHeading) -> str:
    if step.has_helped:
        return N_("%(colleague)s helped %(owner)s") if step.owner else N_("%(colleague)s helped")
    match step.state:
        case StepState.ASKED | StepState.UNANSWERED:
            return _is_asked(step)
        case StepState.ACCEPTED if step.owner:
            return N_("%(colleague)s is with %(owner)s")
        case StepState.ACCEPTED:
            return N_("%(colleague)s is with the customer")
        case StepState.DECLINED:
            return N_("%(colleague)s could not help")
        case _:
            return CANCELLED


def _is_asked(step: StepHeading) -> str:
    is_known = bool(step.asker or step.owner)
    if not step.helper:
        if step.is_asker:
            return N_("You are looking for someone")
        return N_("%(who)s is looking for someone") if is_known else N_("Looking for someone")
    if step.is_asker:
        return N_("You asked %(colleague)s")
    return N_("%(who)s asked %(colleague)s") if is_known else N_("%(colleague)s was asked")


def how_messages(step: StepHeading) -> list[str]:
    """How the helper is brought in, as they see it."""
    for_owner = N_("%(asks)s asks for %(owner)s, who owns this.")
    return [*([for_owner] if step.asker_first and step.owner_first else []), _introduced(step)]


def _introduced(step: StepHeading) -> str:
    if not step.owner_first:
        return N_("Nobody owns this issue now. Open the issue and tap “I own this” to take it.")
    if not step.is_of_owner and not step.asker_first:
        return N_("%(owner)s owns this now and is waiting for your answer.")
    match step.introduction:
        case Introduction.IN_PERSON:
            return N_("%(asks)s is walking over to you.")
        case Introduction.CALL:
            return N_("%(asks)s is calling you.")
        case Introduction.MESSAGE:
            return N_("%(asks)s is waiting for your answer.")
        case Introduction.NONE:
            return N_("Nobody has introduced you to the customer yet.")


def say_message(step: StepHeading) -> str | None:
    """What the owner could say to the customer of this helper while they wait. None: the words for
    the way in which they are brought in (`rules.phrases`) are enough."""
    match step.introduction:
        case Introduction.IN_PERSON if step.helper:
            return N_(
                "You could say: “This is %(helper)s. I’ve told them what it is about, "
                "and I’m staying with you.”"
            )
        case Introduction.CALL:
            return N_(
                "You could say: “I’m calling %(helper)s, who can help with this. "
                "I’ll stay with you.”"
            )
        case _:
            return None
