"""Text of nudges about an issue. Anybody may read it on lock screens: who, what and where, never
the customer.

Free text only where the site allows it; a place only when it is one of the site's. All of it is
written in the language of now, which is the recipient's: see `recipient`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from web.acts.nudges.recipient import Text
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.language.messages import ngettext
from web.rules.clock import time_of_day
from web.rules.site_texts import PlaceNames, place_in_words
from web.rules.vocabulary import IssueState, Trigger

_NOTHING = N_("You don’t need to do anything.")
_LISTED = 4


@dataclass(frozen=True)
class NudgeContext:
    """The parts that a nudge's sentences may name."""

    ref: str
    place: str  # of the site, else the site itself
    place_names: PlaceNames | None
    owner: str | None  # first name
    promise_at: datetime | None
    waiting_since: datetime | None
    zone: ZoneInfo
    text: str | None  # None: the site keeps free text off lock screens
    shows_text: bool  # whether the site allows free text
    is_cause: bool = False  # the team waits, and no customer

    @property
    def where(self) -> str:
        """In the language of now, as all sentences."""
        return place_in_words(self.place, self.place_names) or self.place

    def clock(self, at: datetime | None) -> str:
        """`10:40` in the site's time zone."""
        return time_of_day(at.astimezone(self.zone)) if at else ""


def unowned(context: NudgeContext) -> Text:
    since = context.clock(context.waiting_since)
    if context.is_cause:
        return _needs_owner(context), context.text or _("Tap to own it.")
    waiting = _("A customer has been waiting since %(time)s. Tap to own it.", time=since)
    return _needs_owner(context), context.text or waiting


def promise_soon(context: NudgeContext) -> Text:
    body = (
        _("The team is waiting to hear from you. You own this.")
        if context.is_cause
        else _("The customer is waiting to hear from you. You own this.")
    )
    return _update_by(context), context.text or body


def promise_passed(context: NudgeContext) -> Text:
    title = _("%(where)s: %(ref)s is late", where=context.where, ref=context.ref)
    since = context.clock(context.promise_at)
    body = (
        _("You promised the team an update by %(time)s.", time=since)
        if context.is_cause
        else _("You promised the customer an update by %(time)s.", time=since)
    )
    return title, context.text or body


def promise_passed_for_others(context: NudgeContext) -> Text:
    title = _(
        "%(where)s: %(ref)s is late, %(owner)s owns it",
        where=context.where,
        ref=context.ref,
        owner=context.owner,
    )
    since = context.clock(context.promise_at)
    body = (
        _("The team was promised an update by %(time)s. Offer help.", time=since)
        if context.is_cause
        else _("The customer was promised an update by %(time)s. Offer help.", time=since)
    )
    return title, context.text or body


def reopened(context: NudgeContext) -> Text:
    body = (
        _("It is not settled. You own this.")
        if context.is_cause
        else _("It was not settled for the customer. You own this.")
    )
    return _is_reopened(context), context.text or body


def handled(
    context: NudgeContext, state: IssueState, by: str, *, by_owner: bool, to_owner: bool
) -> Text:
    """Replaces a nudge that its reader need not look at any more; an owner who gets help stays the
    owner, and reads that."""
    where, ref = context.where, context.ref
    if state is IssueState.RESOLVED:
        return _("%(where)s: %(ref)s is resolved", where=where, ref=ref), _(_NOTHING)
    if by_owner:
        return _("%(where)s: %(who)s has %(ref)s", where=where, who=by, ref=ref), _(_NOTHING)
    title = _("%(where)s: %(who)s is on %(ref)s", where=where, who=by, ref=ref)
    if to_owner and context.is_cause:
        return title, _("You still own it.")
    if to_owner:
        return title, _("You still own it, and the customer is waiting for you.")
    return title, _(_NOTHING)


def for_others(context: NudgeContext) -> str:
    """What a lead reads in the owner's place; the reason is in the timeline."""
    if context.is_cause:
        return _("%(owner)s owns it. Make sure the team is updated.", owner=context.owner)
    return _("%(owner)s owns it. Make sure the customer is updated.", owner=context.owner)


def deferred_title(context: NudgeContext, is_owner: bool) -> str:
    """One of the deferred nudges at the beginning of a shift."""
    if context.owner is None:
        return _needs_owner(context)
    if is_owner:
        return _(
            "%(where)s: %(ref)s, yours, promised by %(time)s",
            where=context.where,
            ref=context.ref,
            time=context.clock(context.promise_at),
        )
    return _(
        "%(where)s: %(ref)s, %(owner)s owns it",
        where=context.where,
        ref=context.ref,
        owner=context.owner,
    )


def deferred(titles: Sequence[str]) -> Text:
    """The deferred nudges at the beginning of a shift in one, oldest first."""
    title = ngettext(
        "Your shift begins: one reminder waiting",
        "Your shift begins: %(num)s reminders waiting",
        len(titles),
    )
    return title, _listed(titles)


def digest(titles: Sequence[str]) -> Text:
    """Several nudges at one moment, oldest first."""
    title = ngettext(
        "One reminder: %(title)s",
        "%(num)s reminders, first: %(title)s",
        len(titles),
        title=titles[0],
    )
    return title, _listed(titles[1:])


def words_for(trigger: Trigger, context: NudgeContext, now: datetime, *, is_owner: bool) -> Text:
    """Title and body for this person."""
    if trigger is Trigger.UNOWNED:
        return unowned(context)
    is_early = context.promise_at is not None and now < context.promise_at
    if trigger is Trigger.REOPENED:
        return reopened(context) if is_owner else (_is_reopened(context), for_others(context))
    if is_owner:
        return promise_soon(context) if is_early else promise_passed(context)
    if is_early:
        return _update_by(context), for_others(context)
    return promise_passed_for_others(context)


def _needs_owner(context: NudgeContext) -> str:
    return _("%(where)s: %(ref)s needs an owner", where=context.where, ref=context.ref)


def _update_by(context: NudgeContext) -> str:
    if context.is_cause:
        return _(
            "%(where)s: %(ref)s, update the team by %(time)s",
            where=context.where,
            ref=context.ref,
            time=context.clock(context.promise_at),
        )
    return _(
        "%(where)s: %(ref)s, update the customer by %(time)s",
        where=context.where,
        ref=context.ref,
        time=context.clock(context.promise_at),
    )


def _is_reopened(context: NudgeContext) -> str:
    return _("%(where)s: %(ref)s is reopened", where=context.where, ref=context.ref)


def _listed(titles: Sequence[str]) -> str:
    """Titles are sentences of their own: a dot between them serves every language."""
    more = len(titles) - _LISTED
    shown = " · ".join(titles[:_LISTED])
    if more <= 0:
        return shown
    return ngettext(
        "%(titles)s · and %(num)s more", "%(titles)s · and %(num)s more", more, titles=shown
    )
