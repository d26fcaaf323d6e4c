"""What Lighthouse says of an employee's pages: as on a slow phone in a slow network, signed in.

Its throttling is the one that it comes with for mobiles: a simulated slow 4G (150 ms, 1.6 Mbit/s)
and a processor slowed down four times.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import playwright
from playwright.sync_api import sync_playwright

from tests.bench.rivals import Rival
from tests.bench.table import Row, print_table
from tests.bench.weight import BROWSERS, EMPLOYEE, Page
from tests.support.browsers import ARGUMENTS
from tests.support.served import free_port

# The program of this machine may be too old for it; this one comes with the tests' packages.
_NODE = Path(playwright.__file__).parent / "driver" / "node"
_LIGHTHOUSE = Path(__file__).parents[2] / "node_modules" / "lighthouse" / "cli" / "index.js"
_LONGEST = 180.0  # seconds
# How high each has to be, of 100.
_GOALS = {"performance": 95, "accessibility": 100, "best-practices": 100}


@dataclass(frozen=True)
class Judged:
    rows: list[Row]
    faults: list[str]  # what keeps a page from its goal


def measure(rival: Rival) -> Judged | None:
    """None where there is no Chromium, or Lighthouse is not installed."""
    binary = next(filter(None, map(shutil.which, BROWSERS)), None)
    if binary is None or not _LIGHTHOUSE.exists():
        return None
    judged = Judged([], [])
    for page in EMPLOYEE:
        with _signed_in(binary, rival) as port:
            report = _report(port, f"http://127.0.0.1:{rival.port}{page.path}")
        judged.rows.append(_row(page, report))
        judged.faults.extend(f"{page.name}: {one}" for one in _faults(report))
    return judged


@contextmanager
def _signed_in(binary: str, rival: Rival) -> Iterator[int]:
    """The port of a browser that has the cookie: as a header of each request the service worker
    would not have it, and take the phone for somebody else's."""
    port = free_port()
    with sync_playwright() as playwright, TemporaryDirectory(prefix="ownit-bench-") as profile:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=binary,
            args=[*ARGUMENTS, f"--remote-debugging-port={port}"],
        )
        name, _, value = rival.cookies[-1].partition("=")
        url = f"http://127.0.0.1:{rival.port}"
        context.add_cookies([{"name": name, "value": value, "url": url}])
        yield port
        context.close()


def _report(port: int, url: str) -> dict[str, Any]:
    """Raises AssertionError where Lighthouse could not look at the page, with its words."""
    with TemporaryDirectory(prefix="ownit-bench-lighthouse-") as folder:
        path = Path(folder) / "report.json"
        asked = [url, "--quiet", f"--port={port}", "--output=json", f"--output-path={path}"]
        done = subprocess.run(
            [_NODE, _LIGHTHOUSE, *asked, f"--only-categories={','.join(_GOALS)}"],
            capture_output=True,
            text=True,
            check=False,
            timeout=_LONGEST,
        )
        assert done.returncode == 0, done.stderr
        report: dict[str, Any] = json.loads(path.read_text())
    seen = report["finalDisplayedUrl"]
    assert seen == url, f"it was led to {seen}: is it signed in?"
    return report


def _row(page: Page, report: dict[str, Any]) -> Row:
    scores = [round(report["categories"][name]["score"] * 100) for name in _GOALS]
    seconds = report["audits"]["largest-contentful-paint"]["numericValue"] / 1000
    is_met = all(map(int.__ge__, scores, _GOALS.values()))
    cells = (*map(str, scores), f"{seconds:.1f} s")
    return Row(page.name, cells, "≥ 95, 100, 100", is_met)


def _faults(report: dict[str, Any]) -> list[str]:
    """Of what has to be whole: each thing that is not."""
    whole = [name for name, goal in _GOALS.items() if goal == 100]
    asked = [one["id"] for name in whole for one in report["categories"][name]["auditRefs"]]
    audits = [report["audits"][name] for name in asked]
    return [one["title"] for one in audits if one["score"] is not None and one["score"] < 1]


def show(judged: Judged | None) -> None:
    if not judged:
        print("\nLighthouse: not run, because it or chromium is not installed.")
        return
    columns = ("performance", "accessibility", "best practices", "largest paint")
    print_table("Lighthouse, mobile throttling", columns, judged.rows)
    for fault in judged.faults:
        print("   !", fault)
