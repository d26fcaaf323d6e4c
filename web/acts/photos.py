"""Makes an uploaded picture safe: decoded in a child process with limits, and encoded anew.

What comes out is a plain JPEG of at most 1,600 pixels a side, with no EXIF, no place, no
comment and no colour profile. Whatever else was in the file is gone with the file.
"""

import subprocess
import sys
from io import BytesIO
from threading import BoundedSemaphore

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
_SECONDS = 10
_MEMORY = 1024 * 1024 * 1024
# At most two children of each web process: many large photos at once wait for their turn.
_TURNS = BoundedSemaphore(2)


class BadPhoto(Exception):
    """Not a picture that we can use. Carries a sentence for the person who sent it."""


def reencode(upload: bytes) -> bytes:
    """A safe JPEG of the picture in `upload`; raises BadPhoto."""
    if len(upload) > MOST_BYTES:
        raise BadPhoto("That photo is larger than 10 MB. Choose a smaller one.")
    try:
        with _TURNS:
            child = subprocess.run(
                [sys.executable, "-m", "web.acts.photos"],
                input=upload,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise BadPhoto("That photo takes too long to read. Choose another one.") from None
    if child.returncode != 0 or not child.stdout:
        raise BadPhoto("That file is not a photo we can read. Use a JPEG, PNG or WebP picture.")
    return child.stdout


def _draw_again(upload: bytes) -> bytes:
    import warnings

    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    with Image.open(BytesIO(upload), formats=("JPEG", "PNG", "WEBP")) as picture:
        picture.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        canvas = Image.new("RGB", upright.size, "white")
        rgba = upright.convert("RGBA")
        canvas.paste(rgba, mask=rgba)
    out = BytesIO()
    canvas.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()


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
