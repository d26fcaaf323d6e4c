"""Times of day as people type them where a browser shows no clock. Pure."""

import re
from datetime import time

from web.rules.text import number_keyed_in

# As browsers send it (HTML, “valid time string”), with seconds that are zero; also 9, 9.30, 9h30,
# 0930, 9:30 pm and 9 Uhr.
_CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2}?)(?:\s?[:.,h]?\s?(?P<minute>[0-5][0-9])(?::00(?:\.0{1,3})?)?)?"
    r"\s*(?:h|uhr|(?P<half>[ap])\.?\s?m)?\.?",
    re.ASCII,
)
_END_OF_DAY = 24  # ISO 8601 knows it as well
_NOON = 12


def clock_time(text: str) -> time | None:
    """None for what is no time of day."""
    found = _read(text)
    return time(*found) if found and found[0] < _END_OF_DAY else None


def ending_time(text: str) -> time | None:
    """The same for when something ends: 24:00 is midnight."""
    return time(0) if _read(text) == (_END_OF_DAY, 0) else clock_time(text)


def _read(text: str) -> tuple[int, int] | None:
    """Hour and minute; the hour may be 24 and more."""
    match = _CLOCK.fullmatch((number_keyed_in(text) or "").lower())
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if not match["half"]:
        return hour, minute
    if not 1 <= hour <= _NOON:
        return None
    return hour % _NOON + (_NOON if match["half"] == "p" else 0), minute
