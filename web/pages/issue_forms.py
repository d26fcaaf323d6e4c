"""The forms of the acts on an issue."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field, ValidationInfo, field_validator, model_validator

from web.acts.issues.thanks import GivenThanks
from web.http.client_headers import tapped_at
from web.http.forms import (
    MaybeLine,
    MaybeNumber,
    MaybeWords,
    OneLine,
    Words,
    whole_number,
)
from web.http.idempotency import ActForm
from web.language.messages import gettext_noop as N_
from web.rules import promises
from web.rules.clock import time_zone
from web.rules.promises import PromisedBy
from web.rules.thanks import WORDS_MAX
from web.rules.time_of_day import LONGEST, clock_time
from web.rules.zones import zone_named

_WORDS = N_("Write at least one word, and at most 2,000 characters.")
_WHY = N_("Say why in a few words, at most 200 characters.")
_TIME = N_("Choose a time in the future for the next update.")
_MOST_MINUTES = 60 * 24 * 14


class PromiseInput(ActForm):
    """One of the two: minutes from this tap on, or a certain time."""

    sentences: ClassVar = {"": _TIME, "minutes": _TIME, "until": _TIME}
    minutes: int | None = Field(default=None, ge=1, le=_MOST_MINUTES)
    until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "PromiseInput":
        if (self.minutes is None) == (self.until is None):
            raise ValueError("exactly one is needed")
        if self.until is not None and not _is_to_come(self.until):
            raise ValueError("too late, or too far away")
        return self

    @property
    def by(self) -> PromisedBy:
        return self.until or timedelta(minutes=self.minutes or 0)


class ToldInput(PromiseInput):
    sentences: ClassVar = {
        **PromiseInput.sentences,
        "text": N_("Write at most 2,000 characters."),
    }
    text: MaybeWords = Field(default=None, max_length=2000)


class OnItInput(ActForm):
    back: Literal["site", ""] = ""  # from the board one returns to the board


class LaterInput(PromiseInput):
    sentences: ClassVar = {**PromiseInput.sentences, "text": _WHY}
    text: OneLine = Field(min_length=1, max_length=200)


class WordsInput(ActForm):
    sentences: ClassVar = {"text": _WORDS}
    text: Words = Field(min_length=1, max_length=2000)


class ResolveInput(WordsInput, extra="ignore"):
    """Also what was used: see `uses_form`."""

    sentences: ClassVar = {
        **WordsInput.sentences,
        "used": N_("What you used may have up to 120 characters."),
        "retold": N_("Choose how many times they had to explain it, or leave it open."),
        "thanks_words": N_("Write at most 500 characters."),
    }
    used: MaybeLine = Field(default=None, max_length=120)  # of taps from before there was a list
    retold: MaybeNumber = Field(default=None, ge=0, le=3)
    photos: Literal["leave", ""] = ""
    thanks: Literal["yes", ""] = ""
    thanks_words: MaybeWords = Field(default=None, max_length=WORDS_MAX)

    @property
    def given_thanks(self) -> GivenThanks | None:
        return GivenThanks(self.thanks_words) if self.thanks or self.thanks_words else None


class UsesInput(ActForm, extra="ignore"):
    """What was used: see `uses_form`."""


class MaybeWordsInput(ActForm):
    sentences: ClassVar = {"text": N_("Write at most 2,000 characters.")}
    text: MaybeWords = Field(default=None, max_length=2000)


class UpdateInput(ActForm):
    """What the customer was told, or why there is no news yet; who may read it; the next promise.

    What belongs to the choice that was not made is left aside: some browsers show all of it.
    """

    sentences: ClassVar = {
        "what": N_("Choose what happened: you told them, or there is no news yet."),
        "text": N_("Write at most 2,000 characters."),
        "why": N_("Say in a few words why there is no news yet, at most 200 characters."),
        "by": N_("Choose when you update the customer next."),
    }
    what: Literal["told", "not-yet"]
    text: MaybeWords = Field(default=None, max_length=2000)
    why: MaybeLine = Field(default=None, max_length=200, validate_default=True)
    released: Literal["yes", ""] = ""  # they may read what they were told
    released_why: Literal["yes", ""] = ""  # they may read why there is no news
    zone: MaybeLine = Field(default=None, max_length=64)  # in which `at` is meant
    at: MaybeLine = Field(default=None, max_length=LONGEST)  # `09:30`: the next one by that clock
    by: str = Field(max_length=40)  # minutes from the tap on, an instant, or "at"

    @field_validator("why")
    @classmethod
    def _says_why(cls, why: str | None, others: ValidationInfo) -> str | None:
        if why is None and others.data.get("what") == "not-yet":
            raise ValueError("a reason is needed")
        return why

    @field_validator("by")
    @classmethod
    def _names_a_time(cls, by: str, others: ValidationInfo) -> str:
        if not _is_to_come(_promised_by(by, others.data)):
            raise ValueError("too late, or too far away")
        return by

    @property
    def promised_by(self) -> PromisedBy:
        return _promised_by(self.by, {"at": self.at, "zone": self.zone})

    @property
    def may_read(self) -> bool:
        return "yes" in (self.released if self.what == "told" else self.released_why)


def _is_to_come(by: PromisedBy) -> bool:
    """From the tap on: the customer heard it then."""
    span = by if isinstance(by, timedelta) else by - tapped_at()
    return timedelta(0) < span <= promises.MOST


def _promised_by(by: str, fields: Mapping[str, str | None]) -> PromisedBy:
    """Raises ValueError for what names no time."""
    minutes = whole_number(by)
    if minutes is not None:
        return timedelta(minutes=minutes)
    if by == "at":
        at, zone = clock_time(fields.get("at") or ""), zone_named(fields.get("zone") or "")
        if at is None or zone is None:
            raise ValueError("no time of day")
        return promises.next_time(at, tapped_at(), time_zone(zone))
    until = datetime.fromisoformat(by)
    if until.tzinfo is None:
        raise ValueError("no offset")
    return until
