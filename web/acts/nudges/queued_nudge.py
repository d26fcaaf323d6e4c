"""What an act wants told: see `enqueue.replace_and_enqueue`."""

from dataclasses import dataclass

from push.nudge import Nudge


@dataclass(frozen=True)
class QueuedNudge:
    """One nudge, and the subject by which later news silences it."""

    subject: str
    nudge: Nudge
    keeps_sound: bool = False  # loud, where it replaces something loud that was never sent
