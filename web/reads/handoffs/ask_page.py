"""Possible helpers and next owners."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from web.language.known import ENGLISH
from web.reads.handoffs.brief import Brief, brief
from web.reads.handoffs.colleagues import Colleague
from web.reads.handoffs.suggestions import MOST_FOUND, offering, search, suggested
from web.reads.requests import title_of
from web.rules.allowances import with_limit
from web.rules.issues import Refusal, refusal
from web.rules.opening import after
from web.rules.people import Viewer
from web.rules.phrases import OF_INTRODUCTION, Phrases, phrase
from web.rules.repeated_asks import is_listed, terms_of
from web.rules.site_texts import in_readers_language, place_in_words
from web.rules.vocabulary import ChangeReason, Introduction, IssueAct
from web.store.allowances import allowances_of, limit
from web.store.errors import NotFound
from web.store.escalation_timing import opening_for
from web.store.phrases import site_with_phrases
from web.store.rule_inputs import issue_facts, offers_of, open_steps
from web.store.tables.accounts import Person, Site
from web.store.tables.handoffs import Step
from web.store.tables.issues import Issue
from web.store.visibility import find_issue

LONGEST_FIND = 80  # characters of a search


@dataclass(frozen=True)
class TypedAsk:
    """The form of an ask as typed so far. `helper_id`: somebody who offered to help, who comes
    first."""

    need: str = ""
    introduction: Introduction | None = None
    find: str = ""
    helper_id: int | None = None


@dataclass(frozen=True)
class TypedHandOver:
    reason: ChangeReason | None = None
    line: str = ""
    find: str = ""


@dataclass(frozen=True)
class TimeToAnswer:
    minutes: int
    by: datetime | None = None  # where the site is closed meanwhile


@dataclass(frozen=True)
class AskPage:
    """Whom to ask, and what for, as typed so far."""

    ref: str
    what: str
    place: str | None
    site_name: str
    brief: Brief
    suggested: tuple[Colleague, ...]
    found: tuple[Colleague, ...]  # by `find`; without it, who is on shift here
    has_more: bool  # than those found
    need: str = ""
    introduction: Introduction | None = None
    find: str = ""
    chosen: Colleague | None = None  # offered to help, and was tapped
    for_owner: str | None = None  # first name, where a lead stands in for them
    near: TimeToAnswer = TimeToAnswer(5)  # in person, or by call
    message: TimeToAnswer = TimeToAnswer(15)
    is_cause: bool = False  # there is no customer to say something to
    phrases: Phrases | None = None  # the site’s own words that help
    allowed: str | None = None  # what the need is like, of what the viewer may do without asking

    def phrase(self, introduction: str) -> str:
        """What one could say to the customer; empty: nothing is suggested."""
        return phrase(OF_INTRODUCTION[Introduction(introduction)], self.phrases)


@dataclass(frozen=True)
class HandOverPage:
    """Who could become the owner, and why, as typed so far."""

    ref: str
    what: str
    place: str | None
    site_name: str
    open_steps: int
    found: tuple[Colleague, ...]
    has_more: bool  # than those found
    for_owner: str | None = None  # first name, where a lead stands in for them
    reason: ChangeReason | None = None
    line: str = ""
    find: str = ""
    is_cause: bool = False  # there is no customer who was told something


def refused(
    session: Session, viewer: Viewer, ref: str, act: IssueAct, now: datetime
) -> Refusal | None:
    """Why the viewer cannot do this to the issue; None when they can. Raises NotFound."""
    issue = find_issue(session, viewer, ref)
    return refusal(act, issue_facts(session, issue, viewer, now), viewer.id)


def may_offer(session: Session, viewer: Viewer, ref: str, now: datetime) -> bool:
    """Whether the viewer may offer to help its owner."""
    try:
        issue = find_issue(session, viewer, ref)
    except NotFound:  # visible when they were refused, and not any more
        return False
    is_asked = any(step.helper_id == viewer.id for step in open_steps(session, issue.id))
    is_known = is_asked or viewer.id in offers_of(session, issue.id)
    refused = refusal(IssueAct.OFFER, issue_facts(session, issue, viewer, now), viewer.id)
    return refused is None and not is_known


def ask_page(session: Session, viewer: Viewer, ref: str, now: datetime, typed: TypedAsk) -> AskPage:
    """Raises NotFound for an issue that is unknown or not visible to the viewer."""
    issue = find_issue(session, viewer, ref)
    site, phrases = site_with_phrases(session, issue.site_id)
    chosen = offering(session, issue, typed.helper_id, now) if typed.helper_id else None
    first = suggested(session, viewer, issue, typed.need, now)
    first = tuple(colleague for colleague in first if chosen is None or colleague.id != chosen.id)
    # Nobody asks themselves.
    found = search(session, issue, typed.find, now, MOST_FOUND + 2)
    found = tuple(colleague for colleague in found if colleague.id != viewer.id)
    has_more, found = len(found) > MOST_FOUND, found[:MOST_FOUND]
    if not typed.find.strip():  # people on shift here are not listed twice
        told = {one.id for one in (*first, *((chosen,) if chosen else ()))}
        found = tuple(colleague for colleague in found if colleague.id not in told)
    return AskPage(
        ref=issue.ref,
        what=title_of(issue.words, issue.erased_at),
        place=place_in_words(issue.place, site.place_names),
        site_name=site.name,
        brief=brief(session, issue, now),
        suggested=first,
        found=found,
        has_more=has_more,
        need=typed.need,
        introduction=typed.introduction,
        find=typed.find,
        chosen=chosen,
        for_owner=_absent_owner(session, issue, viewer),
        near=_time_to_answer(site, issue, site.near_minutes, now),
        message=_time_to_answer(site, issue, site.message_minutes, now),
        is_cause=issue.is_cause,
        phrases=phrases,
        allowed=_allowed(session, viewer, issue, site, typed.need),
    )


def _allowed(session: Session, viewer: Viewer, issue: Issue, site: Site, need: str) -> str | None:
    """Only its owner uses it, and a cause has no customer."""
    if issue.is_cause or issue.owner_id != viewer.id:
        return None
    language = site.language or ENGLISH.code
    terms = terms_of(need, language)
    for one in allowances_of(session, site.id) if terms else ():
        is_theirs = one.role in viewer.roles
        if is_theirs and is_listed(terms, [terms_of(one.words, language)]):
            return with_limit(in_readers_language(one.words, one.translations), limit(one))
    return None


def _absent_owner(session: Session, issue: Issue, viewer: Viewer) -> str | None:
    owner = session.get(Person, issue.owner_id or 0)
    return owner.first_name if owner and owner.id != viewer.id else None


def _time_to_answer(site: Site, issue: Issue, minutes: int, now: datetime) -> TimeToAnswer:
    span = timedelta(minutes=minutes)
    by = after(opening_for(site, issue.urgency), now, span)
    return TimeToAnswer(minutes, by if by != now + span else None)


def hand_over_page(
    session: Session, viewer: Viewer, ref: str, now: datetime, typed: TypedHandOver
) -> HandOverPage:
    issue = find_issue(session, viewer, ref)
    steps = select(Step.id).where(Step.issue_id == issue.id, col(Step.ended_at).is_(None))
    found = search(session, issue, typed.find, now, MOST_FOUND + 1)
    site = session.get_one(Site, issue.site_id)
    return HandOverPage(
        ref=issue.ref,
        what=title_of(issue.words, issue.erased_at),
        place=place_in_words(issue.place, site.place_names),
        site_name=site.name,
        open_steps=len(session.exec(steps).all()),
        # A helper may well become the owner.
        found=tuple(replace(colleague, is_asked=False) for colleague in found[:MOST_FOUND]),
        has_more=len(found) > MOST_FOUND,
        for_owner=_absent_owner(session, issue, viewer),
        reason=typed.reason,
        line=typed.line,
        find=typed.find,
        is_cause=issue.is_cause,
    )
