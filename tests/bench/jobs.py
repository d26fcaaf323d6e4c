"""The main jobs in taps and seconds, on a phone four times slower than this machine.

Seconds are the program's share: from the first tap until the phone shows that it is done, without
reading and typing.
"""

import shutil
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.bench.table import Row, print_table
from tests.bench.weight import BROWSERS
from tests.browser.main_jobs import JOBS, ME, Job, Thumb
from tests.browser.store import Chain, run_chain
from tests.support.browsers import Phone, launched

_SLOWER = 4  # times


def measure() -> list[Row]:
    """Empty where there is no Chromium."""
    binary = next(filter(None, map(shutil.which, BROWSERS)), None)
    if binary is None:
        return []
    with (
        tempfile.TemporaryDirectory(prefix="ownit-bench-") as name,
        run_chain(Path(name)) as chain,
        sync_playwright() as playwright,
        launched(playwright, binary) as browser,
    ):
        return [_row(job, *_do(job, chain, browser)) for job in JOBS]


def _do(job: Job, chain: Chain, browser: Browser) -> tuple[int, float]:
    """Taps and seconds."""
    store = chain.open_store()
    phone = Phone.switch_on(browser, ME, base_url=store.url)
    store.hand_over(phone, job.begin(store))
    phone.page.wait_for_load_state("networkidle")
    slow = phone.context.new_cdp_session(phone.page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    thumb = Thumb(phone.page)
    began = time.perf_counter()
    job.do(thumb)
    took = time.perf_counter() - began
    phone.close()
    return thumb.taps, took


def _row(job: Job, taps: int, seconds: float) -> Row:
    return Row(job.name, (str(taps), f"{seconds:.1f} s"), f"≤ {job.most} taps", taps <= job.most)


def show(rows: list[Row]) -> None:
    if not rows:
        print("\nMain jobs: not measured, because chromium is not installed.")
        return
    print_table(f"Main jobs on a phone {_SLOWER} times slower", ("taps", "seconds"), rows)
