"""Runs an act exactly once for each idempotency key that a form or a phone carries."""

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from flask import request
from pydantic import Field
from sqlmodel import Session

from web.acts import people, taps
from web.acts.outcome import Outcome
from web.acts.tapped import made
from web.http.forms import Form, MaybeLine, MaybeNumber
from web.http.parts import now, writing
from web.http.phone import refuse_others, tapped_at
from web.http.sign_in import viewer
from web.rules.people import Viewer

Do = Callable[[Session, Viewer, datetime], Outcome]
Hold = Callable[[Session, Viewer], None]
_BESIDE = ("seen", "person")  # not what is asked, but by whom and on what
_ONE_NEWLINE = re.compile(r"\r\n?")  # forms say it as CR LF, scripts as they like


class ActForm(Form):
    """What each act's form carries besides its own fields."""

    key: str = Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")
    seen: MaybeNumber = Field(default=None, ge=0)
    person: MaybeLine = None  # whose page it is, where the phone could keep nothing


def once(form: ActForm, do: Do, *, hold: Hold = people.still_here) -> tuple[Outcome, bool]:
    """The outcome, and whether this very request brought it about.

    The act, its events, what it put into the outbox and the key are one transaction. Raises
    KeyReused where the key came before with other words. `hold` comes before all else: whoever
    acts must still be who they were when the request came in.
    """
    if form.person is not None:
        refuse_others(form.person)
    who, at, tapped = viewer(), now(), made(tapped_at(), form.seen, now())
    digest = _digest()
    with writing() as session:
        hold(session, who)
        unit = partial(do, session, who, at)
        return taps.once(session, who, form.key, digest, at, unit, tapped)


def _digest() -> str:
    """SHA-256 over what was asked: the address, each field but the version seen, and the photos.

    The same for every way in which a browser sends one form: by htmx, without script, or again
    from a phone's queue. Files count by what is in them; an empty one is a field left alone.
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
    """By field: what is in each file."""
    for name, file in request.files.items(multi=True):
        content = file.stream.read()
        file.stream.seek(0)
        if content:
            yield name, content
