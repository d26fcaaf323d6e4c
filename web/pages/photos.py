"""Photos, each time only to those who may see the issue."""

from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue

from web.http.access import for_signed_in
from web.http.parts import reading
from web.http.sign_in import viewer
from web.reads import photos

pages = Blueprint("photos", __name__)


@pages.get("/photos/<photo_id>")
@for_signed_in
def show(photo_id: str) -> ResponseReturnValue:
    with reading() as session:
        response = make_response(photos.jpeg(session, viewer(), photo_id))
    response.mimetype = "image/jpeg"
    response.headers["Content-Disposition"] = 'inline; filename="photo.jpg"'
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
