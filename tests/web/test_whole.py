"""What comes in two halves, of which one is lost, is not done; neither is the first half of it."""

from io import BytesIO

import pytest

from tests.web.answers import SAME_ORIGIN, Answer
from tests.web.world import World
from web.store.tables.issues import AppliedTap

KEY = "0123456789abcdef"
WORDS = f"key={KEY}&text=The technician comes at noon, not before"
PHOTO = (
    f'--x\r\nContent-Disposition: form-data; name="key"\r\n\r\n{KEY}\r\n'
    '--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nTill 4 is dead\r\n'
    '--x\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n'
    "Content-Type: image/jpeg\r\n\r\n" + "j" * 400 + "\r\n--x--\r\n"
)
KINDS = {
    "words": ("application/x-www-form-urlencoded", WORDS),
    "photo": ("multipart/form-data; boundary=x", PHOTO),
}


def send(world: World, ref: str, kind: str, come: int) -> Answer:
    """As gunicorn hands it on: with the length that was announced, and what has come of it."""
    content_type, body = KINDS[kind]
    return world.owner.fetch(
        "POST",
        f"/issues/{ref}/note",
        SAME_ORIGIN,
        input_stream=BytesIO(body[:come].encode()),
        content_type=content_type,
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": str(len(body))},
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0, 0.3, 0.6, 1])
def test_nothing_is_done_with_a_part(world: World, kind: str, share: float) -> None:
    ref = world.report()
    before, taps = world.kinds(ref), world.count(AppliedTap)
    come = min(int(share * len(KINDS[kind][1])), len(KINDS[kind][1]) - 1)
    assert send(world, ref, kind, come).status == 400
    assert (world.kinds(ref), world.count(AppliedTap)) == (before, taps)


def test_what_came_whole_is_done(world: World) -> None:
    ref = world.report()
    assert send(world, ref, "words", len(WORDS)).status in (200, 303)
    assert world.events(ref)[-1].text == "The technician comes at noon, not before"
