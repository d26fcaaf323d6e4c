"""A nudge to one person, in their language: not in that of whoever acts.

Theirs is what they have chosen, else that of their site, else English.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NotRequired, TypedDict, Unpack

from sqlmodel import Session

from push.nudge import Button, DeliveryVia, Nudge
from web.language.current import current_language, in_language
from web.language.known import ENGLISH, Language, language_of
from web.rules.people import Viewer
from web.store.tables.accounts import Person, Site

Text = tuple[str, str]  # title and body
Words = Callable[[], Text]
Buttons = tuple[Button, ...]


def no_buttons() -> Buttons:
    return ()


def _language_of(session: Session, person: Person | Viewer) -> Language:
    """Reads nothing: their site is cached (`store.row_cache`) wherever people are read."""
    own = language_of(person.language)
    if own or isinstance(person, Viewer):  # whose language is that of their site already
        return own or ENGLISH
    site = session.get(Site, person.site_id)
    return language_of(site.language if site else None) or ENGLISH


class Sending(TypedDict):
    """What else a nudge has, as `push.nudge.Nudge` names it."""

    path: str
    tag: str
    expires_at: datetime
    loud: NotRequired[bool]
    ways: NotRequired[DeliveryVia]


def nudge_to(
    session: Session,
    person: Person | Viewer,
    words: Words,
    buttons: Callable[[], Buttons] = no_buttons,
    **sending: Unpack[Sending],
) -> Nudge:
    """`words` and `buttons` are called while the language is theirs."""
    with in_language(_language_of(session, person)):
        title, body = words()
        return Nudge(
            person=str(person.id),
            title=title,
            body=body,
            buttons=buttons(),
            **sending,
            **marks_of_language(),
        )


class _Marks(TypedDict):
    lang: NotRequired[str]
    dir: NotRequired[str]


def marks_of_language() -> _Marks:
    """Of the language of now, as HTML names them; none for English, which phones expect."""
    language = current_language()
    if language is ENGLISH:
        return {}
    return {"lang": language.code, "dir": "rtl" if language.is_rtl else "ltr"}
