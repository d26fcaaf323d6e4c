"""What a step's page says first: to its helper, to the owner, and to colleagues who look on. Pure.

The values of all messages: first names of the `owner`, of whoever `asks` and of the `helper`; full
names of who asks (`who`) and of the helper (`colleague`).
"""

from dataclasses import dataclass
from datetime import datetime

from web.language.messages import gettext_noop as _
from web.rules.vocabulary import Introduction, StepState


@dataclass(frozen=True, kw_only=True)
class ToldStep:
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
CANCELLED = _("This request was cancelled")


def title_message(step: ToldStep, *, has_code: bool) -> str:
    is_going_on = step.state in (*_WAITING, StepState.ACCEPTED)
    if step.is_owner and step.is_helper and is_going_on:
        return _("This request is yours, and so is the issue")
    if step.is_helper:
        return _for_helper(step)
    return _for_owner(step, has_code=has_code) if step.is_owner else _for_others(step)


def _for_helper(step: ToldStep) -> str:
    match step.state:
        case StepState.ASKED | StepState.UNANSWERED:
            return _("%(who)s asks you") if step.owner else _("A customer needs you")
        case StepState.ACCEPTED if not step.owner:
            return _("You are with the customer, and nobody owns this now")
        case StepState.ACCEPTED:
            return _("You are with %(owner)s on this")
        case StepState.DONE:
            return _("Your part is done")
        case StepState.WITHDRAWN if step.accepted_at:
            return _("You can go now")
        case StepState.DECLINED:
            is_known = step.asker_first or step.owner_first
            return _("%(asks)s knows you can’t") if is_known else _("The owner knows you can’t")
        case _:
            return CANCELLED


def _for_owner(step: ToldStep, *, has_code: bool) -> str:
    if step.has_helped:
        return _("%(helper)s helped you")
    match step.state:
        case StepState.ASKED:
            return _while_asked(step, has_code=has_code)
        case StepState.UNANSWERED:
            is_known = step.helper is not None
            return (
                _("%(helper)s has not answered") if is_known else _("Nobody has scanned your code")
            )
        case StepState.ACCEPTED:
            return _("%(helper)s is with you")
        case StepState.DECLINED:
            return _("%(helper)s can’t help with this")
        case _:
            return CANCELLED


def _while_asked(step: ToldStep, *, has_code: bool) -> str:
    if has_code:
        scans = _("Let %(helper)s scan this")
        return scans if step.helper else _("Let your colleague scan this")
    if step.introduction is Introduction.CALL:
        return _("Call %(helper)s now")
    return _("Waiting for %(helper)s’s answer") if step.helper else _("Waiting for your colleague")


def _for_others(step: ToldStep) -> str:
    if step.has_helped:
        return _("%(colleague)s helped %(owner)s") if step.owner else _("%(colleague)s helped")
    match step.state:
        case StepState.ASKED | StepState.UNANSWERED:
            return _is_asked(step)
        case StepState.ACCEPTED if step.owner:
            return _("%(colleague)s is with %(owner)s")
        case StepState.ACCEPTED:
            return _("%(colleague)s is with the customer")
        case StepState.DECLINED:
            return _("%(colleague)s could not help")
        case _:
            return CANCELLED


def _is_asked(step: ToldStep) -> str:
    is_known = bool(step.asker or step.owner)
    if not step.helper:
        if step.is_asker:
            return _("You are looking for someone")
        return _("%(who)s is looking for someone") if is_known else _("Looking for someone")
    if step.is_asker:
        return _("You asked %(colleague)s")
    return _("%(who)s asked %(colleague)s") if is_known else _("%(colleague)s was asked")


def how_messages(step: ToldStep) -> list[str]:
    """How the helper is brought in, as they see it."""
    for_owner = _("%(asks)s asks for %(owner)s, who owns this.")
    return [*([for_owner] if step.asker_first and step.owner_first else []), _introduced(step)]


def _introduced(step: ToldStep) -> str:
    if not step.owner_first:
        return _("Nobody owns this issue now. Open the issue and tap “I own this” to take it.")
    if not step.is_of_owner and not step.asker_first:
        return _("%(owner)s owns this now and is waiting for your answer.")
    match step.introduction:
        case Introduction.IN_PERSON:
            return _("%(asks)s is walking over to you.")
        case Introduction.CALL:
            return _("%(asks)s is calling you.")
        case Introduction.MESSAGE:
            return _("%(asks)s is waiting for your answer.")
        case Introduction.NONE:
            return _("Nobody has introduced you to the customer yet.")


def say_message(step: ToldStep) -> str:
    """What the owner could say to the customer while they wait."""
    match step.introduction:
        case Introduction.IN_PERSON if step.helper:
            return _(
                "You could say: “This is %(helper)s. I’ve told them what it is about, "
                "and I’m staying with you.”"
            )
        case Introduction.IN_PERSON:
            return _(
                "You could say: “I don’t know this one myself. Come with me, "
                "and we’ll find someone who does.”"
            )
        case Introduction.CALL:
            return _(
                "You could say: “I’m calling %(helper)s, who can help with this. "
                "I’ll stay with you.”"
            )
        case _:
            return _("You could say: “I’ve asked a colleague, and I’ll tell you what they say.”")
