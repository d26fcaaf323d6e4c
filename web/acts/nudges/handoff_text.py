"""Text of nudges about handoffs. Anybody may read it on lock screens, like that in `text`.

First names of employees, the issue's reference and place; never the customer, and the need only
where the site allows free text on lock screens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from web.acts.nudges.recipient import Text
from web.acts.nudges.text import NudgeContext
from web.language.dates import listed
from web.language.messages import gettext as _
from web.language.messages import ngettext
from web.rules.vocabulary import Introduction, StepState

_MOST_STEPS = 4
_MOST_REFS = 6


@dataclass(frozen=True)
class HelperState:
    """One step, as far as a lock screen shows it."""

    helper: str | None  # first name
    state: StepState
    since: datetime  # since when it is in this state


def asked(context: NudgeContext, by: str, need: str, introduction: Introduction) -> Text:
    title = _(
        "%(who)s asks for your help: %(where)s, %(ref)s",
        who=by,
        where=context.where,
        ref=context.ref,
    )
    if context.shows_text:
        return title, need
    match introduction:
        case Introduction.IN_PERSON if context.is_cause:
            return title, _("%(who)s is walking over to you.", who=by)
        case Introduction.IN_PERSON:
            return title, _("%(who)s is walking over to you with the customer.", who=by)
        case Introduction.CALL:
            return title, _("%(who)s is calling you about it.", who=by)
        case _:
            return title, _("Tap to read what is needed, and say whether you can.")


def cancelled(context: NudgeContext) -> Text:
    title = _("You can go now: %(where)s, %(ref)s", where=context.where, ref=context.ref)
    return title, _("You don’t need to do anything.")


def needed_again(context: NudgeContext, by: str) -> Text:
    title = _(
        "%(who)s still needs you: %(where)s, %(ref)s", who=by, where=context.where, ref=context.ref
    )
    return title, _("It is not settled yet. You are still with them on this.")


def step_unanswered(context: NudgeContext, helper: str | None) -> Text:
    if helper is None:
        title = _(
            "%(where)s: nobody has scanned the code, %(ref)s", where=context.where, ref=context.ref
        )
        return title, _("Ask someone by name, or show the code again.")
    waits = _("Walk over, or ask someone else. The customer is waiting.")
    body = _("Walk over, or ask someone else.") if context.is_cause else waits
    return _has_not_answered(context, helper), body


def change_asked(context: NudgeContext, by: str) -> Text:
    title = _(
        "%(who)s asks you to take over %(ref)s: %(where)s",
        who=by,
        ref=context.ref,
        where=context.where,
    )
    return title, _("Until you say yes, %(owner)s owns it.", owner=context.owner)


def change_unanswered(context: NudgeContext, next_owner: str) -> Text:
    body = _("You still own it. Ask again, or ask someone else.")
    return _has_not_answered(context, next_owner), body


def changed(context: NudgeContext, next_owner: str) -> Text:
    title = _("%(who)s owns %(ref)s now", who=next_owner, ref=context.ref)
    return title, _("You don’t need to do anything.")


def change_declined(context: NudgeContext, next_owner: str) -> Text:
    title = _(
        "%(where)s: %(who)s can’t take over %(ref)s",
        where=context.where,
        who=next_owner,
        ref=context.ref,
    )
    return title, _("You still own it. Ask someone else.")


def acted_for_owner(context: NudgeContext, by: str) -> Text:
    title = _(
        "%(where)s: %(who)s acted for you on %(ref)s", where=context.where, who=by, ref=context.ref
    )
    return title, _("You still own it.")


def accepted(context: NudgeContext, helper: str) -> str:
    return _("%(who)s is with you on %(ref)s", who=helper, ref=context.ref)


def declined(context: NudgeContext, helper: str) -> str:
    return _(
        "%(where)s: %(who)s can’t help with %(ref)s",
        where=context.where,
        who=helper,
        ref=context.ref,
    )


def done(context: NudgeContext, helper: str) -> str:
    return _("%(who)s has done their part of %(ref)s", who=helper, ref=context.ref)


def proposed(context: NudgeContext, helper: str) -> str:
    return _("%(who)s knows who else could help with %(ref)s", who=helper, ref=context.ref)


def offered(context: NudgeContext, by: str) -> Text:
    title = _("%(who)s can help: %(where)s, %(ref)s", who=by, where=context.where, ref=context.ref)
    return title, _("Ask %(who)s if you want their help.", who=by)


def settled(context: NudgeContext, *, is_thanked: bool) -> Text:
    title = _(
        "%(where)s: the customer says it is settled, %(ref)s", where=context.where, ref=context.ref
    )
    if is_thanked:
        return title, _("They say thank you. Only you can read it, on Me.")
    return title, _("You don’t need to do anything.")


def thanked(context: NudgeContext, by: str | None) -> Text:
    """`by`: None: the customer."""
    if by is None:
        title = _(
            "%(where)s: the customer says thank you, %(ref)s", where=context.where, ref=context.ref
        )
    else:
        title = _("%(who)s says thank you for your help with %(ref)s", who=by, ref=context.ref)
    return title, _("Only you can read it, on Me.")


def thanked_off_shift() -> Text:
    return _("You got thanks while you were off shift"), _("Only you can read it, on Me.")


def sent_away(context: NudgeContext) -> Text:
    title = _("%(where)s: a customer was sent away, %(ref)s", where=context.where, ref=context.ref)
    if context.owner is None:
        return title, _("Nobody owns it now. Make sure that someone does.")
    return title, _(
        "%(owner)s owns it again. Make sure the customer is updated.", owner=context.owner
    )


def summary(context: NudgeContext, walk: Sequence[HelperState]) -> str:
    """`Ben: with you since 10:32 · Carla: asked 10:40`; the newest few, oldest first."""
    told = [helper_state for helper_state in walk if helper_state.state is not StepState.WITHDRAWN][
        -_MOST_STEPS:
    ]
    return " · ".join(_step(context, one) for one in told)


def _step(context: NudgeContext, helper_state: HelperState) -> str:
    who, at = helper_state.helper or _("Code"), context.clock(helper_state.since)
    match helper_state.state:
        case StepState.ASKED:
            return _("%(who)s: asked %(time)s", who=who, time=at)
        case StepState.UNANSWERED:
            return _("%(who)s: no answer by %(time)s", who=who, time=at)
        case StepState.ACCEPTED:
            return _("%(who)s: with you since %(time)s", who=who, time=at)
        case StepState.DONE:
            return _("%(who)s: done %(time)s", who=who, time=at)
        case StepState.DECLINED:
            return _("%(who)s: can’t", who=who)
        case StepState.WITHDRAWN:
            return _("%(who)s: can go", who=who)
        case _:
            assert_never(helper_state.state)


def shift_ends(where: str, at: str, count: int) -> Text:
    title = _("%(where)s: your shift ends at %(time)s", where=where, time=at)
    return title, ngettext(
        "You own an open issue. Take care of it before you go.",
        "You own %(num)s open issues. Take care of them before you go.",
        count,
    )


def left_open(where: str, who: str, refs: Sequence[str]) -> Text:
    if len(refs) == 1:
        title = _("%(where)s: %(who)s left %(ref)s open", where=where, who=who, ref=refs[0])
        return title, _(
            "%(who)s is off shift and still owns it. Make sure the customer is updated.", who=who
        )
    title = ngettext(
        "%(where)s: %(who)s left one issue open",
        "%(where)s: %(who)s left %(num)s issues open",
        len(refs),
        where=where,
        who=who,
    )
    return title, _(
        "%(who)s is off shift and still owns %(refs)s.", who=who, refs=listed(refs[:_MOST_REFS])
    )


def _has_not_answered(context: NudgeContext, who: str) -> str:
    return _(
        "%(where)s: %(who)s has not answered, %(ref)s",
        where=context.where,
        who=who,
        ref=context.ref,
    )
