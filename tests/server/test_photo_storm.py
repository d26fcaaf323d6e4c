"""Sixty large photos of one person: everybody else goes on, and the memory stays bounded."""

import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.server.shop import TOKEN, Shop, open_shop

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
SENT = 60
MEMORY = 600  # MiB: the goal for the whole program, with every child it starts


@pytest.fixture(scope="module")
def large() -> bytes:
    """49 megapixels, progressive, so that it cannot be decoded in strips."""
    out = BytesIO()
    picture = Image.linear_gradient("L").resize((7000, 7000)).convert("RGB")
    picture.save(out, "JPEG", progressive=True)
    return out.getvalue()


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: str) -> Iterator[Shop]:
    database = tmp_path / "shop.sqlite3"
    database.write_bytes(Path(sqlite_template).read_bytes())
    with open_shop(tmp_path / "data", f"sqlite:///{database}") as opened:
        yield opened


class Watch(threading.Thread):
    """The most memory and the most children that drew at once, as often as it can look."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.most_memory, self.most_drawing = 0.0, 0
        self.priorities: set[int] = set()
        self.ends = threading.Event()

    def run(self) -> None:
        while not self.ends.wait(0.05):
            seen = [_look(pid) for pid in family(self.pid)]
            self.most_memory = max(self.most_memory, sum(size for size, _ in seen))
            drawing = [niceness for _, niceness in seen if niceness is not None]
            self.most_drawing = max(self.most_drawing, len(drawing))
            self.priorities.update(drawing)


def family(pid: int) -> list[int]:
    """Also what its threads have started."""
    found = [pid]
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [one for child in listed.read_text().split() for one in family(int(child))]
    return found


def _look(pid: int) -> tuple[float, int | None]:
    """Its memory in MiB (PSS), and the niceness of one that draws."""
    try:
        is_drawing = "web.acts.images.redraw" in Path(f"/proc/{pid}/cmdline").read_text().split(
            "\0"
        )
        niceness = os.getpriority(os.PRIO_PROCESS, pid)
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended
        return 0.0, None
    size = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return size / 1024, niceness if is_drawing else None


def test_photos_of_one_person_stop_nobody(shop: Shop, large: bytes) -> None:
    watch = Watch(shop.app.process.pid)
    watch.start()
    with ThreadPoolExecutor(SENT) as phone:
        sent = [phone.submit(shop.report_photos, f"storm-{n:04}", [large]) for n in range(SENT)]
        while not any(one.done() for one in sent):
            time.sleep(0.01)
        looked = 0
        while not all(one.done() for one in sent) or looked < 10:
            began = time.monotonic()
            for path in (f"/s/{TOKEN}", "/", "/healthz"):
                assert shop.get(path, who=1) == 200
            looked += 1
            assert time.monotonic() - began < 10  # they waited over 30 s behind the photos
        came = Counter(one.result().status for one in sent)
    watch.ends.set()
    watch.join(10)
    assert set(came) <= {200, 429, 503}
    assert came[200] >= 1
    assert came[429] >= SENT // 2  # two processes have a thread each for this person
    assert watch.most_drawing == 1
    niceness = os.getpriority(os.PRIO_PROCESS, shop.app.process.pid)
    assert max(watch.priorities) >= min(19, niceness + 10)  # while it starts, that of the program
    assert watch.most_memory < MEMORY
    assert shop.report_photos("storm-0059", [large]).status == 200
