"""Serves what is in static/: under a path that names its version, so that phones may keep it.

Style sheets are bundles: `app.bundle` lists the parts that make `app.css`. Everything is
read and compressed once, at start.
"""

import gzip
import hashlib
import json
import mimetypes
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flask import Response, abort, make_response, request

ROOT = Path(__file__).parents[2] / "static"
_FOR_EVER = "public, max-age=31536000, immutable"
# What home, the report and an issue need: kept on the phone, so that they open without a network.
_SHELL = (
    "css/app.css",
    "vendor/htmx.min.js",
    *(f"js/{name}.js" for name in ("app", "connection", "trusted", "fresh", "acts")),
    *(f"js/{name}.js" for name in ("policy", "subscription")),
)
_TEXT = (".css", ".js", ".svg", ".webmanifest", ".json")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/manifest+json", ".webmanifest")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True)
class Asset:
    body: bytes
    mimetype: str

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.body, 9, mtime=0)


class Assets:
    """All static files by path, with the version that their contents make."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self.files = {
            path.relative_to(root).as_posix(): _asset(path)
            for path in sorted(root.rglob("*"))
            if path.is_file() and path.suffix != ".bundle"
        }
        for bundle in sorted(root.glob("css/*.bundle")):
            self.files[f"css/{bundle.stem}.css"] = _bundle(bundle)
        self.version = self._version()

    def url(self, path: str) -> str:
        """Raises KeyError for a file that does not exist: a mistyped name is found at once."""
        if path not in self.files:
            raise KeyError(path)
        return f"/static/{self.version}/{path}"

    def serve(self, path: str, cache: str = _FOR_EVER) -> Response:
        asset = self.files.get(path)
        if asset is None:
            abort(404)
        wants_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
        is_small = path.endswith(_TEXT) and wants_gzip
        response = make_response(asset.compressed if is_small else asset.body)
        response.mimetype = asset.mimetype
        response.headers["Cache-Control"] = cache
        response.vary.add("Accept-Encoding")
        if is_small:
            response.headers["Content-Encoding"] = "gzip"
        return response

    def worker_script(self) -> str:
        """The service worker, told its version and the files that make the shell."""
        script = self.files["sw.js"].body.decode()
        # A string in the script's own quotes, so that the file stays a valid script by itself.
        shell = json.dumps(self._shell()).replace("'", "\\u0027")
        return script.replace("__VERSION__", self.version).replace("__SHELL__", shell)

    def _shell(self) -> list[str]:
        return [self.url(name) for name in _SHELL]

    def _version(self) -> str:
        digest = hashlib.sha256()
        for name, asset in sorted(self.files.items()):
            digest.update(f"{name}\0{len(asset.body)}\0".encode())
            digest.update(asset.body)
        return digest.hexdigest()[:12]


def _asset(path: Path) -> Asset:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(path.read_bytes(), kind)


def _bundle(listing: Path) -> Asset:
    parts = listing.read_text().split()
    css = "\n".join((listing.parent / part).read_text() for part in parts)
    return Asset(_without_comments(css).encode(), "text/css")


def _without_comments(css: str) -> str:
    """Nor the blanks at the beginning of lines: the customer's page is weighed unpacked."""
    lines = (line.strip() for line in _COMMENT.sub("", css).splitlines())
    return "\n".join(line for line in lines if line)
