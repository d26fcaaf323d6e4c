"""What the page of a practice shows: its station, and the line so far."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from push import receipts
from push.receipts import Stage
from web.language.messages import gettext as _
from web.reads.customer_page import StatusView
from web.reads.customer_stops import StatusStop
from web.reads.issues.line import Stop
from web.rules.contacts import contact_parts
from web.rules.countries import country_at
from web.rules.event_data import known
from web.rules.line import LineSpan, lanes
from web.rules.people import Viewer
from web.rules.phrases import Moment, Phrases, phrase
from web.rules.practice import CUSTOMER, ROBIN, Station, answers_at, station_at
from web.rules.stop_words import StepStop
from web.rules.vocabulary import EventKind, IssueState, StepState
from web.store.phrases import IS_OF_SITE
from web.store.tables.accounts import Site
from web.store.tables.phrases import SitePhrases
from web.store.tables.practice import Practice

_PROMISE = timedelta(minutes=30)
REF = "PRAC"


@dataclass(frozen=True)
class PracticeView:
    station: Station
    stops: tuple[Stop, ...]
    customer: str
    helper: str
    promise_at: datetime | None  # by when the customer hears more
    push: Stage | None  # of the notification with which Robin answers; None: none was sent
    is_finished: bool  # in this round or before
    phrase: str  # what one could say to the customer now; empty: nothing is suggested


_MOMENTS = {
    Station.SHARE: Moment.OWNED,
    Station.ASK: Moment.ASK_IN_PERSON,
    Station.RESOLVE: Moment.END,
}


def practice_page(session: Session, viewer: Viewer, now: datetime) -> PracticeView:
    row, own = _row_with_phrases(session, viewer)
    station = _station(row, viewer, now)
    return PracticeView(
        station=station,
        stops=_with_lanes(_stops(row, station, viewer)),
        customer=CUSTOMER,
        helper=ROBIN,
        promise_at=_promise(row, station),
        push=receipts.delivery_state(session, row.message_id).stage if row.message_id else None,
        is_finished=row.finished_at is not None,
        phrase=phrase(_MOMENTS[station], own) if station in _MOMENTS else "",
    )


def station_of(session: Session, viewer: Viewer, now: datetime) -> Station:
    return _station(_row(session, viewer), viewer, now)


def customers_view(session: Session, viewer: Viewer, now: datetime) -> StatusView:
    """What the made-up customer sees, on the real page."""
    row, site = _row(session, viewer), session.get_one(Site, viewer.site_id)
    station = _station(row, viewer, now)
    is_over = station is Station.DONE
    owned_at = row.owned_at or now
    return StatusView(
        subject=_("Paid twice"),
        ref=REF,
        reported_at=owned_at,
        state=IssueState.RESOLVED if is_over else IssueState.OWNED,
        owner_first_name=viewer.first_name,
        promise_at=_promise(row, station) or owned_at + _PROMISE,
        is_late=False,
        answer="settled" if is_over else None,
        was_due_today=True,
        ends_at=None,
        site_name=site.name,
        site_phone=contact_parts(site.phone or "", country_at(site.country, site.zone)),
        stops=_customers_stops(row, station, viewer, owned_at),
        zone=site.zone,
    )


def _row(session: Session, viewer: Viewer) -> Practice:
    return session.get(Practice, viewer.id) or _new_row(viewer)


def _row_with_phrases(session: Session, viewer: Viewer) -> tuple[Practice, Phrases | None]:
    """With the words of their site, in one statement."""
    query = (
        select(Practice, SitePhrases.own)
        .select_from(Site)
        .outerjoin(Practice, col(Practice.person_id) == viewer.id)
        .outerjoin(SitePhrases, IS_OF_SITE)
        .where(col(Site.id) == viewer.site_id)
    )
    row, own = session.execute(query).one()
    return row or _new_row(viewer), own


def _new_row(viewer: Viewer) -> Practice:
    return Practice(person_id=viewer.id, station=Station.SEE)


def _station(row: Practice, viewer: Viewer, now: datetime) -> Station:
    stored = known(Station, row.station) or Station.SEE
    return station_at(stored, row.asked_at, viewer.id, now)


def _promise(row: Practice, station: Station) -> datetime | None:
    since = row.updated_at or row.owned_at
    return since + _PROMISE if since and station is not Station.DONE else None


def _stops(row: Practice, station: Station, viewer: Viewer) -> list[Stop]:
    """As those of an issue that the viewer owns."""
    me = viewer.first_name
    found = []
    if row.owned_at:
        owned = Stop(kind=EventKind.OWNED, at=row.owned_at, who=me, by_me=True, text=None)
        found.append(replace(owned, is_report=True))
    if row.asked_at:
        step = _step(row, station, viewer, row.asked_at)
        asked = Stop(kind=EventKind.ASKED, at=row.asked_at, who=me, by_me=True, text=None)
        found.append(replace(asked, step=step))
    if row.updated_at:
        words = row.update_words
        found.append(
            Stop(kind=EventKind.CUSTOMER_TOLD, at=row.updated_at, who=me, by_me=True, text=words)
        )
    if row.finished_at and station is Station.DONE:
        words = row.resolution_words
        found.append(
            Stop(kind=EventKind.RESOLVED, at=row.finished_at, who=me, by_me=True, text=words)
        )
    return found


def _step(row: Practice, station: Station, viewer: Viewer, asked_at: datetime) -> StepStop:
    """Robin's: with the viewer from the answer until the customer is updated."""
    yes = None if station is Station.WAIT else answers_at(asked_at, viewer.id)
    state = StepState.DONE if row.updated_at else StepState.ACCEPTED
    return StepStop(
        id=0,
        state=state if yes else StepState.ASKED,
        helper=ROBIN,
        helper_is_me=False,
        is_cold=False,
        said_yes=yes is not None,
        since=yes or asked_at,
        until=row.updated_at,
    )


def _with_lanes(stops: Sequence[Stop]) -> tuple[Stop, ...]:
    spans = [
        LineSpan(stop.at, is_step=True, until=stop.step.until if stop.step.said_yes else stop.at)
        if stop.step
        else LineSpan(stop.at)
        for stop in stops
    ]
    return tuple(replace(stop, lanes=its) for stop, its in zip(stops, lanes(spans), strict=True))


def _customers_stops(
    row: Practice, station: Station, viewer: Viewer, owned_at: datetime
) -> tuple[StatusStop, ...]:
    me = viewer.first_name
    found = [StatusStop(EventKind.OWNED, owned_at, me, saw_it=True)]
    if row.asked_at:
        is_waiting = station is Station.WAIT
        helper = None if is_waiting else ROBIN
        at = row.asked_at if is_waiting else answers_at(row.asked_at, viewer.id)
        step = StatusStop(EventKind.ASKED, at, helper, with_whom=me, until=row.updated_at)
        found.append(replace(step, is_done=row.updated_at is not None))
    if row.updated_at:
        words = row.update_words
        found.append(StatusStop(EventKind.CUSTOMER_TOLD, row.updated_at, me, words=words))
    if row.finished_at and station is Station.DONE:
        words = row.resolution_words
        found.append(StatusStop(EventKind.RESOLVED, row.finished_at, me, words=words))
    spans = [
        LineSpan(one.at, is_step=one.kind is EventKind.ASKED, until=one.until or one.at)
        for one in found
    ]
    return tuple(replace(one, lanes=its) for one, its in zip(found, lanes(spans), strict=True))
