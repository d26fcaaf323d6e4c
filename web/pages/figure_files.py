"""The report, its issues and what was used as CSV: rows of text, made one after the other while
they are sent.

Headings are in the reader's language. The words of an issue and its place are what leads see
anyway; nothing of its customer is in a file, and nobody's name.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from web.language.current import current_language, in_language
from web.language.known import Language
from web.language.messages import gettext as _
from web.language.messages import pgettext
from web.reads.figures import used
from web.reads.figures.issues import batch
from web.reads.figures.report import Report, Scope
from web.rules.clock import time_zone
from web.rules.csv_rows import BYTE_ORDER_MARK, csv_row
from web.rules.figure_words import LABELS
from web.rules.figures import UNITS, Figure, Totals, Unit, value
from web.rules.money import decimals_of
from web.rules.site_texts import in_readers_language, place_in_words
from web.rules.vocabulary import IssueState, Urgency
from web.store.engine import Database

_MINUTE = 60


def of_weeks(report: Report) -> list[str]:
    headings = [_label(one) for one in Figure]
    rows = [
        csv_row([day.isoformat(), *(_number(one, totals) for one in Figure)])
        for day, totals in report.weeks
    ]
    return [BYTE_ORDER_MARK + csv_row([_("Week from"), *headings]), *rows]


def _label(figure: Figure) -> str:
    label = _(LABELS[figure])
    if UNITS[figure] is Unit.SECONDS:
        return _("%(label)s, in minutes", label=label)
    return _("%(label)s, in percent", label=label) if UNITS[figure] is Unit.SHARE else label


def _number(figure: Figure, totals: Totals) -> float | None:
    found, unit = value(figure, totals), UNITS[figure]
    if found is None:
        return None
    if unit is Unit.COUNT:
        return int(found)
    scale = {Unit.SECONDS: 1 / _MINUTE, Unit.SHARE: 100.0}.get(unit, 1.0)
    return round(found * scale, 1)


def of_issues(database: Database, scope: Scope, *, is_all: bool) -> Iterator[str]:
    """In the language of now, also once the request has ended."""

    def read(session: Session, after: int) -> list[Row[Any]]:
        return batch(session, scope, is_all=is_all, after=after)

    return _rows(database, read, _columns, current_language())


def of_uses(database: Database, scope: Scope) -> Iterator[str]:
    """In the language of now, too."""

    def read(session: Session, after: int) -> list[Row[Any]]:
        return used.batch(session, scope, after)

    return _rows(database, read, _columns_of_uses, current_language())


_Columns = list[tuple[str, Callable[[Row[Any]], object]]]  # headings, and what stands below them


def _rows(
    database: Database,
    read: Callable[[Session, int], list[Row[Any]]],
    columns_now: Callable[[], _Columns],
    language: Language,
) -> Iterator[str]:
    """Reads a batch at a time, each in a unit of its own: a phone that reads slowly holds nothing
    open, and no more than a batch is in memory. `read`: the rows after one with this first
    column."""
    with in_language(language):
        headings = csv_row(label for label, _value in columns_now())
    yield BYTE_ORDER_MARK + headings
    after = 0
    while True:
        with database.read() as session:
            found = read(session, after)
        if not found:
            return
        with in_language(language):
            columns = columns_now()
            text = "".join(csv_row(value_of(one) for _label, value_of in columns) for one in found)
        yield text
        after = found[-1][0]


def _columns() -> _Columns:
    states = {
        IssueState.UNOWNED: _("No owner"),
        IssueState.OWNED: pgettext("state", "Open"),
        IssueState.RESOLVED: pgettext("state", "Resolved"),
    }
    urgencies = {Urgency.NOW: _("Now"), Urgency.TODAY: _("Today"), Urgency.LATER: _("Later")}
    return [
        (_("Reference"), lambda one: one.ref),
        (_("Site"), lambda one: one.name),
        (_("Place"), lambda one: place_in_words(one.place, one.place_names)),
        (_("Problem"), lambda one: one.words),
        (_("How urgent"), lambda one: urgencies.get(one.urgency)),
        (_("State"), lambda one: states.get(one.state)),
        (_("Reported"), lambda one: _time(one.created_at, one.zone)),
        (pgettext("state", "Resolved"), lambda one: _time(one.resolved_at, one.zone)),
        (_(LABELS[Figure.PROMISES_KEPT]), lambda one: one.promises_kept),
        (_("Promises that have ended"), lambda one: one.promises_due),
        (_label(Figure.TO_OWNER), lambda one: _minutes(one.seconds_to_owner)),
        (_label(Figure.TO_RESOLVED), lambda one: _minutes(one.seconds_to_resolved)),
        (_("Requests for help"), lambda one: one.steps),
        (_(LABELS[Figure.COLD_STEPS]), lambda one: one.cold_steps),
        (_(LABELS[Figure.RETOLD]), lambda one: one.retold),
        (_(LABELS[Figure.REOPENED]), lambda one: one.reopened),
        (_(LABELS[Figure.SETTLED]), lambda one: one.settled),
        (_(LABELS[Figure.NOT_YET]), lambda one: one.not_yet),
        (_(LABELS[Figure.SENT_AWAY]), lambda one: one.sent_away),
        (_(LABELS[Figure.AUTHORITY_USED]), lambda one: one.authority_used),
    ]


def _columns_of_uses() -> _Columns:
    return [
        (_("When"), lambda one: _time(one.at, one.zone)),
        (_("Site"), lambda one: one.name),
        (_("What was used"), lambda one: in_readers_language(one.words, one.translations)),
        (_("Amount"), lambda one: _amount(one.amount, one.currency)),
        (_("Currency"), lambda one: one.currency),
        (_("Limit"), lambda one: _amount(one.limit_amount, one.limit_currency)),
        (_("Limit in"), lambda one: one.limit_currency),
        (_("More than the limit"), lambda one: int(one.above_limit)),
        (_("Reference"), lambda one: one.ref),
    ]


def _amount(amount: int | None, currency: str | None) -> float | None:
    """In whole units: 18.5 for 1850 cents."""
    return None if amount is None or currency is None else amount / 10 ** decimals_of(currency)


def _time(at: datetime | None, zone: str) -> str | None:
    """ISO 8601 by the clock of its site, with the offset of its zone."""
    return at.astimezone(time_zone(zone)).isoformat(timespec="seconds") if at else None


def _minutes(seconds: int | None) -> float | None:
    return None if seconds is None else round(seconds / _MINUTE, 1)
