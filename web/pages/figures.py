"""What it adds up to, for leads and admins: the report, the issues behind it, what was used without
asking, and all of it as CSV."""

from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from web.http.access import for_leads
from web.http.context import app_context, now, reading
from web.http.forms import whole_number
from web.http.sign_in import viewer
from web.http.templating import span, use_zone
from web.language.dates import average_in_words, day_in_words, number, share_in_words
from web.language.messages import gettext as _
from web.pages import figure_files
from web.reads.figures.issues import Behind, issues_behind
from web.reads.figures.report import Scope, report, scope_of
from web.reads.figures.used import sums_of_issues, used, uses
from web.rules.event_data import known
from web.rules.figure_periods import Period
from web.rules.figure_words import DEFINITIONS, LABELS, PERIODS
from web.rules.figures import UNITS, Figure, Totals, Unit, value
from web.store.errors import NotFound
from web.store.tables.allowances import Allowance

pages = Blueprint("figures", __name__)

_HEIGHT = 40  # of the pictures, in their own units


@pages.get("/site/report")
@for_leads
def show() -> ResponseReturnValue:
    with reading() as session:
        view = report(session, _scope(session), now())
        sums = sums_of_issues(session, view.scope)
    return render_template(
        "figures/page.html",
        report=view,
        sums=sums,
        height=_HEIGHT,
        figures=[_figure(one, view.totals, view.before, view.weeks) for one in Figure],
        periods=_periods(),
        query=_query(view.scope),
        promises=lambda of: _in_words(Figure.PROMISES_KEPT, of),
        resolved=lambda of: _in_words(Figure.TO_RESOLVED, of),
        number=number,
    )


@pages.get("/site/report/<figure>")
@for_leads
def issues(figure: str) -> ResponseReturnValue:
    chosen = known(Figure, figure)
    if chosen is None:
        raise NotFound
    first = whole_number(request.args.get("first", ""))
    with reading() as session:
        scope = _scope(session)
        found = issues_behind(session, viewer(), Behind(chosen, scope, first), now())
    return render_template(
        "figures/issues.html",
        label=_(LABELS[chosen]),
        definition=_(DEFINITIONS[chosen]),
        only=_only(chosen),
        found=found,
        scope=scope,
        period=_(PERIODS[scope.period]),
        is_first=first is None,
        here=f"/site/report/{chosen.value}?{_query(scope)}",
        query=_query(scope),
    )


@pages.get("/site/report.csv")
@for_leads
def report_csv() -> ResponseReturnValue:
    with reading() as session:
        view = report(session, _scope(session), now())
    return _file(figure_files.of_weeks(view), f"report-{_stem(view.scope)}")


@pages.get("/site/issues.csv")
@for_leads
def issues_csv() -> ResponseReturnValue:
    """Of the period in its address; without one of all days."""
    is_all = "period" not in request.args
    with reading() as session:
        scope = _scope(session)
    rows = figure_files.of_issues(app_context().database, scope, is_all=is_all)
    return _file(rows, f"issues-{_stem(scope)}")


@pages.get("/site/used")
@for_leads
def what_was_used() -> ResponseReturnValue:
    with reading() as session:
        scope = _scope(session)
        view = used(session, scope)
    return render_template(
        "figures/used.html",
        used=view,
        scope=scope,
        periods=_periods(),
        query=_query(scope),
    )


@pages.get("/site/used/<id:allowance_id>")
@for_leads
def uses_of(allowance_id: int) -> ResponseReturnValue:
    first = whole_number(request.args.get("first", ""))
    with reading() as session:
        allowance = session.get(Allowance, allowance_id)
        if allowance is None:
            raise NotFound
        scope = _scope(session, allowance.site_id)
        found = uses(session, scope, allowance_id, first)
    return render_template(
        "figures/uses.html",
        uses=found,
        scope=scope,
        period=_(PERIODS[scope.period]),
        is_first=first is None,
        query=_query(scope),
    )


@pages.get("/site/used.csv")
@for_leads
def used_csv() -> ResponseReturnValue:
    with reading() as session:
        scope = _scope(session)
    return _file(figure_files.of_uses(app_context().database, scope), f"used-{_stem(scope)}")


def _scope(session: Session, site_id: int | None = None) -> Scope:
    """Of this site, else of the one asked for."""
    wanted = site_id or whole_number(request.args.get("site", ""))
    period = known(Period, request.args.get("period")) or Period.WEEKS
    scope = scope_of(session, viewer(), wanted, period, now())
    use_zone(scope.zone)
    return scope


def _periods() -> list[tuple[str, str]]:
    return [(one.value, _(words)) for one, words in PERIODS.items()]


def _query(scope: Scope) -> str:
    site = {"site": scope.site_id} if scope.site_id and scope.sites else {}
    return urlencode({**site, "period": scope.period.value})


def _stem(scope: Scope) -> str:
    """Of the name of a file: digits and plain letters alone."""
    return f"{f'site-{scope.site_id}' if scope.site_id else 'all'}-{scope.days.last:%Y-%m-%d}"


def _file(rows: Iterable[str], stem: str) -> Response:
    answer = Response(rows, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="own-it-{stem}.csv"'
    return answer


def _figure(
    figure: Figure, totals: Totals, before: Totals, weeks: Iterable[tuple[date, Totals]]
) -> dict[str, object]:
    found = [(day, value(figure, of), _in_words(figure, of)) for day, of in weeks]
    most = max((one for _day, one, _words in found if one is not None), default=0)
    most = 1 if UNITS[figure] is Unit.SHARE else most
    bars = []
    for _day, one, _words in found:
        height = 0 if one is None or not most else round(one / most * _HEIGHT, 1)
        bars.append(None if one is None else max(height, 1))
    return {
        "name": figure.value,
        "label": _(LABELS[figure]),
        "definition": _(DEFINITIONS[figure]),
        "words": _in_words(figure, totals),
        "before": _in_words(figure, before) if before.issues or before.causes else None,
        "bars": bars,
        "weeks": [(day.isoformat(), day_in_words(day), words) for day, _one, words in found],
    }


def _in_words(figure: Figure, of: Totals) -> str | None:
    """None: there is nothing to count it from."""
    found = value(figure, of)
    if found is None:
        return None
    unit = UNITS[figure]
    if unit is Unit.SHARE:
        return share_in_words(found)
    if unit is Unit.SECONDS:
        return span(timedelta(seconds=found))
    return average_in_words(found) if unit is Unit.AVERAGE else number(round(found))


def _only(figure: Figure) -> str | None:
    """Which of the issues are listed, where it is not all that the figure counts."""
    if figure is Figure.PROMISES_KEPT:
        return _("Listed are those with a promise that was not kept.")
    return None
