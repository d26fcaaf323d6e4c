"""Slows down guessing: of codes before they are looked up, of everything after a wrong one."""

from flask import request
from sqlmodel import Session
from werkzeug.exceptions import TooManyRequests

from web.acts import limits
from web.acts.security_log import SecurityEvent, report
from web.http.client import client_network
from web.http.parts import noting, now, reading, writing


def refuse_guessers(session: Session, kind: str) -> None:
    """Raises 429 when this client has guessed wrong too often lately. For short codes: a long
    token is looked up first, so that nobody else's guesses end a good link."""
    seconds = limits.wait_seconds(session, kind, client_network(), now())
    if seconds:
        report(SecurityEvent.LIMIT_HIT, kind=kind)
        raise TooManyRequests(retry_after=seconds)


def wrong_guess(kind: str) -> None:
    """Counts it; raises 429 when there were too many. Else the caller says that it is wrong."""
    with reading() as session:
        refuse_guessers(session, kind)  # a client that goes on and on costs no write
    # Who only looks does not wait for the write lock: 503, and so no answer that is not counted.
    with writing() if request.method == "POST" else noting() as session:
        limits.count_wrong(session, kind, client_network(), now())
