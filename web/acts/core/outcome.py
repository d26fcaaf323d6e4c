"""The result of an act: done, or refused by a rule. Knows no HTTP."""

from dataclasses import dataclass

from web.rules.issues import Refusal


@dataclass(frozen=True)
class Outcome:
    """`ref`: of the issue; `refusal`: None when the act was done."""

    ref: str
    refusal: Refusal | None = None
    step_id: int | None = None  # of the step that was asked for
