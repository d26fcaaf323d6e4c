"""What an act wants told: see `telling.tell`."""

from dataclasses import dataclass

from push.nudge import Nudge


@dataclass(frozen=True)
class Told:
    """One nudge, and the subject by which later news silences it."""

    subject: str
    nudge: Nudge
    keeps_sound: bool = False  # loud, where it replaces something loud that was never sent
