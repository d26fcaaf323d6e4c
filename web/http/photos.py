"""The photos that come with a form. Made safe before any transaction begins: it takes a moment."""

import shutil
from datetime import timedelta

from flask import request
from werkzeug.datastructures import FileStorage

from web.acts import photos, taps
from web.acts.photos import SafePhoto
from web.http.forms import BadForm
from web.http.parts import now, parts, reading
from web.http.sign_in import viewer
from web.reads import photos as kept
from web.rules.photo_limits import LEAVE, PhotoUse, refusal

MOST_PHOTOS = 6  # in one form
_A_DAY = timedelta(days=1)
# Above what its photos may weigh, so that one that is too large is refused in its form, with
# everything else that was typed still there.
MOST_BYTES = (MOST_PHOTOS + 1) * photos.MOST_BYTES


def allow_photos() -> None:
    """This request may weigh what its photos weigh."""
    request.max_content_length = MOST_BYTES


def chosen_photos() -> list[FileStorage]:
    """Those that were chosen: a browser sends an empty one for a field left alone."""
    return [file for file in request.files.getlist("photo") if file.filename]


def uploaded_photos() -> tuple[SafePhoto, ...]:
    """What may be kept of them, in their order. Raises BadForm that says which one is no photo, or
    that no more are taken; OneFormAtATime or Busy when they cannot be read at this moment."""
    chosen = chosen_photos()
    if not chosen or request.form.get("photos") == LEAVE:
        return ()
    if len(chosen) > MOST_PHOTOS:
        raise _bad(f"These are {len(chosen)} photos. At most {MOST_PHOTOS} go at once.")
    _check_limits(len(chosen))
    with photos.turn(viewer().id):
        return tuple(_safe(file, number, len(chosen)) for number, file in enumerate(chosen, 1))


def _check_limits(adding: int) -> None:
    """A tap that comes once more is not counted against itself."""
    with reading() as session:
        if taps.is_known(session, viewer(), request.form.get("key", "")):
            return
        today, total_bytes = kept.use(session, viewer().id, now() - _A_DAY)
    use = PhotoUse(today, total_bytes, _free_percent())
    sentence = refusal(parts().config.photo_limits, use, adding)
    if sentence:
        raise BadForm({"photo": sentence}, request.form.to_dict(), {"photos": LEAVE})


def _free_percent() -> float | None:
    folder = parts().database.folder
    if folder is None:
        return None
    disk = shutil.disk_usage(folder)
    return 100 * disk.free / disk.total


def _safe(file: FileStorage, number: int, of: int) -> SafePhoto:
    upload = file.stream.read()
    file.stream.seek(0)
    try:
        return photos.reencode(upload)
    except photos.BadPhoto as bad:
        raise _bad(f"Photo {number} of {of}: {bad}" if of > 1 else str(bad)) from None


def _bad(sentence: str) -> BadForm:
    return BadForm({"photo": sentence}, request.form.to_dict())
