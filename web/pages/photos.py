"""Photos, each time only for those who may see the issue; and shares of other apps."""

from flask import Blueprint, Response, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from web.http.access import for_everybody, for_signed_in
from web.http.context import reading
from web.http.cross_origin import from_anywhere
from web.http.sign_in import viewer
from web.http.templating import use_zone
from web.reads.issues import photos

pages = Blueprint("photos", __name__)


@pages.get("/photos/<photo_id>")
@for_signed_in
def show(photo_id: str) -> ResponseReturnValue:
    with reading() as session:
        return _jpeg(photos.full(session, viewer(), photo_id), "photo.jpg")


@pages.get("/photos/<photo_id>/small")
@for_signed_in
def small(photo_id: str) -> ResponseReturnValue:
    """The copy that pages show; phones may keep it for reading without a network."""
    with reading() as session:
        response = _jpeg(photos.small(session, viewer(), photo_id), "small.jpg")
    response.headers["Ownit-Keep"] = "1"
    return response


@pages.get("/issues/<ref>/photos/<id:number>")
@for_signed_in
def one_of_issue(ref: str, number: int) -> ResponseReturnValue:
    """One photo on a page of its own, with the way to the others. 404 where it was removed."""
    with reading() as session:
        page = photos.photo_page(session, viewer(), ref, number)
    use_zone(page.zone)
    return render_template("issue/photo.html", page=page), 200 if page.photo else 404


@pages.post("/share-target")
@for_everybody
@from_anywhere
def shared() -> ResponseReturnValue:
    """A share of another app on the phone; the service worker takes it (static/sw/share-target.js).
    Without one it arrives here; nothing of it is read, and the report says so."""
    return redirect("/issues/new?shared=lost", 303)


def _jpeg(content: bytes, name: str) -> Response:
    response = make_response(content)
    response.mimetype = "image/jpeg"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.vary.add("Cookie")  # the phone's next person asks again
    return response
