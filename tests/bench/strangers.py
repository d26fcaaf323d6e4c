"""What others notice of slow strangers, of one person's photos and of a database that is locked.

Each as the ratio of the median time of an answer beside it to that without it, turn by turn: the
machine cancels out. Strangers come from a process of their own, so that only the server slows down.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from threading import Event
from uuid import uuid4

from PIL import Image

from tests.bench.load import drive, get
from tests.bench.rivals import Rival
from tests.bench.shape import WORDS, token
from tests.bench.table import Row, print_table
from tests.support.served import Served
from tests.support.strangers import Strangers
from web.store.sqlite import driver

TURNS = 3
SECONDS = 1.5
_SETTLED = 2.0  # seconds: what slow readers ask for is answered by then, and only not read
ALL = {
    "idle": 500,
    "half_lines": 100,
    "slow_heads": 100,
    "slow_bodies": 100,
    "slow_readers": 100,
    "garbage": 20,
    "pipelines": 20,
}
_CASES: list[tuple[str, dict[str, int]]] = [
    ("500 idle connections", {"idle": 500}),
    ("100 half request lines", {"half_lines": 100}),
    ("100 slow heads", {"slow_heads": 100}),
    ("100 slow bodies", {"slow_bodies": 100}),
    ("100 slow readers", {"slow_readers": 100}),
    ("all of these at once, and garbage", ALL),
]
Beside = Callable[[], AbstractContextManager[None]]


def measure(ours: Rival, served: Served) -> list[Row]:
    def strangers(kinds: dict[str, int]) -> Beside:
        return lambda: _strangers(ours.port, _style(ours.port), kinds)

    rows = [_row(ours, f"beside {name}", strangers(kinds), 2.0) for name, kinds in _CASES]
    rows.append(_row(ours, "beside 60 photos of 49 megapixels", lambda: _photos(ours), 4.0))
    database = served.data_dir / "ownit.sqlite3"
    rows.append(_row(ours, "while the database is locked", lambda: _locked(ours, database), 2.0))
    return rows


def _row(ours: Rival, name: str, beside: Beside, goal: float) -> Row:
    calm, busy = [], []
    for _ in range(TURNS):
        calm.append(_median(ours))
        with beside():
            busy.append(_median(ours))
    ratio = min(busy) / min(calm)
    cells = (f"{min(calm):.1f}", f"{min(busy):.1f}", f"{ratio:.1f} ×")
    return Row(name, cells, f"≤ {goal:g} ×", ratio <= goal)


def _median(ours: Rival) -> float:
    """Milliseconds of an answer: a customer's page and a person's, in turn."""

    def both() -> Iterator[bytes]:
        while True:
            yield get(f"/s/{token(1)}")
            yield get("/me", Cookie=ours.cookies[0])

    return drive(ours.port, both(), SECONDS).p50


@contextmanager
def _strangers(port: int, page: str, kinds: dict[str, int]) -> Iterator[None]:
    context = multiprocessing.get_context("spawn")
    here, gone = context.Event(), context.Event()
    process = context.Process(target=_be_strangers, args=(port, page, kinds, here, gone))
    process.start()
    here.wait(60)
    time.sleep(_SETTLED)
    yield
    gone.set()
    process.join(20)


def _be_strangers(port: int, page: str, kinds: dict[str, int], here: Event, gone: Event) -> None:
    with Strangers(port, source="127.0.0.2", page=page) as strangers:
        strangers.open(**kinds)
        here.set()
        gone.wait(120)


@contextmanager
def _photos(ours: Rival) -> Iterator[None]:
    photo = _large_photo()
    with ThreadPoolExecutor(60) as phone:
        for _ in range(60):
            phone.submit(_report, ours, photo)
        time.sleep(0.5)
        yield
        phone.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _locked(ours: Rival, database: Path) -> Iterator[None]:
    """With more people who write than there are threads."""
    with ThreadPoolExecutor(40) as phones, closing(driver.connect(database)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(40):
            phones.submit(_report, ours, b"")
        time.sleep(0.3)
        yield
        other.rollback()


def _report(ours: Rival, photo: bytes) -> None:
    key, edge = uuid4().hex, uuid4().hex
    fields = {"key": key, "text": f"{WORDS} {key}", "site_id": str(ours.site_id)}
    form = "".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head = f'--{edge}\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'
    body = f"{form}{head}".encode() + photo + f"\r\n--{edge}--\r\n".encode()
    headers = {
        "Cookie": ours.cookies[1],
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": f"multipart/form-data; boundary={edge}",
    }
    with suppress(OSError), closing(HTTPConnection("127.0.0.1", ours.port, timeout=60)) as phone:
        phone.request("POST", "/issues", body, headers)
        phone.getresponse().read()


def _large_photo() -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").resize((7000, 7000)).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def _style(port: int) -> str:
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as browser:
        browser.request("GET", "/sign-in")
        page = browser.getresponse().read().decode()
    return "/static/" + page.partition('href="/static/')[2].partition('"')[0]


def show(rows: list[Row]) -> None:
    title = "Median answer in ms, calm and beside what others do"
    print_table(title, ("calm", "beside", "ratio"), rows)
