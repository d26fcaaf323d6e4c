"""Runs an act exactly once for each idempotency key that a form or a phone carries."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from flask import request
from pydantic import Field
from sqlmodel import Session

from web.acts import people, taps
from web.acts.outcome import Outcome
from web.http.forms import Form, MaybeNumber
from web.http.parts import now, writing
from web.http.sign_in import viewer
from web.rules.people import Viewer

Do = Callable[[Session, Viewer, datetime], Outcome]
Hold = Callable[[Session, Viewer], None]


class ActForm(Form):
    """What each act's form carries besides its own fields."""

    key: str = Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")
    seen: MaybeNumber = Field(default=None, ge=0)


def once(form: ActForm, do: Do, *, hold: Hold = people.still_here) -> tuple[Outcome, bool]:
    """The outcome, and whether this very request brought it about.

    The act, its events, what it put into the outbox and the key are one transaction. Raises
    KeyReused where the key came before with other words. `hold` comes before all else: whoever
    acts must still be who they were when the request came in.
    """
    who, at = viewer(), now()
    with writing() as session:
        hold(session, who)
        return taps.once(session, who, form.key, _digest(), at, lambda: do(session, who, at))


def _digest() -> str:
    """SHA-256 over what was asked: the address and each field but the version seen."""
    digest = hashlib.sha256(request.path.encode())
    for name, value in sorted(request.form.items()):
        if name != "seen":
            digest.update(f"\0{name}\0{value}".encode("utf-8", "surrogatepass"))
    for name, file in sorted(request.files.items()):
        digest.update(f"\0{name}\0".encode() + file.stream.read())
        file.stream.seek(0)
    return digest.hexdigest()
