"""The photos of a form, decoded before any transaction begins, since that takes time."""

import shutil
from datetime import timedelta

from flask import g, request
from werkzeug.datastructures import FileStorage

from web.acts.core import idempotency
from web.acts.images import uploads
from web.acts.images.uploads import NO_PHOTOS, ReceivedPhotos, SafePhoto
from web.http.context import app_context, now, reading
from web.http.sign_in import viewer
from web.reads.issues import photos as kept
from web.rules.missing_photos import MissingPhotos, MissingReason, sentence
from web.rules.photo_limits import LEAVE, PhotoUse, room

MOST_PHOTOS = 6  # in one form
_A_DAY = timedelta(days=1)
# Above the limit of its photos, so that a photo that is too large is refused in its form, with
# everything else that was typed.
MOST_BYTES = (MOST_PHOTOS + 1) * uploads.MOST_BYTES


def allow_photos() -> None:
    """Raises the size limit of this request to that of its photos."""
    request.max_content_length = MOST_BYTES


def chosen_photos() -> list[FileStorage]:
    """Without the empty one that a browser sends for an untouched field."""
    return [file for file in request.files.getlist("photo") if file.filename]


def uploaded_photos() -> ReceivedPhotos:
    """The photos to store, and which are missing; read once for each request. Raises OneFormAtATime
    or Busy when they cannot be read now."""
    if "uploaded_photos" not in g:
        g.uploaded_photos = _read_uploads()
    photos: ReceivedPhotos = g.uploaded_photos
    return photos


def missing_sentence() -> str | None:
    """Which of this form's photos are missing; None: all are stored."""
    return sentence(uploaded_photos().missing)


def _read_uploads() -> ReceivedPhotos:
    chosen = chosen_photos()
    if not chosen or request.form.get("photos") == LEAVE:
        return NO_PHOTOS
    most, beyond = _room()
    safe: list[SafePhoto] = []
    missing: list[tuple[int, MissingReason]] = []
    with uploads.turn(viewer().id):
        for number, file in enumerate(chosen, 1):
            if number > MOST_PHOTOS:
                missing.append((number, MissingReason.TOO_MANY))
            elif len(safe) >= most:
                missing.append((number, beyond))
            elif isinstance(found := _read(file), SafePhoto):
                safe.append(found)
            else:
                missing.append((number, found))
    per_day = app_context().config.photo_limits.per_day if beyond is MissingReason.DAY else None
    return ReceivedPhotos(tuple(safe), MissingPhotos(len(chosen), tuple(missing), per_day))


def _room() -> tuple[int, MissingReason]:
    """How many photos may be stored, and the reason for the limit. A repeated tap is not counted
    against itself."""
    with reading() as session:
        if idempotency.is_known(session, viewer(), request.form.get("key", "")):
            return MOST_PHOTOS, MissingReason.TOO_MANY
        today, total_bytes = kept.use(session, viewer().id, now() - _A_DAY)
    return room(app_context().config.photo_limits, PhotoUse(today, total_bytes, _free_percent()))


def _free_percent() -> float | None:
    folder = app_context().database.folder
    if folder is None:
        return None
    disk = shutil.disk_usage(folder)
    return 100 * disk.free / disk.total


def _read(file: FileStorage) -> SafePhoto | MissingReason:
    upload = file.stream.read()
    file.stream.seek(0)
    try:
        return uploads.reencode(upload)
    except uploads.BadPhoto as bad:
        return bad.why
