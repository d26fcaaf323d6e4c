"""A key is applied once and answers the same for ever, however the tap is sent."""

from io import BytesIO
from threading import Thread
from typing import Any

import pytest

from tests.web.answers import HTMX, SAME_ORIGIN, Answer
from tests.web.pictures import jpeg
from tests.web.queued import JSON, Phone, content
from tests.web.world import World
from web.rules.vocabulary import EventKind
from web.store.tables.issues import Photo

KEY = "one-and-the-same"
SIZES = {"red": (60, 40), "blue": (40, 60), "green": (50, 50)}


def parts(boundary: str, *fields: tuple[str, str | bytes, str | None]) -> bytes:
    """A multipart body (RFC 7578) as different browsers write it."""
    body = b""
    for name, value, file in fields:
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'.encode()
        if file is not None:
            body += f'; filename="{file}"\r\nContent-Type: image/jpeg'.encode()
        body += b"\r\n\r\n" + (value if isinstance(value, bytes) else value.encode()) + b"\r\n"
    return body + f"--{boundary}--\r\n".encode()


def resolve(world: World, ref: str, boundary: str, *fields: Any, **headers: str) -> Answer:
    said = SAME_ORIGIN | JSON | {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    body = parts(boundary, ("key", KEY, None), ("text", "done", None), *fields)
    return world.owner.fetch("POST", f"/issues/{ref}/resolve", said | headers, data=body)


def photo(colour: str, name: str = "a.jpg") -> tuple[str, bytes, str]:
    return "photo", jpeg(*SIZES[colour]), name


def test_a_boundary_a_name_and_the_order_change_nothing(world: World) -> None:
    ref = world.report()
    first, second = photo("red"), photo("blue")
    assert resolve(world, ref, "one", first, second).status == 200
    again = resolve(world, ref, "two", photo("blue", "IMG_1.jpg"), photo("red", "IMG_2.jpg"))
    assert content(again) == content(resolve(world, ref, "three", first, second))
    assert again.status == 200
    assert world.kinds(ref).count(EventKind.RESOLVED) == 1
    assert world.count(Photo) == 2


@pytest.mark.parametrize(
    "other",
    [(), (photo("red"),), (photo("red"), photo("red")), (photo("red"), photo("green"))],
    ids=["none", "one", "one-twice", "another"],
)
def test_other_photos_are_another_tap(world: World, other: tuple[Any, ...]) -> None:
    ref = world.report()
    assert resolve(world, ref, "one", photo("red"), photo("blue")).status == 200
    assert resolve(world, ref, "one", *other).status == 422
    assert world.count(Photo) == 2


def test_a_field_for_photos_that_was_left_alone_is_none(world: World) -> None:
    """Without script the browser sends an empty file; a phone's queue sends nothing."""
    ref = world.report()
    plain = {"key": KEY, "text": "done", "photo": (BytesIO(b""), "")}
    sent = {"method": "POST", "path": f"/issues/{ref}/resolve"}
    assert world.owner.fetch(**sent, headers=SAME_ORIGIN, data=plain).status == 303
    assert resolve(world, ref, "two").status == 200
    assert world.kinds(ref).count(EventKind.RESOLVED) == 1


def test_every_way_to_send_it_is_the_same_tap(world: World) -> None:
    """htmx, no script, and the queue's own try; new lines as forms write them and as scripts do."""
    ref = world.report()
    path = f"/issues/{ref}/note"
    typed = {"text": "First line\nsecond line", "seen": "1"}
    assert world.owner.post(path, typed, key=KEY, htmx=True).status == 200
    typed = {"text": "First line\r\nsecond line", "seen": "7"}
    assert world.owner.post(path, typed, key=KEY).status == 303
    body = parts("x", ("text", "First line\r\nsecond line", None), ("key", KEY, None))
    head = SAME_ORIGIN | JSON | {"Content-Type": "multipart/form-data; boundary=x"}
    answer = world.owner.fetch("POST", path, head | Phone(world).beside(), data=body)
    assert content(answer) == {"ref": ref, "url": f"/issues/{ref}", "sentence": None}
    assert world.kinds(ref).count(EventKind.NOTED) == 1
    other = world.owner.post(path, {"text": "First line second line"}, key=KEY)
    assert other.status == 422


def test_a_refusal_is_repeated_for_ever_in_every_shape(world: World) -> None:
    """Also when it would not be refused any more, after longer than any key was kept once."""
    ref = world.report()
    tap = {"minutes": "60", "key": KEY}
    first = Phone(world, "colleague").act(ref, "told", **tap)
    assert first.status == 409
    world.colleague.on_change(world.hand_over(ref), "accept")
    for _ in range(4):
        world.clock.forward(days=20)
        assert world.colleague.get("/").status == 200
    again = Phone(world, "colleague").act(ref, "told", **tap)
    assert (again.status, content(again)["sentence"]) == (409, content(first)["sentence"])
    card = world.colleague.act(ref, "told", minutes="60", key=KEY, htmx=True)
    assert card.status == 409
    assert content(first)["sentence"] in card.words
    assert EventKind.CUSTOMER_TOLD not in world.kinds(ref)


def test_what_was_done_answers_the_same_after_months(world: World) -> None:
    ref = world.report()
    first = Phone(world).act(ref, "note", text="x", key=KEY)
    for _ in range(4):
        world.clock.forward(days=20)
        assert world.owner.get("/").status == 200
    again = Phone(world).act(ref, "note", text="x", key=KEY)
    assert (again.status, content(again)) == (200, content(first))
    assert world.kinds(ref).count(EventKind.NOTED) == 1


def test_a_key_belongs_to_one_person(world: World) -> None:
    ref = world.report()
    for persona in ("owner", "colleague", "lead"):
        assert Phone(world, persona).act(ref, "note", text="x", key=KEY).status == 200
    assert world.kinds(ref).count(EventKind.NOTED) == 3


def test_when_it_was_tapped_is_that_of_the_first_try(world: World) -> None:
    """The answer was lost, and the next try comes an hour later: it is the same tap."""
    ref = world.report()
    tapped = world.clock()
    world.clock.forward(minutes=30)
    Phone(world).act(ref, "promise", tapped, minutes="60", key=KEY)
    promised = world.issue(ref).promise_at
    world.clock.forward(minutes=60)
    assert Phone(world).act(ref, "promise", tapped, minutes="60", key=KEY).status == 200
    assert world.issue(ref).promise_at == promised
    assert [one.tapped_at for one in world.events(ref)[2:]] == [tapped]


def test_a_scan_answers_the_same_when_its_code_is_too_old(world: World) -> None:
    step = world.ask()
    path = world.code(step)
    assert Phone(world, "colleague").send(path, key=KEY).status == 200
    world.clock.forward(minutes=30)
    again = Phone(world, "colleague").send(path, key=KEY)
    assert (again.status, content(again)["url"]) == (200, f"/steps/{step}")
    late = Phone(world, "lead").send(path)
    assert late.status == 409


def test_a_second_try_beside_the_first_waits_for_it(world: World) -> None:
    """The phone gave up waiting while the first try was still being worked on."""
    ref = world.report()
    came: list[Answer] = []
    phones = [Phone(world) for _ in range(2)]

    def send(phone: Phone) -> None:
        came.append(phone.act(ref, "note", text="x", key=KEY))

    at_once = [Thread(target=send, args=(phone,)) for phone in phones]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()
    assert [one.status for one in came] == [200, 200]
    assert world.kinds(ref).count(EventKind.NOTED) == 1


def test_htmx_beside_json(world: World) -> None:
    ref = world.unowned()
    world.owner.act(ref, "own")
    tap = {"key": KEY, "seen": "1"}
    answer = Phone(world, "colleague").act(ref, "own", **tap)
    headers = HTMX | Phone(world, "colleague").beside()
    card = world.colleague.post(f"/issues/{ref}/own", {"seen": "1"}, key=KEY, headers=headers)
    assert (answer.status, card.status) == (409, 409)
    assert content(answer)["sentence"] in card.words
