"""Makes an uploaded picture safe: decodes it in a child process with limits, and re-encodes it.

The result is a plain JPEG of at most 1,600 pixels a side and a small copy, without EXIF, place,
comment and colour profile.
"""

import logging
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from threading import Lock

from web.acts.images.redraw import LENGTH, TOO_MANY_PIXELS, UNREADABLE
from web.rules.missing_photos import NONE_MISSING, MissingPhotos, MissingReason
from web.rules.photo_types import PhotoType, photo_type
from web.store.errors import Busy
from web.store.gate import Gate

MOST_BYTES = 10 * 1024 * 1024
# In each web process one form is processed and two wait; in the whole installation one photo is
# drawn at a time: on two cores the other one answers.
_FORMS = Gate(1, 2)
_PATIENCE = 20.0  # seconds: for a turn, and for a photo on a busy machine
# Opened before the fork, so that all processes lock the same file.
_ONE_AT_A_TIME = TemporaryFile()  # noqa: SIM115
log = logging.getLogger(__name__)

COMMAND = ("-m", "web.acts.images.redraw")
_people: set[int] = set()
_people_lock = Lock()

_UNDECODABLE = {PhotoType.HEIC: MissingReason.HEIC, PhotoType.AVIF: MissingReason.AVIF}
_BROKEN_FILES = (-signal.SIGSEGV, -signal.SIGABRT)  # how a decoder ends that a file has broken


class BadPhoto(Exception):
    """Not a usable picture."""

    def __init__(self, why: MissingReason) -> None:
        super().__init__(why)
        self.why = why


class OneFormAtATime(Exception):
    """Photos of the same person are being processed."""


@dataclass(frozen=True)
class SafePhoto:
    """Both are JPEGs: sizes in `redraw`."""

    full: bytes
    small: bytes


@dataclass(frozen=True)
class ReceivedPhotos:
    """The photos of one form, in order, and which are missing."""

    safe: tuple[SafePhoto, ...] = ()
    missing: MissingPhotos = NONE_MISSING


NO_PHOTOS = ReceivedPhotos()


@contextmanager
def turn(person_id: int) -> Iterator[None]:
    """For the photos of one form. Raises OneFormAtATime, or Busy when the queue is full."""
    with _people_lock:
        if person_id in _people:  # at most one thread for each person
            raise OneFormAtATime
        _people.add(person_id)
    try:
        with _FORMS.turn(_PATIENCE):
            yield
    finally:
        _people.discard(person_id)


def reencode(upload: bytes) -> SafePhoto:
    """The part of the picture in `upload` that is stored; raises BadPhoto, or Busy on a busy
    machine."""
    if not upload:
        raise BadPhoto(MissingReason.EMPTY)
    kind = photo_type(upload)
    if kind is None:
        raise BadPhoto(MissingReason.UNREADABLE)
    if kind in _UNDECODABLE:
        raise BadPhoto(_UNDECODABLE[kind])
    if len(upload) > MOST_BYTES:
        raise BadPhoto(MissingReason.LARGE)
    return _read(_drawn_by_child(upload))


def _drawn_by_child(upload: bytes) -> subprocess.CompletedProcess[bytes]:
    try:
        with _alone():
            return subprocess.run(
                [sys.executable, *COMMAND],
                input=upload,
                capture_output=True,
                timeout=_PATIENCE,
                check=False,
            )
    except subprocess.TimeoutExpired:  # not the photo's fault: its own time is limited
        raise Busy from None


@contextmanager
def _alone() -> Iterator[None]:
    """One in the whole installation; a process that dies releases it."""
    try:
        import fcntl
    except ImportError:  # not a Unix
        yield
        return
    fcntl.lockf(_ONE_AT_A_TIME, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.lockf(_ONE_AT_A_TIME, fcntl.LOCK_UN)


def _read(child: subprocess.CompletedProcess[bytes]) -> SafePhoto:
    if child.returncode == TOO_MANY_PIXELS:
        raise BadPhoto(MissingReason.PIXELS)
    if child.returncode == -signal.SIGXCPU:
        raise BadPhoto(MissingReason.SLOW)
    if child.returncode != 0 or len(child.stdout) <= LENGTH.size:
        if child.returncode not in (UNREADABLE, *_BROKEN_FILES):
            last = child.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            log.error("A photo was not kept: its process ended with %d. %s", child.returncode, last)
        raise BadPhoto(MissingReason.UNREADABLE)
    end = LENGTH.size + LENGTH.unpack_from(child.stdout)[0]
    return SafePhoto(child.stdout[LENGTH.size : end], child.stdout[end:])
