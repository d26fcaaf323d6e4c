"""Pictures as phones make them, and files that only pretend to be some."""

import struct
import zlib
from io import BytesIO

from PIL import Image
from PIL.Image import Exif

CAMERA, ORIENTATION, GPS = 0x010F, 0x0112, 0x8825


def jpeg(width: int = 60, height: int = 40, orientation: int = 1) -> bytes:
    """Red on the left, blue on the right; with a camera's name and a place."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste((0, 0, 255), (width // 2, 0, width, height))
    exif = Exif()
    exif[CAMERA] = "Canary Cameras"
    exif[ORIENTATION] = orientation
    exif[GPS] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
    return _saved(picture, "JPEG", exif=exif, comment=b"canary comment", quality=95)


def png() -> bytes:
    return _saved(Image.new("RGBA", (30, 30), (0, 255, 0, 128)), "PNG")


def webp() -> bytes:
    return _saved(Image.new("RGB", (30, 30), "green"), "WEBP")


def gif() -> bytes:
    return _saved(Image.new("P", (30, 30)), "GIF")


def bomb(side: int = 50_000) -> bytes:
    """A PNG of some kilobytes that would fill gigabytes."""
    rows = zlib.compress(b"\x00" * (side // 8 + 1) * 1000, 9)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", rows), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def heic() -> bytes:
    """The beginning of a photo as iPhones keep them: enough to be known by."""
    return struct.pack(">I", 24) + b"ftypheic" + bytes(12) + b"\x00" * 100


def polyglot() -> bytes:
    """A JPEG that is also a page with a script, for whoever sniffs."""
    return jpeg() + b"<!doctype html><script>alert('canary')</script>"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _saved(picture: Image.Image, kind: str, **more: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()
