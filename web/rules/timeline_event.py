"""What the sentence of an event tells. Pure."""

from dataclasses import dataclass
from datetime import datetime

from web.rules.allowances import Used
from web.rules.vocabulary import (
    ChangeReason,
    CorrectedField,
    CustomerAnswer,
    DeclineReason,
    EventKind,
    Introduction,
    SilentReason,
    Urgency,
)
from web.rules.voices import Voice, voices_for


@dataclass(frozen=True, kw_only=True)
class TimelineEvent:
    """An event with the named parts of its sentence by kind."""

    kind: EventKind | None  # None: one that this version does not know
    who: str | None
    by_me: bool
    when: datetime | None = None  # the promise's time, where the kind has one
    names: tuple[str, ...] = ()  # who was nudged
    not_shown: bool = False  # UNREACHED: their phones took it, and none has shown it
    in_place: bool = False  # NUDGED: of somebody who could not be reached
    helper: str | None = None  # of a step, or the next owner of an owner change
    helper_is_me: bool = False
    introduction: Introduction | None = None
    why: DeclineReason | None = None
    reason: ChangeReason | None = None
    silent: SilentReason | None = None  # ASKED, CHANGE_ASKED: why their phone made no sound
    said_yes: bool = False  # WITHDRAWN: they were with the owner until here
    undone: EventKind | None = None  # UNDONE: what was
    for_owner: str | None = None  # whose absence made a lead act: first name
    for_me: bool = False  # that owner looks
    field: CorrectedField | None = None  # CORRECTED
    urgencies: tuple[Urgency, Urgency] | None = None  # CORRECTED: what it was, and is
    answer: CustomerAnswer | None = None  # CUSTOMER_ANSWERED, and REOPENED by it
    used: Used | None = None  # AUTHORITY_USED: of a list
    added: int = 0  # CORRECTED: photos; 0: one was removed
    of_cause: bool = False  # the issue is a cause: the team is updated, not a customer

    @property
    def subject(self) -> str | None:
        return self.helper or self.who

    @property
    def voices(self) -> list[Voice]:
        return voices_for(
            by_me=self.by_me, for_me=self.for_me, to_me=self.helper_is_me, who=self.who
        )
