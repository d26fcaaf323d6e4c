"""Times of day as people type them."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.rules.time_of_day import clock_time, ending_time

TIMES = {
    # As browsers send them.
    "07:30": time(7, 30),
    "07:30:00": time(7, 30),
    "07:30:00.000": time(7, 30),
    "00:00": time(0),
    "23:59": time(23, 59),
    # As people type them.
    "7:30": time(7, 30),
    "7": time(7),
    "12": time(12),
    "7.30": time(7, 30),
    "7,30": time(7, 30),
    "0730": time(7, 30),
    "730": time(7, 30),
    "1930": time(19, 30),
    "7h": time(7),
    "19h30": time(19, 30),
    "19 Uhr": time(19),
    "19.30 Uhr": time(19, 30),
    "7:30am": time(7, 30),
    "7:30 PM": time(19, 30),
    "7 p.m.": time(19),
    "7:30a.m.": time(7, 30),
    "12 am": time(0),
    "7:30 a. m.": time(7, 30),
    "7 : 30": time(7, 30),
    "19 h 30": time(19, 30),
    "19 30": time(19, 30),
    "12:15 pm": time(12, 15),
    " 7:30\u200b\u00a0": time(7, 30),
    "\u200e7:30": time(7, 30),
    "０７：３０": time(7, 30),
    "٠٧:٣٠": time(7, 30),
    # As pages write them in Arabic, and people in other languages.
    "٩:٣٠\u00a0م": time(21, 30),
    "١٢:٠٠ ص": time(0),
    "٩ صباحًا": time(9),
    "९:३० बजे": time(9, 30),
    "शाम 7": None,
    "7:30 शाम": time(19, 30),
    "7:30 ÖS": time(19, 30),
    "9 Uhr 30": time(9, 30),
    "9.30 uur": time(9, 30),
    "9:30 год.": time(9, 30),
    "7:30 p.\u202fm.": time(19, 30),
    # None of these.
    "": None,
    "nine": None,
    "25:00": None,
    "24:01": None,
    "7:5": None,
    "7:60": None,
    "07:30:15": None,
    "13 pm": None,
    "0 am": None,
    "-7": None,
    "7-9": None,
    "12345": None,
    "7½": None,
    "²:00": None,
}


@pytest.mark.parametrize("text", TIMES, ids=ascii)
def test_a_time(text: str) -> None:
    assert clock_time(text) == TIMES[text]
    assert ending_time(text) == TIMES[text]


MIDNIGHT = ["24:00", "24:00:00", "24", "24.00", "2400", "24 Uhr", "２４：００"]


@pytest.mark.parametrize("text", MIDNIGHT)
def test_the_end_of_a_day_is_a_time_where_something_ends(text: str) -> None:
    assert clock_time(text) is None
    assert ending_time(text) == time(0)


@given(st.times())
def test_what_is_shown_is_read(at: time) -> None:
    at = at.replace(second=0, microsecond=0)
    for form in ("%H:%M", "%H.%M", "%H%M", "%Hh%M", "%I:%M %p"):
        assert clock_time(at.strftime(form)) == at


@given(st.text(max_size=12))
def test_nothing_typed_is_too_much(text: str) -> None:
    assert isinstance(ending_time(text), time | None)
