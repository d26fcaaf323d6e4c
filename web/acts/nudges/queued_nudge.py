"""A nudge to be enqueued by an act: see `enqueue.replace_and_enqueue`."""

from dataclasses import dataclass

from push.nudge import Nudge


@dataclass(frozen=True)
class QueuedNudge:
    """One nudge, and the subject by which later news supersedes it."""

    subject: str
    nudge: Nudge
    stays_loud: bool = False  # loud, if it replaces a loud nudge that was never sent
    but_device: str | None = None  # for all phones of its person except this one
