"""Runs an act exactly once for each idempotency key of a form or a phone."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import request
from pydantic import Field

from web.acts.accounts import people
from web.acts.core import idempotency
from web.acts.core.idempotency import AppliedMeanwhile, KeyReused
from web.acts.core.tap import Outcome, Tap
from web.http.client_headers import require_same_person, tap_age
from web.http.context import now, writing
from web.http.forms import Form, FormError, MaybeLine, MaybeNumber
from web.http.sign_in import viewer
from web.language.messages import gettext as _
from web.language.messages import gettext_noop as N_
from web.rules import tap_time
from web.rules.issues import Refusal

_BESIDE = ("seen", "person")  # say who asks and what they saw, not what is asked
_REUSED = N_("This was already sent, with other words. Check them, then send it again.")
_ONE_NEWLINE = re.compile(r"\r\n?")  # forms send CR LF, scripts either


class ActForm(Form):
    """What each act's form carries besides its own fields."""

    key: str = Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")
    seen: MaybeNumber = Field(default=None, ge=0)
    person: MaybeLine = None  # the tag of the page's person, where the phone could keep nothing


@dataclass(frozen=True)
class ActResult:
    """An act that was applied, or need not be."""

    ref: str  # of the issue that it was about
    step_id: int | None  # of the step that was asked for
    harmless: str | None  # a refusal's sentence: what was wanted is the case already
    is_first: bool  # applied by this very request; else its answer is repeated


class ActRefused(FormError):
    """A rule speaks against the act. It is kept with the key, and repeated."""

    status = 409

    def __init__(self, sentence: str, ref: str) -> None:
        super().__init__({"": sentence})
        self.ref = ref


class FormReused(FormError):
    """The key came before with other words; `ref`: the issue that was about, if it was done."""

    def __init__(self, ref: str | None) -> None:
        super().__init__({"": _(_REUSED)})
        self.ref = ref


def perform(
    form: ActForm, act: Callable[[Tap], Outcome | Refusal | None], *, as_admin: bool = False
) -> ActResult:
    """Apply the act once for the form's key, in one transaction with its events, what it put into
    the outbox, and the key. Whoever acts must still be who they were when the request came in.

    Raises ActRefused, FormReused, or WrongPerson.
    """
    if form.person is not None:
        require_same_person(form.person)
    who, at, age, digest = viewer(), now(), tap_age(), _digest()
    tapped = tap_time.effective_tap_time(at - age, at) if age else at

    def apply() -> tuple[Outcome, bool]:
        with writing() as session:
            if as_admin:
                people.still_admin(session, who)
            tap = Tap(session, at, who, tapped if tapped < at else None, form.seen, age)
            return idempotency.apply_once(tap, form.key, digest, act)

    try:
        outcome, is_first = _twice(apply)
    except KeyReused as reused:
        raise FormReused(reused.ref) from None
    refusal = outcome.refusal
    if refusal and not refusal.harmless:
        raise ActRefused(refusal.sentence, outcome.ref)
    return ActResult(outcome.ref, outcome.step_id, refusal.sentence if refusal else None, is_first)


def _twice(apply: Callable[[], tuple[Outcome, bool]]) -> tuple[Outcome, bool]:
    """Once more where an equal tap was applied at the same time: then its answer is there."""
    try:
        return apply()
    except AppliedMeanwhile:
        return apply()


def _digest() -> str:
    """SHA-256 over the request: its address, each field but the version seen, and the photos.

    The same for every way in which a browser sends one form: by htmx, without scripts, or again
    from a phone's queue. Files count by content; an empty one is an untouched field.
    """
    digest = hashlib.sha256(request.path.encode())
    for name, value in sorted(request.form.items(multi=True)):
        if name not in _BESIDE:
            typed = _ONE_NEWLINE.sub("\n", value)
            digest.update(f"\0{name}\0{typed}".encode("utf-8", "surrogatepass"))
    for name, content in sorted(_contents()):
        digest.update(f"\0{name}\0".encode() + content)
    return digest.hexdigest()


def _contents() -> Iterator[tuple[str, bytes]]:
    """The content of each file, by field."""
    for name, file in request.files.items(multi=True):
        content = file.stream.read()
        file.stream.seek(0)
        if content:
            yield name, content
