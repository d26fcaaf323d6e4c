"""Slows down guessing: of codes before they are looked up, of everything after a wrong one."""

from flask import request
from sqlmodel import Session
from werkzeug.exceptions import TooManyRequests

from web.acts.core import guess_limit
from web.acts.core.security_log import SecurityEvent, report
from web.http.client import client_network
from web.http.context import now, reading, writing, writing_in_passing


def check_guess_limit(session: Session, kind: str) -> None:
    """Raises 429 when this client has guessed wrong too often lately. For short codes; a long token
    is looked up first, so that a good link works whatever others guess."""
    seconds = guess_limit.wait_seconds(session, kind, client_network(), now())
    if seconds:
        report(SecurityEvent.LIMIT_HIT, kind=kind)
        raise TooManyRequests(retry_after=seconds)


def count_wrong_guess(kind: str) -> None:
    """Counts it; raises 429 when there were too many. Else the caller answers that it is wrong."""
    with reading() as session:
        check_guess_limit(session, kind)  # a client that goes on costs no write
    # Does not wait for the write lock: 503, so that no answer goes uncounted.
    with writing() if request.method == "POST" else writing_in_passing() as session:
        guess_limit.count_wrong(session, kind, client_network(), now())
