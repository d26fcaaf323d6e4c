"""Serves what is in static/: under a path that names its version, so that phones may keep it.

Style sheets, the script of every page, and the service worker are bundles: `css/app.bundle` lists
the parts that make `css/app.css`. Everything is read, joined and compressed once, at start.
"""

import gzip
import hashlib
import json
import mimetypes
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import brotli
from flask import Response, abort, make_response, request

from web.http import bundles

ROOT = Path(__file__).parents[2] / "static"
_FOR_EVER = "public, max-age=31536000, immutable"
# Needed by pages that are kept for reading, see static/sw/kept.js.
_SHELL = (
    "css/app.css",
    "vendor/htmx.min.js",
    "js/subscription.js",
    *(f"js/{name}.js" for name in ("app", "readable", "leftovers", "waiting", "waiting-rows")),
    *(f"js/{name}.js" for name in ("waiting-answers", "waiting-storage")),
    *(f"js/{name}.js" for name in ("shrink", "upload", "drafts", "report-notices", "refusals")),
    "js/refused-report.js",
)
_TEXT = (".css", ".js", ".svg", ".webmanifest", ".json")
mimetypes.add_type("text/javascript", ".js")
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
        self.root = root
        self.files = {
            path.relative_to(root).as_posix(): _asset(path)
            for path in sorted(root.rglob("*"))
            if path.is_file() and path.suffix != ".bundle"
        }
        self._join_styles()
        self._join_scripts()
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
        """Fetched with each page: 304 when the client has this version."""
        response = _sent(self._worker, "no-cache", is_text=True)
        response.add_etag()
        response.make_conditional(request)
        return response

    @cached_property
    def _worker(self) -> Asset:
        return _script(self.worker_script())

    def worker_script(self) -> str:
        """The service worker, with its version and the files of the shell put in."""
        script = self.files["sw.js"].body.decode()
        # A string in the script's own quotes, so that the source is a valid script by itself.
        shell = json.dumps(self._shell()).replace("'", "\\u0027")
        return script.replace("__VERSION__", self.version).replace("__SHELL__", shell)

    def _join_styles(self) -> None:
        for listing in sorted(self.root.glob("css/*.bundle")):
            css = bundles.joined_css(listing)
            self.files[f"css/{listing.stem}.css"] = Asset(css.encode(), "text/css")

    def _join_scripts(self) -> None:
        """A member is never served alone: a page that imported it would have it twice."""
        page, worker = self.root / "js" / "app.bundle", self.root / "sw.bundle"
        if not page.exists() or not worker.exists():
            return
        for path in bundles.parts_of(page) + bundles.parts_of(worker):
            self.files.pop(path.relative_to(self.root).as_posix(), None)
        for name, asset in self.files.items():
            if name.startswith("js/"):
                self.files[name] = _script(bundles.alone(asset.body.decode(), page))
        self.files["js/app.js"] = _script(bundles.joined_module(page))
        self.files["sw.js"] = _script(bundles.joined_worker(worker))

    def _shell(self) -> list[str]:
        return [self.url(name) for name in _SHELL]

    def _version(self) -> str:
        digest = hashlib.sha256()
        for name, asset in sorted(self.files.items()):
            digest.update(f"{name}\0{len(asset.body)}\0".encode())
            digest.update(asset.body)
        return digest.hexdigest()[:12]


@cache
def shipped() -> Assets:
    """The assets of this release, read once by each process."""
    return Assets()


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


def _asset(path: Path) -> Asset:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(path.read_bytes(), kind)


def _script(text: str) -> Asset:
    return Asset(text.encode(), "text/javascript")
