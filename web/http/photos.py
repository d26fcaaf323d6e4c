"""The photos that come with a form. Made safe before any transaction begins: it takes a moment."""

from flask import request
from werkzeug.datastructures import FileStorage

from web.acts import photos
from web.acts.photos import SafePhoto
from web.http.forms import BadForm

MOST_PHOTOS = 6  # in one form
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
    """What may be kept of them, in their order. Raises BadForm that says which one is no photo."""
    chosen = chosen_photos()
    if len(chosen) > MOST_PHOTOS:
        raise _bad(f"These are {len(chosen)} photos. At most {MOST_PHOTOS} go at once.")
    return tuple(_safe(file, number, len(chosen)) for number, file in enumerate(chosen, 1))


def _safe(file: FileStorage, number: int, of: int) -> SafePhoto:
    upload = file.stream.read()
    file.stream.seek(0)
    try:
        return photos.reencode(upload)
    except photos.BadPhoto as bad:
        raise _bad(f"Photo {number} of {of}: {bad}" if of > 1 else str(bad)) from None


def _bad(sentence: str) -> BadForm:
    return BadForm({"photo": sentence}, request.form.to_dict())
