"""Escalation policies: which ladder each trigger has. Pure data, and what makes one acceptable.

As shipped, or as a site's admins changed it. One sentence says what is wrong with a ladder; what
may be saved is all that nothing is said against.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from web.rules.nudges import Ladder, Rung
from web.rules.words import Trigger, Whom

MOST_RUNGS = 8
_A_DAY, _A_WEEK = 24 * 60, 7 * 24 * 60
_OFTENEST = 5  # minutes between repetitions
_MOST_TIMES = 99

# In the order in which people read them.
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
BEFOREHAND = (Trigger.PROMISE, Trigger.SHIFT)  # those with a time to warn of
# An issue that waits must never be forgotten: these ladders go on until somebody acts.
ENDLESS = (Trigger.UNOWNED, Trigger.PROMISE)


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


# The owner hears of a colleague's silence first, and once more after twice the time.
_SILENCE: Ladder = (
    Rung(_minutes(0), (Whom.OWNER,)),
    Rung(_minutes(0), (Whom.OWNER,), is_urgent=True, again=True),
)
_ALL_LEADS = (Whom.LEADS, Whom.ADMINS)
SHIPPED: Mapping[Trigger, Ladder] = {
    Trigger.UNOWNED: (
        Rung(_minutes(0), (Whom.ON_SHIFT,), is_urgent=True),
        Rung(_minutes(5), (Whom.ON_SHIFT, Whom.LEAD_ON_SHIFT), is_urgent=True),
        Rung(_minutes(15), _ALL_LEADS, is_urgent=True, every=_minutes(15)),
    ),
    Trigger.PROMISE: (
        Rung(-_minutes(10), (Whom.OWNER,)),
        Rung(_minutes(0), (Whom.OWNER,), is_urgent=True),
        Rung(_minutes(15), (Whom.OWNER, Whom.LEAD_ON_SHIFT), is_urgent=True),
        Rung(_minutes(60), _ALL_LEADS, is_urgent=True, every=_minutes(60)),
    ),
    Trigger.REOPENED: (Rung(_minutes(0), (Whom.OWNER,), is_urgent=True),),
    Trigger.HELPER: _SILENCE,
    Trigger.NEXT_OWNER: _SILENCE,
    Trigger.SHIFT: (
        Rung(-_minutes(30), (Whom.OWNER,)),
        Rung(_minutes(0), (Whom.LEAD_ON_SHIFT,), is_urgent=True),
    ),
    # Tried at once, one after the other; then the next step of the ladder that failed.
    Trigger.UNREACHABLE: (
        Rung(_minutes(0), (Whom.LEAD_ON_SHIFT,), is_urgent=True),
        Rung(_minutes(0), (Whom.ADMINS,), is_urgent=True),
    ),
}

# (number of the rung from 0, or None where it is about the whole ladder; the sentence)
Fault = tuple[int | None, str]


def faults(trigger: Trigger, ladder: Ladder) -> tuple[Fault, ...]:
    """What speaks against this ladder, in sentences; none: it may be saved."""
    found = [(at, said) for at, rung in enumerate(ladder) for said in _of_rung(trigger, rung)]
    return (*found, *((None, said) for said in _of_ladder(trigger, ladder)))


def _of_ladder(trigger: Trigger, ladder: Ladder) -> Iterator[str]:
    if not ladder:
        yield "A ladder needs at least one step. Say who is nudged, and when."
        return
    if len(ladder) > MOST_RUNGS:
        yield f"A ladder has at most {MOST_RUNGS} steps."
    if trigger in ENDLESS and not _is_endless(ladder):
        yield (
            "The last step has to repeat without an end, so that no issue is forgotten. "
            "Say after how many minutes it comes again, and leave “at most” empty."
        )
    if trigger is Trigger.SHIFT and all(rung.after < timedelta(0) for rung in ladder):
        yield "One step has to come at the end of the shift: who hears what was left open?"


def _is_endless(ladder: Ladder) -> bool:
    """Of several that come last, one that goes on is enough."""
    last = max(rung.after for rung in ladder)
    return any(one.after == last and one.every and one.at_most is None for one in ladder)


def _of_rung(trigger: Trigger, rung: Rung) -> Iterator[str]:
    yield from _of_whom(trigger, rung)
    yield from _of_time(trigger, rung)
    if rung.every is None and rung.at_most is not None:
        yield "“At most” says how often it repeats: say also after how many minutes."
    if rung.every is not None and not _minutes(_OFTENEST) <= rung.every <= _minutes(_A_DAY):
        yield f"It may repeat every {_OFTENEST} minutes to every {_A_DAY} minutes (a day)."
    if rung.at_most is not None and not 1 <= rung.at_most <= _MOST_TIMES:
        yield f"It may repeat at most 1 to {_MOST_TIMES} times."


def _of_whom(trigger: Trigger, rung: Rung) -> Iterator[str]:
    if not rung.whom:
        yield "Say who is nudged."
    if (Whom.PERSON in rung.whom) != (rung.person_id is not None):
        yield "Choose the person to be nudged."
    if Whom.HELPER in rung.whom and trigger not in ANSWERS:
        yield "Nobody has been asked for anything here: the helper cannot be nudged."
    if Whom.OWNER in rung.whom and trigger is Trigger.UNOWNED:
        yield "Nobody owns the issue here: the owner cannot be nudged."
    if Whom.OWNER in rung.whom and trigger is Trigger.UNREACHABLE:
        yield "It is the owner who cannot be reached: name somebody else."
    if trigger is Trigger.SHIFT:
        yield from _of_shift(rung)


def _of_shift(rung: Rung) -> Iterator[str]:
    if rung.after >= timedelta(0) and Whom.OWNER in rung.whom:
        yield "After the end of their shift nobody is nudged: name somebody else."
    if rung.after < timedelta(0) and rung.whom != (Whom.OWNER,):
        yield "Before the end of a shift only the person whose shift it is can be nudged."


def _of_time(trigger: Trigger, rung: Rung) -> Iterator[str]:
    if trigger is Trigger.UNREACHABLE:
        if rung.after or rung.every or rung.again:
            yield "These steps are tried at once, one after the other: leave the times empty."
        return
    if rung.after < timedelta(0) and trigger not in BEFOREHAND:
        yield "It cannot come before its time: write 0 or more minutes."
    elif not -_minutes(_A_DAY) <= rung.after <= _minutes(_A_WEEK):
        yield f"Write from {-_A_DAY} minutes (a day before) to {_A_WEEK} minutes (a week after)."
    if rung.again and trigger not in ANSWERS:
        yield "“As long again” is for those who were asked and have not answered."
    elif rung.again and rung.after:
        yield "“As long again” has its own time: leave the minutes at 0."


def in_order(ladder: Ladder) -> Ladder:
    """By time; what comes at once keeps its order."""
    return tuple(sorted(ladder, key=lambda rung: (rung.again, rung.after)))


def as_data(ladder: Ladder) -> list[dict[str, Any]]:
    """As plain JSON; times in whole minutes."""
    return [
        {
            "after": _in_minutes(rung.after),
            "whom": [str(one) for one in rung.whom],
            "is_urgent": rung.is_urgent,
            "every": None if rung.every is None else _in_minutes(rung.every),
            "at_most": rung.at_most,
            "again": rung.again,
            "person_id": rung.person_id,
        }
        for rung in ladder
    ]


def from_data(data: Sequence[Mapping[str, Any]]) -> Ladder:
    """The other way round, of what `as_data` gave."""
    return tuple(
        Rung(
            after=_minutes(one["after"]),
            whom=tuple(Whom(name) for name in one["whom"]),
            is_urgent=one["is_urgent"],
            every=None if one["every"] is None else _minutes(one["every"]),
            at_most=one["at_most"],
            again=one["again"],
            person_id=one["person_id"],
        )
        for one in data
    )


def _in_minutes(span: timedelta) -> int:
    return span // timedelta(minutes=1)
