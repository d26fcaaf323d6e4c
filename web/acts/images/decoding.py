"""Decodes an upload to a small, upright RGB picture. Loads Pillow: only for `redraw`'s process.

Pixels are limited before decoding. JPEGs are decoded at 1/2, 1/4 or 1/8 of their size (DCT
scaling), so that 200 megapixels need no more memory than 12.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import ExifTags, Image, ImageFile

from web.acts.images.jpeg_segments import complete_segments
from web.acts.images.png_chunks import drawing_chunks
from web.rules.photo_types import PhotoType, photo_type

LONGEST_SIDE = 1600
_MOST_PIXELS = {
    PhotoType.JPEG: 250_000_000,
    PhotoType.PNG: 50_000_000,
    PhotoType.WEBP: 20_000_000,  # its decoder keeps four copies of the picture
}
_MOST_DECODED = 50_000_000  # pixels, after scaling
_MOST_COEFFICIENTS = 300_000_000  # bytes that a progressive JPEG keeps of all of its scans
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Exceptions of Pillow at damaged files, found by fuzzing.
_DAMAGED = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
_NOISE = 4  # levels by which one colour varies in a JPEG

Image.MAX_IMAGE_PIXELS = None  # ours is by type


class TooManyPixels(Exception):
    """Decoding it would need more memory than one photo may have."""


class Unreadable(Exception):
    """Not a photo, or nothing of it can be decoded."""


def decode(upload: bytes) -> Image.Image:
    """At most LONGEST_SIDE a side. A truncated file is read as far as it goes, with a plain rest.
    Raises TooManyPixels or Unreadable."""
    kind = photo_type(upload)
    if kind not in _MOST_PIXELS:
        raise Unreadable
    content = drawing_chunks(upload) if kind is PhotoType.PNG else upload
    try:
        return _decode(content, kind)
    except MemoryError:
        raise TooManyPixels from None
    except _DAMAGED:
        return _decode_damaged(content, kind)


def _decode_damaged(content: bytes, kind: PhotoType) -> Image.Image:
    if kind is PhotoType.JPEG:
        content = complete_segments(content)
    try:
        with _truncated_images():
            picture = _decode(content, kind)
    except _DAMAGED as problem:
        raise Unreadable from problem
    if is_blank(picture):
        raise Unreadable
    return picture


@contextmanager
def _truncated_images() -> Iterator[None]:
    """Pillow's setting is global for the process, which decodes nothing else."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def is_blank(picture: Image.Image) -> bool:
    """One colour all over: nothing of the photo was decoded."""
    return all(high - low <= _NOISE for low, high in picture.getextrema())  # type: ignore[misc]


def _decode(content: bytes, kind: PhotoType) -> Image.Image:
    with Image.open(BytesIO(content), formats=(kind,)) as opened:
        _bound(opened, kind)
        opened.load()
        picture: Image.Image = opened
        orientation = _orientation(picture)
        if picture.mode in ("1", "P", "PA"):  # only neighbours that are colours can be averaged
            picture = picture.convert("RGBA")
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # first: each copy of the original is large
        rgb = flatten(picture)
    return rgb.transpose(_UPRIGHT[orientation]) if orientation in _UPRIGHT else rgb


def _bound(picture: ImageFile.ImageFile, kind: PhotoType) -> None:
    if picture.width * picture.height > _MOST_PIXELS[kind]:
        raise TooManyPixels
    if kind is PhotoType.JPEG:
        if picture.info.get("progressive") and _coefficients(picture) > _MOST_COEFFICIENTS:
            raise TooManyPixels
        ratio = 2 * LONGEST_SIDE / max(picture.size)
        picture.draft(None, (int(picture.width * ratio) or 1, int(picture.height * ratio) or 1))
    if picture.width * picture.height > _MOST_DECODED:
        raise TooManyPixels


def _coefficients(picture: ImageFile.ImageFile) -> int:
    """Bytes: two for each sample of each component, with its sampling factors."""
    factors: list[tuple[int, int]] = [(across, down) for _, across, down, _ in picture.layer]  # type: ignore[attr-defined]
    whole = max(across for across, _ in factors) * max(down for _, down in factors)
    samples: int = sum(across * down for across, down in factors)
    return 2 * picture.width * picture.height * samples // whole


def _orientation(picture: Image.Image) -> int | None:
    """The EXIF orientation; None where it is missing or unreadable."""
    try:
        found = picture.getexif().get(ExifTags.Base.Orientation)
    except _DAMAGED:  # damaged metadata does not fail a photo
        return None
    return found if isinstance(found, int) else None


def flatten(picture: Image.Image) -> Image.Image:
    """RGB of 8 bits, on white where the picture is transparent."""
    if picture.mode.startswith("I;16"):
        picture = _stretched(picture.convert("I"), 0, 65535)
    elif picture.mode in ("I", "F"):
        low, high = picture.getextrema()
        picture = _stretched(picture, low, high)  # type: ignore[arg-type]
    elif picture.mode == "LAB":
        picture = picture.convert("RGB")
    rgba = picture.convert("RGBA")
    canvas = Image.new("RGB", rgba.size, "white")
    canvas.paste(rgba, mask=rgba)
    return canvas


def _stretched(picture: Image.Image, low: float, high: float) -> Image.Image:
    """Gray of 8 bits from `low`, black, to `high`, white."""
    scale = 255 / (high - low) if high > low else 0
    return picture.point(lambda level: level * scale - low * scale).convert("L")
