"""In CI a browser test that fails is run once more, and the summary says how it failed: browsers on
a loaded machine lose a navigation now and then. At a desk it fails at once, so that it is mended.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

FIRST_FAILURE = "failed at first"


def pytest_runtest_protocol(item: pytest.Function, nextitem: pytest.Item | None) -> bool | None:
    if "browser" not in item.path.parts or not os.environ.get("CI"):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    failures = [one for one in reports if one.failed]
    if failures:
        item._initrequest()
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        reports[-1].user_properties.append((FIRST_FAILURE, str(failures[0].longrepr)))
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for nodeid, words in _first_failures(terminalreporter):
        terminalreporter.section(f"{nodeid} {FIRST_FAILURE}")
        terminalreporter.write_line(words)


def _first_failures(terminalreporter: Any) -> Iterator[tuple[str, str]]:
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, words in getattr(report, "user_properties", ()):
                if name == FIRST_FAILURE and getattr(report, "when", "") == "teardown":
                    yield report.nodeid, words
