"""Which uploads become a photo, and what is in it: modes, sizes, other contents."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from tests.web import pictures
from web.acts.images.decoding import LONGEST_SIDE, Unreadable, decode, flatten
from web.acts.images.png_chunks import chunk, drawing_chunks
from web.acts.images.uploads import BadPhoto, reencode
from web.rules.missing_photos import MissingReason
from web.rules.photo_types import PNG_SIGNATURE

pytestmark = pytest.mark.slow

GRAY = Image.linear_gradient("L")  # 256 x 256: black above, white below


def saved(picture: Image.Image, kind: str, **more: Any) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def scene(width: int = 320, height: int = 240) -> Image.Image:
    """Of many colours, so that no part of it is like another."""
    bands = [GRAY.rotate(turn).resize((width, height)) for turn in (0, 90, 180)]
    return Image.merge("RGB", bands)


def png_rows(width: int, height: int, depth: int, colour: int, rows: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return png(chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)))


def png(*chunks: bytes) -> bytes:
    return PNG_SIGNATURE + b"".join(chunks) + chunk(b"IEND", b"")


def gray_16_bits() -> bytes:
    """A ramp over all 65,536 levels."""
    ramp = b"".join(struct.pack(">H", 257 * level) for level in range(256))
    return png_rows(256, 4, 16, 0, (b"\0" + ramp) * 4)


def with_chunks(picture: bytes, *chunks: bytes) -> bytes:
    after_header = len(PNG_SIGNATURE) + 25
    return picture[:after_header] + b"".join(chunks) + picture[after_header:]


def levels(picture: Image.Image) -> tuple[int, int]:
    found = picture.convert("L").tobytes()
    return min(found), max(found)


# ---- modes ----


def in_mode(mode: str) -> Image.Image:
    if mode == "PA":
        return GRAY.convert("P").convert("PA")
    if mode.startswith("I;16"):
        values = struct.pack("<65536H", *(257 * (at // 256) for at in range(65536)))
        found = Image.frombytes("I;16", (256, 256), values)
        return found if mode == "I;16" else found.convert("I").convert(mode)
    if mode == "I":
        return GRAY.convert("I").point(lambda level: level * 257)
    if mode == "F":
        return GRAY.convert("F").point(lambda level: level * (1 / 255))
    if mode in ("CMYK", "YCbCr", "RGBA", "RGBX", "HSV"):
        return GRAY.convert("RGB").convert(mode)
    if mode == "LAB":
        return Image.merge("LAB", (GRAY, *[Image.new("L", GRAY.size, 128)] * 2))
    return GRAY.convert(mode)


MODES = (
    *("1", "L", "LA", "P", "PA", "I", "F", "I;16", "I;16B"),
    *("RGB", "RGBA", "RGBX", "CMYK", "YCbCr", "HSV", "LAB"),
)


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_keeps_black_white_and_what_is_between(mode: str) -> None:
    flat = flatten(in_mode(mode))
    assert flat.mode == "RGB"
    top, middle, bottom = (flat.getpixel((128, y)) for y in (2, 128, 253))
    assert isinstance(top, tuple)
    assert isinstance(middle, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] < 12
    assert bottom[0] > 243
    if mode != "1":
        assert 110 < middle[0] < 146


@pytest.mark.parametrize("mode", ["LA", "RGBA", "P", "L", "RGB"])
def test_what_is_transparent_is_white(mode: str) -> None:
    clear = Image.new(mode, (8, 8), 0)
    more = {} if mode in ("LA", "RGBA") else {"transparency": (0, 0, 0) if mode == "RGB" else 0}
    assert levels(decode(saved(clear, "PNG", **more))) == (255, 255)


def test_gray_of_16_bits_is_scaled_and_not_clipped() -> None:
    """Was white all over."""
    picture = decode(gray_16_bits())
    assert levels(picture) == (0, 255)
    middle = picture.getpixel((128, 2))
    assert isinstance(middle, tuple)
    assert 120 < middle[0] < 136


def test_colours_of_16_bits() -> None:
    row = b"\0" + b"".join(struct.pack(">HHH", 257 * x, 0, 65535) for x in range(256))
    picture = decode(png_rows(256, 2, 16, 2, row * 2))
    assert picture.getpixel((128, 0)) == (128, 0, 255)


GOOD: dict[str, bytes] = {
    "cmyk jpeg": saved(scene().convert("CMYK"), "JPEG"),
    "gray jpeg": saved(GRAY, "JPEG"),
    "progressive jpeg": saved(scene(), "JPEG", progressive=True),
    "mpo of a phone": saved(scene(), "MPO", save_all=True, append_images=[scene()]),
    "jpeg with trailing megabytes": saved(scene(), "JPEG") + bytes(3_000_000),
    "jpeg that is a page as well": saved(scene(), "JPEG") + b"<!doctype html><script>",
    "jpeg with 2 MB of XMP": saved(scene(), "JPEG", icc_profile=bytes(2_000_000)),
    "palette png": saved(scene().quantize(64), "PNG"),
    "interlaced png": pictures.png(),
    "animated png": saved(
        scene(320, 256), "PNG", save_all=True, append_images=[scene(320, 256).rotate(180)]
    ),
    "webp without loss": saved(scene(), "WEBP", lossless=True),
    "animated webp": saved(scene(), "WEBP", save_all=True, append_images=[scene().rotate(90)]),
    "strip": saved(Image.linear_gradient("L").resize((1, 20_000)), "PNG"),
    "one pixel": saved(Image.new("RGB", (1, 1)), "PNG"),
}


@pytest.mark.parametrize("upload", GOOD.values(), ids=GOOD)
def test_a_photo_of_any_kind_is_one(upload: bytes) -> None:
    picture = decode(upload)
    assert picture.mode == "RGB"
    assert 1 <= max(picture.size) <= LONGEST_SIDE


def test_an_animation_is_its_first_picture() -> None:
    whole = decode(GOOD["animated png"])
    first = decode(saved(scene(320, 256), "PNG"))
    assert whole.tobytes() == first.tobytes()


BAD: dict[str, bytes] = {
    "nothing": b"",
    "gif": pictures.gif(),
    "bmp": saved(scene(), "BMP"),
    "tiff": saved(scene(), "TIFF"),
    "avif": saved(scene(), "AVIF"),
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "page": b"<!doctype html><script>alert(1)</script>",
    "jpeg cut in its head": saved(scene(), "JPEG")[:200],
    "jpeg cut where its picture begins": saved(scene(), "JPEG").partition(b"\xff\xda")[0]
    + b"\xff\xda",
    "png cut in its head": saved(scene(), "PNG")[:30],
    "png cut before its picture": saved(scene(), "PNG")[:45],
    "png without rows": png(chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 2, 0, 0, 0))),
    "png of no size": png_rows(0, 0, 8, 2, b""),
    "webp cut in half": GOOD["webp without loss"][: len(GOOD["webp without loss"]) // 2],
    "only a signature": PNG_SIGNATURE,
    "only a beginning": b"\xff\xd8\xff",
}


@pytest.mark.parametrize("upload", BAD.values(), ids=BAD)
def test_what_is_none_is_refused(upload: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(upload)


# ---- what else is in a file ----


def bomb_chunk(kind: bytes) -> bytes:
    """Two megabytes in two kilobytes, as cameras and editors write it."""
    packed = zlib.compress(b" " * 2_000_000, 9)
    inside = {
        b"iTXt": b"XML:com.adobe.xmp\0\x01\0\0\0" + packed,
        b"zTXt": b"Comment\0\0" + packed,
        b"iCCP": b"profile\0\0" + packed,
        b"tEXt": b"Comment\0" + b" " * 2_000_000,
    }
    return chunk(kind, inside[kind])


@pytest.mark.parametrize("kind", [b"iTXt", b"zTXt", b"iCCP", b"tEXt"])
def test_large_text_and_profiles_are_dropped_unread(kind: bytes) -> None:
    """Was “not a photo that we can read”."""
    upload = with_chunks(saved(scene(), "PNG"), *[bomb_chunk(kind)] * 3)
    assert decode(upload).size == (320, 240)
    assert kind not in drawing_chunks(upload)


def test_a_png_stands_upright_by_its_exif() -> None:
    exif = Image.Exif()
    exif[pictures.ORIENTATION] = 6
    assert decode(saved(scene(), "PNG", exif=exif)).size == (240, 320)


@pytest.mark.parametrize("orientation", range(10))
def test_each_orientation_of_exif(orientation: int) -> None:
    size = decode(pictures.jpeg(600, 400, orientation)).size
    assert size == ((400, 600) if orientation in (5, 6, 7, 8) else (600, 400))


def test_exif_that_cannot_be_read_does_not_matter() -> None:
    jpeg = saved(scene(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x01" * 60)
    assert decode(jpeg).size == (320, 240)


# ---- sizes ----


@pytest.mark.parametrize(
    ("width", "height"), [(8160, 6144), (12_000, 9_000), (16_320, 12_240), (60_000, 4_000)]
)
def test_photos_of_phones_with_many_megapixels_are_accepted(width: int, height: int) -> None:
    """50, 108 and 200 megapixels, and a panorama; in the child, with its limit of memory."""
    photo = reencode(saved(GRAY.resize((width, height)).convert("RGB"), "JPEG", quality=60))
    with Image.open(BytesIO(photo.full)) as full:
        assert max(full.size) == LONGEST_SIDE


@pytest.mark.parametrize(
    "upload",
    [
        pictures.bomb(),
        saved(Image.new("L", (9_000, 6_000)), "PNG"),
        saved(Image.new("L", (17_000, 15_000)), "JPEG"),
        saved(Image.new("L", (13_000, 13_000)), "JPEG", progressive=True),
    ],
    ids=["bomb", "54 MP as PNG", "255 MP as JPEG", "169 MP, progressive"],
)
def test_what_would_take_too_much_memory_is_refused(upload: bytes) -> None:
    with pytest.raises(BadPhoto) as refused:
        reencode(upload)
    assert refused.value.why is MissingReason.PIXELS
