"""Re-encodes a picture, as a program of its own: `python -m web.acts.images.redraw`, stdin to
stdout.

Runs with limits of time and memory and at low priority; imports late, so that the web processes
never load Pillow. Output: the length of the photo as four bytes, the photo, and its small copy.
Exits with TOO_MANY_PIXELS or UNREADABLE for such a picture, with any other code for a fault of the
program or machine.
"""

import os
import struct
import sys
from contextlib import suppress
from io import BytesIO

SMALL_SIDE = 320
SECONDS = 10  # of processor time: a busy machine does not make a photo a bad one
MEMORY = 640 * 1024 * 1024  # address space; 50 million pixels with transparency need 520 MiB
LENGTH = struct.Struct(">I")
TOO_MANY_PIXELS, UNREADABLE = 3, 4  # exit codes
_NICENESS = 10  # whoever waits for a page comes first


def _draw_again(upload: bytes) -> bytes:
    from web.acts.images.decoding import TooManyPixels, Unreadable, decode

    try:
        canvas = decode(upload)
    except TooManyPixels:
        sys.exit(TOO_MANY_PIXELS)
    except Unreadable:
        sys.exit(UNREADABLE)
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
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 2))  # otherwise SIGKILL at once


if __name__ == "__main__":
    _limit()
    sys.stdout.buffer.write(_draw_again(sys.stdin.buffer.read()))
