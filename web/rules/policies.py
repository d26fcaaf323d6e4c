"""Escalation policies: the steps of each trigger, as shipped or as an admin changed them. Pure.

`faults` says in sentences what is wrong with a policy; everything without faults may be saved.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from web.language.messages import gettext as _
from web.rules.escalation import EscalationStep, EscalationSteps
from web.rules.vocabulary import Recipient, Trigger

MAX_STEPS = 8
_A_DAY, _A_WEEK = 24 * 60, 7 * 24 * 60
_OFTENEST = 5  # minutes between repetitions
_MOST_TIMES = 99

# In the order of display.
EDITABLE = (
    Trigger.UNOWNED,
    Trigger.PROMISE,
    Trigger.REOPENED,
    Trigger.HELPER,
    Trigger.NEXT_OWNER,
    Trigger.SHIFT,
    Trigger.UNREACHABLE,
)
ANSWERS = (Trigger.HELPER, Trigger.NEXT_OWNER)  # somebody was asked
BEFOREHAND = (Trigger.PROMISE, Trigger.SHIFT)  # have a time to warn of
# Count while the site is open. The end of a shift is by the clock of its person.
INSIDE_OPENING = (
    Trigger.UNOWNED,
    Trigger.PROMISE,
    Trigger.REOPENED,
    Trigger.HELPER,
    Trigger.NEXT_OWNER,
)
# An issue that waits must not be forgotten: these repeat until somebody acts.
ENDLESS = (Trigger.UNOWNED, Trigger.PROMISE)


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


# The owner is nudged about a colleague's silence first, and once more after twice the time.
_SILENCE: EscalationSteps = (
    EscalationStep(_minutes(0), (Recipient.OWNER,)),
    EscalationStep(_minutes(0), (Recipient.OWNER,), is_urgent=True, again=True),
)
_ALL_LEADS = (Recipient.LEADS, Recipient.ADMINS)
SHIPPED: Mapping[Trigger, EscalationSteps] = {
    Trigger.UNOWNED: (
        EscalationStep(_minutes(0), (Recipient.ON_SHIFT,), is_urgent=True),
        EscalationStep(_minutes(5), (Recipient.ON_SHIFT, Recipient.LEAD_ON_SHIFT), is_urgent=True),
        EscalationStep(_minutes(15), _ALL_LEADS, is_urgent=True, every=_minutes(15)),
    ),
    Trigger.PROMISE: (
        EscalationStep(-_minutes(10), (Recipient.OWNER,)),
        EscalationStep(_minutes(0), (Recipient.OWNER,), is_urgent=True),
        EscalationStep(_minutes(15), (Recipient.OWNER, Recipient.LEAD_ON_SHIFT), is_urgent=True),
        EscalationStep(_minutes(60), _ALL_LEADS, is_urgent=True, every=_minutes(60)),
    ),
    Trigger.REOPENED: (EscalationStep(_minutes(0), (Recipient.OWNER,), is_urgent=True),),
    Trigger.HELPER: _SILENCE,
    Trigger.NEXT_OWNER: _SILENCE,
    Trigger.SHIFT: (
        EscalationStep(-_minutes(30), (Recipient.OWNER,)),
        EscalationStep(_minutes(0), (Recipient.LEAD_ON_SHIFT,), is_urgent=True),
    ),
    # Tried at once, one after the other; then the next step of the escalation that failed.
    Trigger.UNREACHABLE: (
        EscalationStep(_minutes(0), (Recipient.LEAD_ON_SHIFT,), is_urgent=True),
        EscalationStep(_minutes(0), (Recipient.ADMINS,), is_urgent=True),
    ),
}

# (index of the step, or None for the whole policy; its field, or "" for all of it; the sentence)
Fault = tuple[int | None, str, str]


def faults(trigger: Trigger, ladder: EscalationSteps) -> tuple[Fault, ...]:
    """What is wrong with this policy, in sentences; empty: it may be saved."""
    found = [
        (at, field, sentence)
        for at, step in enumerate(ladder)
        for field, sentence in _faults_of_step(trigger, step)
    ]
    return (*found, *((None, "", sentence) for sentence in _faults_of_steps(trigger, ladder)))


def _faults_of_steps(trigger: Trigger, ladder: EscalationSteps) -> Iterator[str]:
    if not ladder:
        yield _("Add at least one step: who is reminded, and when.")
        return
    if len(ladder) > MAX_STEPS:
        yield _("There are at most %(most)s steps.", most=MAX_STEPS)
    if trigger in ENDLESS and not _is_endless(ladder):
        yield _(
            "The last step has to repeat without end, so that no issue is forgotten. "
            "Say after how many minutes it repeats, and leave “How many times at most” empty."
        )
    if trigger is Trigger.SHIFT and all(step.after < timedelta(0) for step in ladder):
        yield _("Add a step at the end of the shift: who hears what was left open?")


def _is_endless(ladder: EscalationSteps) -> bool:
    """Of several last steps, one that repeats without end is enough."""
    last = max(step.after for step in ladder)
    return any(step.after == last and step.every and step.at_most is None for step in ladder)


def _faults_of_step(trigger: Trigger, step: EscalationStep) -> Iterator[tuple[str, str]]:
    yield from (("", sentence) for sentence in _faults_of_recipient(trigger, step))
    yield from _faults_of_time(trigger, step)
    if step.every is None and step.at_most is not None:
        yield "every", _("Also say after how many minutes it repeats.")
    if step.every is not None and not _minutes(_OFTENEST) <= step.every <= _minutes(_A_DAY):
        yield (
            "every",
            _(
                "It may repeat every %(least)s minutes to every %(most)s minutes (a day).",
                least=_OFTENEST,
                most=_A_DAY,
            ),
        )
    if step.at_most is not None and not 1 <= step.at_most <= _MOST_TIMES:
        yield "at_most", _("It may repeat at most 1 to %(most)s times.", most=_MOST_TIMES)


def _faults_of_recipient(trigger: Trigger, step: EscalationStep) -> Iterator[str]:
    if not step.whom:
        yield _("Say who is reminded.")
    if (Recipient.PERSON in step.whom) != (step.person_id is not None):
        yield _("Choose the person to remind.")
    if Recipient.HELPER in step.whom and trigger not in ANSWERS:
        yield _("Nobody has been asked for anything here: the helper cannot be reminded.")
    if Recipient.OWNER in step.whom and trigger is Trigger.UNOWNED:
        yield _("Nobody owns the issue here: the owner cannot be reminded.")
    if Recipient.OWNER in step.whom and trigger is Trigger.UNREACHABLE:
        yield _("The owner cannot be reached here: choose someone else.")
    if trigger is Trigger.SHIFT:
        yield from _faults_of_shift(step)


def _faults_of_shift(step: EscalationStep) -> Iterator[str]:
    if step.after >= timedelta(0) and Recipient.OWNER in step.whom:
        yield _("The person is not reminded after their shift: choose someone else.")
    if step.after < timedelta(0) and step.whom != (Recipient.OWNER,):
        yield _("Before the end of a shift only the person on shift can be reminded.")


def _faults_of_time(trigger: Trigger, step: EscalationStep) -> Iterator[tuple[str, str]]:
    if trigger is Trigger.UNREACHABLE:
        if step.after or step.every or step.again:
            yield "", _("These steps are tried one after the other at once: leave the times empty.")
        return
    if step.after < timedelta(0) and trigger not in BEFOREHAND:
        yield "after", _("It cannot come before its time: write 0 or more minutes.")
    elif not -_minutes(_A_DAY) <= step.after <= _minutes(_A_WEEK):
        yield (
            "after",
            _(
                "Write at most %(before)s minutes (a day) before, "
                "or %(after)s minutes (a week) after.",
                before=_A_DAY,
                after=_A_WEEK,
            ),
        )
    if step.again and trigger not in ANSWERS:
        yield (
            "",
            _("“After the same time again” is for those who were asked and have not answered."),
        )
    elif step.again and step.after:
        yield "after", _("“After the same time again” has its own time: leave the minutes at 0.")


def in_order(ladder: EscalationSteps) -> EscalationSteps:
    """By time; steps at once keep their order."""
    return tuple(sorted(ladder, key=lambda step: (step.again, step.after)))


def as_data(ladder: EscalationSteps) -> list[dict[str, Any]]:
    """Plain JSON; times in whole minutes."""
    return [
        {
            "after": _in_minutes(step.after),
            "whom": [str(recipient) for recipient in step.whom],
            "is_urgent": step.is_urgent,
            "every": None if step.every is None else _in_minutes(step.every),
            "at_most": step.at_most,
            "again": step.again,
            "person_id": step.person_id,
        }
        for step in ladder
    ]


def from_data(data: Sequence[Mapping[str, Any]]) -> EscalationSteps:
    """The inverse of `as_data`."""
    return tuple(
        EscalationStep(
            after=_minutes(one["after"]),
            whom=tuple(Recipient(name) for name in one["whom"]),
            is_urgent=one["is_urgent"],
            every=None if one["every"] is None else _minutes(one["every"]),
            at_most=one["at_most"],
            again=one["again"],
            person_id=one["person_id"],
        )
        for one in data
    )


def steps_of(trigger: Trigger, data: object) -> EscalationSteps:
    """Those that are stored as `data`; as shipped, where that cannot be read."""
    try:
        return from_data(data) if isinstance(data, list) else SHIPPED[trigger]
    except (LookupError, TypeError, ValueError, OverflowError):
        return SHIPPED[trigger]


def _in_minutes(span: timedelta) -> int:
    return span // timedelta(minutes=1)
