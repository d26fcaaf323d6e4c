"""Serves what is in static/built: under a path that names its version, so that phones may keep it.

static/build.mjs makes it, but for the messages of each language, which come from the catalogues.
Everything is read once, at start, and compressed when it is asked for.
"""

import gzip
import hashlib
import json
import mimetypes
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from pathlib import Path

import brotli
from flask import Response, abort, make_response, request

from web.language.catalogues import SCRIPTS, WAITING
from web.language.known import ENGLISH, LANGUAGES, PSEUDO, Language
from web.language.scripts import messages_script
from web.resources import BUILT

ROOT = BUILT
_FOR_EVER = "public, max-age=31536000, immutable"
# Needed by pages that are kept for reading, see static/sw/page-cache.js.
_SHELL_SCRIPTS = (
    "act-drafts",
    "app",
    "dismiss-notifications",
    "drafts",
    "form-draft",
    "offline-list",
    "photo-forms",
    "poll",
    "refused-report",
    "set-up-htmx",
    "sheet",
    "shrink-worker",
    "subscription",
    "tap-refusals",
    "upload",
    "waiting-page",
)
_SHELL = (
    "css/app.css",
    "css/issue.css",
    "css/people.css",
    *(f"js/{name}.js" for name in _SHELL_SCRIPTS),
)
_TEXT = (".css", ".js", ".svg", ".webmanifest", ".json")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/json", ".map")
mimetypes.add_type("application/manifest+json", ".webmanifest")


@dataclass(frozen=True)
class Asset:
    body: bytes
    mimetype: str

    @cached_property
    def codings(self) -> dict[str, bytes]:
        """The body by content coding (RFC 9110 section 8.4.1), the smallest first. Browsers ask for
        `br` (RFC 7932) over HTTPS only, since some proxies damage it."""
        smallest: bytes = brotli.compress(self.body, quality=11)
        return {"br": smallest, "gzip": gzip.compress(self.body, 9, mtime=0)}


class Assets:
    """All static files by path, with a version made of their contents."""

    def __init__(self, root: Path = ROOT) -> None:
        built = {
            path.relative_to(root).as_posix(): _asset(path)
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }
        self.files = _messages(built) | built
        self.version = self._version()

    def url(self, path: str) -> str:
        """Raises KeyError for a file that does not exist."""
        if path not in self.files:
            raise KeyError(path)
        return f"/static/{self.version}/{path}"

    def serve(self, path: str, caching: str = _FOR_EVER) -> Response:
        asset = self.files.get(path)
        if asset is None:
            abort(404)
        return _sent(asset, caching, is_text=path.endswith(_TEXT))

    def serve_worker(self) -> Response:
        return self._checked(self._worker)

    def serve_fresh(self, path: str) -> Response:
        """A script whose address does not change with its version."""
        return self._checked(self.files[path])

    def _checked(self, asset: Asset) -> Response:
        """Fetched with each page: 304 when the client has this version."""
        response = _sent(asset, "no-cache", is_text=True)
        response.add_etag()
        response.make_conditional(request)
        return response

    @cached_property
    def _worker(self) -> Asset:
        return Asset(self.worker_script().encode(), "text/javascript")

    def worker_script(self) -> str:
        """The service worker, told which release it is by its first line."""
        release = {"version": self.version, "shell": [self.url(name) for name in _SHELL]}
        _, _, script = self.files["sw.js"].body.decode().partition("\n")
        return f"self.RELEASE = {json.dumps(release)};\n{script}"

    def _version(self) -> str:
        """Source maps aside: another comment is no other version."""
        digest = hashlib.sha256()
        for name, asset in sorted(self.files.items()):
            if name.endswith(".map"):
                continue
            digest.update(f"{name}\0{len(asset.body)}\0".encode())
            digest.update(asset.body)
        return digest.hexdigest()[:12]


@cache
def shipped() -> Assets:
    """The assets of this release, read once by each process."""
    return Assets()


def messages_path(language: Language, domain: str) -> str:
    """Of the script with what other scripts say in this language; English needs none."""
    return f"js/{domain}.{language.code}.js"


def is_built() -> bool:
    return (ROOT / "sw.js").exists()


def _sent(asset: Asset, caching: str, *, is_text: bool) -> Response:
    coding = _coding(asset) if is_text else None
    response = make_response(asset.codings[coding] if coding else asset.body)
    response.mimetype = asset.mimetype
    response.headers["Cache-Control"] = caching
    response.vary.add("Accept-Encoding")
    if coding:
        response.headers["Content-Encoding"] = coding
    return response


def _coding(asset: Asset) -> str | None:
    """The smallest that this client accepts; None: identity."""
    accepted = request.accept_encodings
    return next((name for name in asset.codings if accepted.quality(name) > 0), None)


def _messages(built: dict[str, Asset]) -> dict[str, Asset]:
    others = [one for one in LANGUAGES if one is not ENGLISH]
    pseudo = built.get(messages_path(PSEUDO, SCRIPTS))  # has any message
    found = {messages_path(PSEUDO, WAITING): pseudo} if pseudo else {}
    return found | {
        messages_path(one, domain): Asset(messages_script(one, domain), "text/javascript")
        for one, domain in product(others, (SCRIPTS, WAITING))
    }


def _asset(path: Path) -> Asset:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(path.read_bytes(), kind)
