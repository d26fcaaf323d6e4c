"""What an act gives back: it was done, or a rule refused it. Knows no HTTP."""

from dataclasses import dataclass

from web.rules.issues import Refusal


@dataclass(frozen=True)
class Outcome:
    """`ref` is the issue that it was about; `refusal` is None when the act was done."""

    ref: str
    refusal: Refusal | None = None
    step_id: int | None = None  # of the step that was asked for
