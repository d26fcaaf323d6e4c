"""`/metrics` in Prometheus' text format, from one snapshot of the database.

Nothing is counted in this process: all web processes answer alike.
"""

import math
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from push.totals import Tally, Totals
from web.http.access import for_everybody
from web.http.context import now, reading
from web.http.monitoring import may_monitor
from web.reads.health import Figures, figures

if TYPE_CHECKING:  # takes memory that only monitored installations should pay for
    from prometheus_client import Metric

pages = Blueprint("metrics", __name__)
PREFIX = "ownit_"


@pages.get("/metrics")
@for_everybody
def metrics() -> ResponseReturnValue:
    """Declared for everybody, because a collecting server has no session."""
    if not may_monitor():
        abort(404)
    from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
    from prometheus_client.registry import CollectorRegistry

    with reading() as session:
        found = figures(session, now())
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(found))
    return generate_latest(registry), {"Content-Type": CONTENT_TYPE_PLAIN_0_0_4}


class _Collector:
    """The figures of one answer for the library; see its `registry.Collector`."""

    def __init__(self, found: Figures) -> None:
        self.found = found

    def collect(self) -> "Iterator[Metric]":
        yield from _gauges(self.found)
        yield from _counters(self.found.totals)


def _gauges(figures: Figures) -> "Iterator[Metric]":
    from prometheus_client.core import GaugeMetricFamily

    for name, (value, about) in _single(figures).items():
        yield GaugeMetricFamily(PREFIX + name, about, value=value)
    about = "Issues that are not resolved."
    states = GaugeMetricFamily(PREFIX + "open_issues", about, labels=["state"])
    for state, count in figures.open_issues.items():
        states.add_metric([state.value], count)
    yield states


def _single(figures: Figures) -> dict[str, tuple[float, str]]:
    return {
        "worker_silent_seconds": (
            _seconds(figures.worker_silent),
            "Seconds since any worker last did all its work; +Inf when none ever did.",
        ),
        "due_lag_seconds": (
            _seconds(figures.due_lag),
            "By how many seconds the ladder is late that has been due for longest.",
        ),
        "queue_length": (figures.queue_length, "Nudges that wait to be sent, one for each device."),
        "queue_age_seconds": (
            _seconds(figures.queue_age),
            "Seconds since the oldest nudge that still waits was written.",
        ),
        "suspended": (
            figures.is_suspended,
            "1 while nothing is sent, from a restore until `ownit resume`.",
        ),
        "late_issues": (figures.late_issues, "Owned issues whose promise has passed."),
    }


def _seconds(span: timedelta | None) -> float:
    return span.total_seconds() if span is not None else math.inf


_COUNTED = {
    Tally.SENT: ("nudges_sent", "Nudges that a push service, or another channel, took."),
    Tally.SHOWN: ("nudges_shown", "Nudges that a phone said it showed."),
    Tally.OPENED: ("nudges_opened", "Nudges that somebody opened."),
}
_BY_REASON = {
    Tally.RETRIED: ("nudges_retried", "Tries that failed and are made again."),
    Tally.DEAD: ("nudges_failed", "Nudges that were given up for one device."),
}


def _counters(totals: Totals) -> "Iterator[Metric]":
    """Includes zeros, so that a rate can be computed from the first one on."""
    from prometheus_client.core import CounterMetricFamily

    for tally, (name, about) in _COUNTED.items():
        yield CounterMetricFamily(PREFIX + name, about, value=totals.get((tally.value, ""), 0))
    for tally, (name, about) in _BY_REASON.items():
        family = CounterMetricFamily(PREFIX + name, about, labels=["reason"])
        for (counted, reason), value in sorted(totals.items()):
            if counted == tally.value:
                family.add_metric([reason], value)
        yield family
