"""PNG files reduced to the chunks that draw (PNG, third edition, section 5)."""

import struct
import zlib

from web.rules.photo_types import PNG_SIGNATURE

_DRAWING = (b"IHDR", b"PLTE", b"tRNS", b"IDAT")
_EXIF, _END = b"eXIf", b"IEND"
_LARGEST_EXIF = 64 * 1024  # bytes, as in a JPEG


def drawing_chunks(png: bytes) -> bytes:
    """The file without text, profiles, animation and trailing data, with correct checksums.

    Compressed text and profiles are not inflated: they may be bombs. eXIf stays, for the
    orientation. A truncated chunk keeps what there is of it.
    """
    chunks = [PNG_SIGNATURE]
    at = len(PNG_SIGNATURE)
    while at + 8 <= len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        if kind in _DRAWING or (kind == _EXIF and length <= _LARGEST_EXIF):
            chunks.append(chunk(kind, png[at + 8 : at + 8 + length]))
        if kind == _END:
            chunks.append(chunk(_END, b""))
            break
        at += length + 12
    return b"".join(chunks)


def chunk(kind: bytes, data: bytes) -> bytes:
    """Length, type, data, and CRC-32 over type and data."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
