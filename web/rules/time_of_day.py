"""Times of day as people type them where a browser shows no clock. Pure."""

import re
from datetime import time

from web.rules.text import number_keyed_in

# Halves of a day where clocks have twelve hours, as CLDR abbreviates them, or written out.
_MORNING = ("am", "öö", "дп", "ص", "صباحا", "पूर्वाह्न", "सुबह")
_EVENING = ("pm", "ös", "пп", "م", "مساء", "अपराह्न", "शाम")
_HOUR = "h|uhr|uur|u|год|बजे"
# As browsers send it (HTML, “valid time string”), with seconds that are zero; also 9, 9.30, 9h30,
# 0930, 9:30 pm, 9 Uhr and 9 Uhr 30.
_CLOCK = re.compile(
    rf"(?P<hour>[0-9]{{1,2}}?)"
    rf"(?:\s*(?:[:.,]|{_HOUR})?\s?(?P<minute>[0-5][0-9])(?::00(?:\.0{{1,3}})?)?)?"
    rf"\s*(?:(?:{_HOUR})\.?)?\s*(?P<half>{'|'.join(_MORNING + _EVENING)})?\.?",
    re.ASCII,
)
# a.m. and p. m. are am and pm, صباحًا is written with and without its vowel.
_DOTTED = re.compile(r"([ap])\.?\s?m\.?", re.ASCII)
LONGEST = 24  # characters that a field takes: 9:30 पूर्वाह्न has 14
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
    plain = _DOTTED.sub(r"\1m", (number_keyed_in(text) or "").lower().replace("\u064b", ""))
    match = _CLOCK.fullmatch(plain)
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if not match["half"]:
        return hour, minute
    if not 1 <= hour <= _NOON:
        return None
    return hour % _NOON + (_NOON if match["half"] in _EVENING else 0), minute
