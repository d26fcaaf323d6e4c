"""The time of day as people read it. Pure."""

from datetime import datetime


def time_of_day(local: datetime) -> str:
    """`10:28` in the zone of `local`. In the hour that clocks show twice also which of the two:
    `02:30 summer time`, an hour later `02:30 winter time`."""
    shown = f"{local:%H:%M}"
    if local.replace(fold=1 - local.fold).utcoffset() == local.utcoffset():
        return shown
    return f"{shown} {'winter' if local.fold else 'summer'} time"
