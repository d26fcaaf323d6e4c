"""Static files: named by version, kept for ever, compressed once, and none of them missing."""

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from tests.web.world import World
from web.http.assets import Assets

TEMPLATES = Path(__file__).parents[2] / "templates"
GZIP = {"Accept-Encoding": "gzip"}
CODINGS = [
    ("gzip, deflate, br, zstd", "br", brotli.decompress),
    ("gzip, deflate", "gzip", gzip.decompress),
    ("br;q=0, gzip", "gzip", gzip.decompress),
    ("zstd", None, bytes),
    ("", None, bytes),
]


@pytest.fixture(scope="module")
def assets() -> Assets:
    return Assets()


def test_every_file_is_served_as_what_it_is(still_world: World, assets: Assets) -> None:
    kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
    for path in assets.files:
        answer = still_world.nobody.get(assets.url(path))
        assert answer.status == 200
        assert answer.body == assets.files[path].body
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        expected = kinds.get(Path(path).suffix)
        assert expected is None or answer.headers["Content-Type"].startswith(expected)


@pytest.mark.parametrize(("accepted", "coding", "read"), CODINGS)
def test_text_is_compressed_for_who_can_read_it(
    still_world: World,
    assets: Assets,
    accepted: str,
    coding: str | None,
    read: Callable[[bytes], bytes],
) -> None:
    for path in assets.files:
        answer = still_world.nobody.get(assets.url(path), {"Accept-Encoding": accepted})
        is_text = Path(path).suffix in (".css", ".js", ".svg", ".webmanifest")
        assert answer.headers.get("Content-Encoding") == (coding if is_text else None)
        assert (read(answer.body) if is_text else answer.body) == assets.files[path].body
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_pages_are_compressed_too(still_world: World) -> None:
    plain, small = still_world.owner.get("/"), still_world.owner.get("/", GZIP)
    assert small.headers["Content-Encoding"] == "gzip"
    assert len(small.body) < len(plain.body) / 2
    assert b"<!doctype html>" in gzip.decompress(small.body)
    smallest = still_world.owner.get("/", {"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert smallest.headers["Content-Encoding"] == "br"
    assert len(smallest.body) < len(small.body)
    assert b"<!doctype html>" in brotli.decompress(smallest.body)
    refused = still_world.owner.get("/", {"Accept-Encoding": "br;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_the_version_hangs_on_every_byte_and_every_name(tmp_path: Path) -> None:
    def version() -> str:
        return Assets(tmp_path).version

    (tmp_path / "a.js").write_text("1")
    first = version()
    (tmp_path / "a.js").write_text("2")
    second = version()
    (tmp_path / "a.js").rename(tmp_path / "b.js")
    third = version()
    (tmp_path / "c.js").write_text("")
    fourth = version()
    (tmp_path / "c.js.map").write_text("{}")
    assert version() == fourth  # what only tools read
    assert len({first, second, third, fourth}) == 4
    assert Assets(tmp_path).version == Assets(tmp_path).version


def test_an_older_address_gets_todays_file_but_not_for_ever(still_world: World) -> None:
    answer = still_world.nobody.get("/static/0ld/css/app.css")
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    ["../web/app.py", "css/../../web/app.py", "js/queue.js", "", "css", "%2e%2e/README.md"],
)
def test_nothing_else_is_served(still_world: World, path: str) -> None:
    version = still_world.app.extensions["ownit"].version
    assert still_world.nobody.get(f"/static/{version}/{path}").status == 404


def test_the_service_worker_is_told_its_version_and_its_shell(
    still_world: World, assets: Assets
) -> None:
    answer = still_world.nobody.get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    told = re.fullmatch(r"self\.RELEASE = (\{.*\});", answer.text.partition("\n")[0])
    assert told is not None
    release = json.loads(told[1])
    assert release["version"] == assets.version
    shell = release["shell"]
    assert len(shell) > 5
    for url in shell:
        found = still_world.nobody.get(url)
        assert (found.status, found.headers["Cache-Control"][-9:]) == (200, "immutable")


def test_who_has_this_service_worker_gets_no_bytes_of_it(still_world: World) -> None:
    """It is asked for with each page."""
    first = still_world.nobody.get("/sw.js", GZIP)
    assert first.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(first.body) == still_world.nobody.get("/sw.js").body
    again = still_world.nobody.get("/sw.js", GZIP | {"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    other = still_world.nobody.get("/sw.js", GZIP | {"If-None-Match": '"of another version"'})
    assert (other.status, other.body) == (200, first.body)


def test_what_the_manifest_names_exists(still_world: World) -> None:
    manifest = json.loads(still_world.nobody.get("/manifest.webmanifest").text)
    assert manifest["id"]
    assert manifest["display"] == "standalone"
    purposes = {icon.get("purpose", "any") for icon in manifest["icons"]}
    assert {"any", "maskable"} <= {one for purpose in purposes for one in purpose.split()}
    for icon in manifest["icons"]:
        assert still_world.nobody.get(icon["src"]).status == 200
    for shortcut in manifest["shortcuts"]:
        assert still_world.owner.get(shortcut["url"]).status == 200
    assert still_world.owner.get(manifest["start_url"]).status == 200


def test_no_template_names_a_missing_file(assets: Assets) -> None:
    names = [
        name
        for template in TEMPLATES.rglob("*.html")
        for name in re.findall(r"asset\('([^']+)'\)", template.read_text())
    ]
    assert len(names) > 5
    for name in names:
        assert assets.url(name)
    with pytest.raises(KeyError):
        assets.url("css/mistyped.css")


def test_everything_that_a_page_loads_answers(still_world: World) -> None:
    for path in ("/", "/me", "/sign-in", "/offline", "/issues/new", "/settings", "/nothing-here"):
        page = still_world.admin.get(path)
        loaded = set(re.findall(r'<(?:link|script|img)[^>]+(?:href|src)="(/[^"]+)"', page.text))
        assert loaded
        for url in loaded:
            assert still_world.admin.get(url).status == 200, (path, url)
