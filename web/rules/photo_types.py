"""The type of a file by its first bytes. Declared types and names of files are ignored."""

from enum import StrEnum

HEAD_BYTES = 12  # needed to tell the types
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class PhotoType(StrEnum):
    """Types that are recognised; all but HEIC and AVIF can be decoded."""

    JPEG = "JPEG"  # ISO/IEC 10918-1; also MPO (CIPA DC-007), which begins with a JPEG
    PNG = "PNG"
    WEBP = "WEBP"
    HEIC = "HEIC"  # ISO/IEC 23008-12
    AVIF = "AVIF"  # of the Alliance for Open Media


_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_AVIF_BRANDS = (b"avif", b"avis")


def photo_type(head: bytes) -> PhotoType | None:
    """The type of a file with these first bytes; None when it is not recognised."""
    if head.startswith(b"\xff\xd8\xff"):
        return PhotoType.JPEG
    if head.startswith(PNG_SIGNATURE):
        return PhotoType.PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return PhotoType.WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return PhotoType.HEIC
    if head[4:8] == b"ftyp" and head[8:12] in _AVIF_BRANDS:
        return PhotoType.AVIF
    return None
