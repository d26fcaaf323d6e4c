"""Reads the form of a policy: one row for each escalation step. Keeps everything that was typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import time, timedelta

from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.reads.policies.policies import EscalationStepRow, errors_by_field
from web.rules import policies
from web.rules.escalation import EscalationStep, EscalationSteps
from web.rules.policies import MAX_STEPS
from web.rules.text import number_keyed_in
from web.rules.time_of_day import LONGEST, clock_time
from web.rules.vocabulary import Recipient, Trigger

NOT_HERE = N_("That person is no longer at this site. Choose someone else.")
_NUMBER = N_("Write the number in digits only, such as 15.")
_WHOM = tuple(recipient for recipient in Recipient if recipient is not Recipient.PERSON)
_EMPTY = (EscalationStepRow(), EscalationStepRow(after="0"))
_TOO_MANY = 10**9  # minutes; more than any step may have, and a timedelta can hold

Errors = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Typed:
    """The rows as typed, the policy where they make one, and what is wrong."""

    rows: tuple[EscalationStepRow, ...]
    ladder: EscalationSteps
    errors: Errors


def read_ladder(trigger: Trigger, form: Mapping[str, str]) -> Typed:
    """Empty rows are left out; the numbers in names of fields are those of the form."""
    # One more than allowed, so that it is refused and not ignored.
    rows = [(at, _row(form, at)) for at in range(MAX_STEPS + 1)]
    filled = [(at, row) for at, row in rows if replace(row, is_before=False) not in _EMPTY]
    errors = [error for at, row in filled for error in _not_numbers(at, row)]
    shown = tuple(row for _, row in filled)
    if len(shown) < MAX_STEPS:
        shown = (*shown, EscalationStepRow())
    if errors:
        return Typed(shown, (), _renumbered(errors, filled))
    ladder = tuple(_rung(row) for _, row in filled)
    return Typed(shown, ladder, errors_by_field(policies.faults(trigger, ladder)))


def read_moment(form: Mapping[str, str]) -> tuple[int, time | None, str]:
    """The day of the week, the time, and the time as typed."""
    day, typed = form.get("weekday", "0"), form.get("time", "")[:LONGEST]
    is_day = len(day) == 1 and day in "0123456"
    return (int(day) if is_day else 0), clock_time(typed), typed


def _row(form: Mapping[str, str], at: int) -> EscalationStepRow:
    def typed(name: str) -> str:
        return form.get(f"{name}-{at}", "").strip()[:20]

    def number(name: str) -> str:
        """As typed where it is none, for the form that is shown again."""
        plain = number_keyed_in(typed(name)) or ""
        return plain if plain.isdigit() else typed(name)

    return EscalationStepRow(
        after=number("after"),
        is_before=typed("side") == "before",
        whom=frozenset(str(one) for one in _WHOM if typed(one) == "yes"),
        person=typed("person"),
        urgent=typed("urgent") == "yes",
        every=number("every"),
        at_most=number("at_most"),
        again=typed("again") == "yes",
    )


def _not_numbers(at: int, row: EscalationStepRow) -> Iterator[tuple[str, str]]:
    for name in ("after", "every", "at_most", "person"):
        text = getattr(row, name)
        if text and not (text.isascii() and text.isdigit()):
            sentence = NOT_HERE if name == "person" else _NUMBER
            yield f"{name}-{at}", _(sentence)


def _renumbered(
    errors: list[tuple[str, str]], filled: list[tuple[int, EscalationStepRow]]
) -> Errors:
    """By the rows as they are shown again, without the empty ones between."""
    shown_at = {at: number for number, (at, _) in enumerate(filled)}
    return tuple(
        (f"{name.rpartition('-')[0]}-{shown_at[int(name.rpartition('-')[2])]}", sentence)
        for name, sentence in errors
    )


def _rung(row: EscalationStepRow) -> EscalationStep:
    whom = tuple(one for one in _WHOM if str(one) in row.whom)
    after = _minutes(row.after or "0")
    step = EscalationStep(
        after=-after if row.is_before else after,
        whom=(*whom, Recipient.PERSON) if row.person else whom,
        is_urgent=row.urgent,
        every=_minutes(row.every) if row.every else None,
        at_most=int(row.at_most) if row.at_most else None,
        again=row.again,
    )
    return replace(step, person_id=int(row.person)) if row.person else step


def _minutes(text: str) -> timedelta:
    return timedelta(minutes=min(int(text), _TOO_MANY))
