"""Who reads a sentence about what somebody did. Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Voice(StrEnum):
    ME = "me"  # the reader did it
    OWNER = "owner"  # it was done in the reader's stead
    HELPER = "helper"  # it was done for or to the reader
    OTHER = "other"  # somebody did it, for or to nobody in particular or somebody else
    NOBODY = "nobody"  # nobody is known to have done it


# The messages of one sentence: `{Voice.ME: "You resolved this.", Voice.OTHER: "%(who)s …"}`.
Voices = Mapping[Voice, str]


def voices_for(
    *, by_me: bool, for_me: bool = False, to_me: bool = False, who: str | None
) -> list[Voice]:
    """Those that fit this reader, the most fitting first."""
    fitting = ((by_me, Voice.ME), (for_me, Voice.OWNER), (to_me, Voice.HELPER), (who, Voice.OTHER))
    return [*(voice for fits, voice in fitting if fits), Voice.NOBODY, Voice.OTHER]


def in_voice(voices: Voices, fitting: Iterable[Voice]) -> str:
    return next(voices[one] for one in fitting if one in voices)
