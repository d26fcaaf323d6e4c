"""The figures of one cause. Pure.

A cause counts on the day on which a lead owned it, as an issue does on that of its report, with
everything that happened to it later.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from web.rules.causes import is_comeback
from web.rules.figures import AnEvent, IssueFigures
from web.rules.undo import effective
from web.rules.vocabulary import EventKind


def cause_figures(events: Sequence[AnEvent], reported: Collection[datetime]) -> IssueFigures:
    """`events`: all of the cause, in their order; `reported`: when the issues that are linked to it
    were. It came back if one of them was reported while it was resolved, and watched."""
    spans = list(_resolved(effective(events)))
    return IssueFigures(
        causes=1,
        causes_closed=int(bool(spans) and spans[-1][1] is None),
        causes_back=int(
            any(
                is_comeback(at, since) and (until is None or at <= until)
                for since, until in spans
                for at in reported
            )
        ),
    )


def _resolved(events: Iterable[AnEvent]) -> Iterable[tuple[datetime, datetime | None]]:
    """From each resolution to when it was opened again; None: it is resolved still."""
    since: datetime | None = None
    for event in events:
        at = event.tapped_at or event.at
        if event.kind == EventKind.RESOLVED:
            since = at
        elif event.kind == EventKind.REOPENED and since is not None:
            yield since, at
            since = None
    if since is not None:
        yield since, None
