"""The photo that comes with a form. Made safe before any transaction begins: it takes a moment."""

from flask import request

from web.acts import photos
from web.http.forms import BadForm

# Above the photo's own limit, so that a photo that is too large is refused in its form, with
# everything else that was typed still there.
MOST_BYTES = 3 * photos.MOST_BYTES


def allow_photo() -> None:
    """This request may weigh what a photo weighs."""
    request.max_content_length = MOST_BYTES


def uploaded_photo() -> bytes | None:
    """A safe JPEG of it; None where there is none. Raises BadForm for what is no photo."""
    file = request.files.get("photo")
    if file is None or not file.filename:
        return None
    upload = file.stream.read()
    file.stream.seek(0)
    try:
        return photos.reencode(upload)
    except photos.BadPhoto as bad:
        raise BadForm({"photo": str(bad)}, request.form.to_dict()) from None
