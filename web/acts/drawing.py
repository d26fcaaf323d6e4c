"""Draws a picture anew, as a program of its own: `python -m web.acts.drawing`, stdin to stdout.

Runs with limits of time and memory, and only after everybody else; what it needs is imported late,
so that the web processes never load it. Its answer: the length of the photo as four bytes, the
photo, and its small copy. It ends with TOO_MANY_PIXELS where that is what is wrong, or with 1.
"""

import os
import struct
import sys
from contextlib import suppress
from io import BytesIO

LONGEST_SIDE = 1600
SMALL_SIDE = 320
SECONDS = 10  # of the processor: how busy the machine is does not make a photo a bad one
MEMORY = 640 * 1024 * 1024  # address space; 50 million pixels with transparency need 520 MiB
LENGTH = struct.Struct(">I")
TOO_MANY_PIXELS = 3  # the exit code
_MOST_PIXELS = 50_000_000
_MOST_PIXELS_OF_WEBP = 20_000_000  # its decoder keeps four copies of the picture
_NICENESS = 10  # whoever waits for a page comes first


def _draw_again(upload: bytes) -> bytes:
    import warnings

    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        opened = Image.open(BytesIO(upload), formats=("JPEG", "PNG", "WEBP"))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        sys.exit(TOO_MANY_PIXELS)
    if opened.format == "WEBP" and opened.width * opened.height > _MOST_PIXELS_OF_WEBP:
        sys.exit(TOO_MANY_PIXELS)
    with opened as picture:
        picture.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # first: each copy of the whole is large
        upright = ImageOps.exif_transpose(picture)
        canvas = Image.new("RGB", upright.size, "white")
        rgba = upright.convert("RGBA")
        canvas.paste(rgba, mask=rgba)
    full, small = BytesIO(), BytesIO()
    canvas.save(full, "JPEG", quality=80, optimize=True)
    canvas.thumbnail((SMALL_SIDE, SMALL_SIDE))
    canvas.save(small, "JPEG", quality=75, optimize=True)
    return LENGTH.pack(len(full.getvalue())) + full.getvalue() + small.getvalue()


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not a Unix: the parent's time limit has to do
        return
    with suppress(OSError):
        os.nice(_NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 2))  # else SIGKILL at once


if __name__ == "__main__":
    _limit()
    sys.stdout.buffer.write(_draw_again(sys.stdin.buffer.read()))
