"""Limits on the sound of nudges made by hand: see `acts.nudges.manual_limit`."""

from datetime import timedelta

PER_ISSUE = timedelta(minutes=10)  # one sound, from one sender to one person
PER_SENDER = 30  # sounds in a window
WINDOW = timedelta(hours=1)
