"""Makes an uploaded picture safe: decoded in a child process with limits, and encoded anew.

What comes out is a plain JPEG of at most 1,600 pixels a side and a small copy of it, with no
EXIF, no place, no comment and no colour profile. Whatever else was in the file is gone with it.
"""

import struct
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
SMALL_SIDE = 320
_SECONDS = 10
_MEMORY = 1024 * 1024 * 1024
# At most two children of each web process: many large photos at once wait for their turn.
_TURNS = BoundedSemaphore(2)
# The child's answer: how many bytes the photo has, the photo, and then its small copy.
_LENGTH = struct.Struct(">I")
_TOO_MANY_PIXELS = 3  # the child's exit code

_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_UNREADABLE = "That file is not a photo we can read. Use a JPEG, PNG or WebP picture."
_HEIC = (
    "That photo is in a format of iPhones (HEIC) that we cannot read. Take a screenshot of it, "
    "and send that."
)
_EMPTY = "That photo is empty. Take or choose it again."
_LARGE = "That photo is larger than 10 MB. Choose a smaller one."
_WIDE = "That photo has more than 50 million pixels. Choose a smaller one."
_SLOW = "That photo takes too long to read. Choose another one."


class BadPhoto(Exception):
    """Not a picture that we can use. Carries a sentence for the person who sent it."""


@dataclass(frozen=True)
class SafePhoto:
    """Both are JPEGs: `full` of at most LONGEST_SIDE pixels a side, `small` of SMALL_SIDE."""

    full: bytes
    small: bytes


def reencode(upload: bytes) -> SafePhoto:
    """What may be kept of the picture in `upload`; raises BadPhoto."""
    if not upload:
        raise BadPhoto(_EMPTY)
    if len(upload) > MOST_BYTES:
        raise BadPhoto(_LARGE)
    if upload[4:8] == b"ftyp" and upload[8:12] in _HEIC_BRANDS:  # ISO/IEC 23008-12
        raise BadPhoto(_HEIC)
    return _read(_drawn_by_child(upload))


def _drawn_by_child(upload: bytes) -> subprocess.CompletedProcess[bytes]:
    try:
        with _TURNS:
            return subprocess.run(
                [sys.executable, "-m", "web.acts.photos"],
                input=upload,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise BadPhoto(_SLOW) from None


def _read(child: subprocess.CompletedProcess[bytes]) -> SafePhoto:
    if child.returncode == _TOO_MANY_PIXELS:
        raise BadPhoto(_WIDE)
    if child.returncode != 0 or len(child.stdout) <= _LENGTH.size:
        raise BadPhoto(_UNREADABLE)
    end = _LENGTH.size + _LENGTH.unpack_from(child.stdout)[0]
    return SafePhoto(child.stdout[_LENGTH.size : end], child.stdout[end:])


def _draw_again(upload: bytes) -> bytes:
    import warnings

    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        opened = Image.open(BytesIO(upload), formats=("JPEG", "PNG", "WEBP"))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        sys.exit(_TOO_MANY_PIXELS)
    with opened as picture:
        picture.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        canvas = Image.new("RGB", upright.size, "white")
        rgba = upright.convert("RGBA")
        canvas.paste(rgba, mask=rgba)
    full, small = BytesIO(), BytesIO()
    canvas.save(full, "JPEG", quality=80, optimize=True)
    canvas.thumbnail((SMALL_SIDE, SMALL_SIDE))
    canvas.save(small, "JPEG", quality=75, optimize=True)
    return _LENGTH.pack(len(full.getvalue())) + full.getvalue() + small.getvalue()


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not a Unix: the parent's time limit has to do
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


if __name__ == "__main__":
    _limit()
    sys.stdout.buffer.write(_draw_again(sys.stdin.buffer.read()))
