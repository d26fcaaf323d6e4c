"""How many of the nudges that people make by hand make a sound: see `acts.nudges.manual_limit`."""

from datetime import timedelta

PER_ISSUE = timedelta(minutes=10)  # one, from one sender to one person
PER_SENDER = 30  # in a window
WINDOW = timedelta(hours=1)
