"""What an answer means to the phone, as a table: run in the engine that comes with Playwright."""

import json
import subprocess
from pathlib import Path

import playwright
import pytest

from web.http.assets import ROOT

NODE = Path(playwright.__file__).parent / "driver" / "node"
ASKED = """
import { readFileSync } from 'node:fs';
const { meaningOf, isNoLongerTheirs } = await import(process.argv[1]);
const of = ([status, isOurs, url]) => {
  const headers = new Headers(isOurs ? {'Ownit-Protocol': '1'} : {});
  return {status, headers, redirected: url !== '', url};
};
console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8'))
  .map(one => [meaningOf(of(one)), isNoLongerTheirs(of(one))])));
"""
DOOR = "http://own.it/sign-in"
ISSUE = "http://own.it/issues/ab"
OURS = {
    200: "done", 201: "done", 204: "done", 202: "done",
    303: "refused", 403: "refused", 404: "refused", 409: "refused",
    410: "refused", 413: "refused", 422: "refused",
    401: "signed-out", 426: "too-old", 429: "busy", 500: "crashed",
    **dict.fromkeys([400, 408, 425, 502, 503, 504, 520], "unknown"),
}  # fmt: skip
FOREIGN = {
    413: "too-large", 414: "too-large", 431: "too-large", 500: "crashed",
    **dict.fromkeys(
        [200, 204, 302, 400, 401, 403, 404, 405, 407, 409, 410, 422, 426, 429, 451, 502, 503, 504,
         511, 520, 521, 522, 523, 524, 525, 526, 527, 530],
        "foreign",
    ),
}  # fmt: skip
GONE = (401, 403, 404, 410)


def asked(answers: list[tuple[int, bool, str]]) -> list[list[object]]:
    module = (ROOT.parent / "js" / "lib" / "answers.js").as_uri()
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", ASKED, module],
        input=json.dumps(answers),
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    found: list[list[object]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(("is_ours", "table"), [(True, OURS), (False, FOREIGN)])
def test_each_status_has_one_meaning(is_ours: bool, table: dict[int, str]) -> None:
    found = asked([(status, is_ours, "") for status in table])
    assert {status: one[0] for status, one in zip(table, found, strict=True)} == table
    gone = {status for status, one in zip(table, found, strict=True) if one[1]}
    assert gone == (set(GONE) if is_ours else set())


def test_a_redirect_to_the_door_is_a_session_that_is_over() -> None:
    found = asked([(200, True, DOOR), (200, False, DOOR)])
    assert [one[0] for one in found] == ["signed-out", "foreign"]


def test_a_tap_that_became_a_look_at_a_page_was_not_done() -> None:
    """What stands before our server redirects to log in, and back: as GET, without the form."""
    found = asked([(status, True, ISSUE) for status in (200, 404, 405, 426)])
    assert {one[0] for one in found} == {"foreign"}
