"""Who reads a sentence about what somebody did. Pure."""

from collections.abc import Mapping
from enum import StrEnum


class Voice(StrEnum):
    ME = "me"  # the reader did it
    HELPER = "helper"  # it was done for or to the reader
    OTHER = "other"  # somebody did it, for or to nobody in particular or somebody else
    NOBODY = "nobody"  # nobody is known to have done it


# The messages of one sentence: `{Voice.ME: "You resolved this.", Voice.OTHER: "%(who)s …"}`.
Voices = Mapping[Voice, str]
