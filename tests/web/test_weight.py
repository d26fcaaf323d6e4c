"""What a phone loads at first, over HTTPS: bodies as they are sent, files with Brotli.

`make bench` measures the same with a browser and a longer home. `static/build.mjs` says which
script is on every page, and which only where it is asked for.
"""

import re

import pytest

from tests.web.answers import Browser
from tests.web.world import World

pytestmark = pytest.mark.chooses_languages

ACCEPTED = {"Accept-Encoding": "gzip, deflate, br, zstd"}
LOADED = re.compile(
    r'<(?:link rel="(?:stylesheet|manifest|icon|modulepreload)"|script)[^>]+(?:href|src)="(/[^"]+)"'
)


# Not `import("…")`, which is asked for when somebody needs it.
IMPORTED = re.compile(r'\b(?:from|import)"\./([\w-]+\.js)"')


def weight(who: Browser, path: str) -> tuple[int, int]:
    """Bytes and requests of a page and all that it names, with what its scripts import."""
    urls = LOADED.findall(who.get(path).text)
    for url in urls:  # grows
        imported = IMPORTED.findall(who.get(url).text) if url.endswith(".js") else []
        beside = [f"{url.rpartition('/')[0]}/{name}" for name in imported]
        urls += [one for one in beside if one not in urls]
    sent = [who.get(one, ACCEPTED) for one in (path, *urls)]
    assert {one.status for one in sent} == {200}
    return sum(len(one.body) for one in sent), len(sent)


@pytest.mark.parametrize(
    ("page", "bytes_at_most", "requests_at_most"),
    [("home", 21_700, 5), ("issue", 26_100, 6), ("report", 27_950, 9), ("customer", 4_200, 3)],
)
def test_a_first_load_is_light(
    one_world: World, page: str, bytes_at_most: int, requests_at_most: int
) -> None:
    ref = one_world.report()
    paths = {
        "home": "/",
        "issue": f"/issues/{ref}",
        "report": "/issues/new",
        "customer": one_world.shared(ref),
    }
    loaded, requests = weight(one_world.owner, paths[page])
    assert loaded <= bytes_at_most
    assert requests <= requests_at_most


@pytest.mark.parametrize("language", ["de", "ar", "hi"])
def test_only_the_readers_language_travels(one_world: World, language: str) -> None:
    one_world.owner.post("/me/language", {"language": language})
    loaded, requests = weight(one_world.owner, "/")
    assert loaded <= 24_450
    assert requests <= 6  # its messages besides


def test_the_service_worker_is_light(still_world: World) -> None:
    assert len(still_world.nobody.get("/sw.js", ACCEPTED).body) <= 11_080
