"""The type of a file by its first bytes. Declared types and names of files are ignored."""

from enum import StrEnum

HEAD_BYTES = 64  # needed to tell the types
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class PhotoType(StrEnum):
    """Types that are recognised; all but HEIC and AVIF can be decoded."""

    JPEG = "JPEG"  # ISO/IEC 10918-1; also MPO (CIPA DC-007), which begins with a JPEG
    PNG = "PNG"
    WEBP = "WEBP"
    HEIC = "HEIC"  # ISO/IEC 23008-12
    AVIF = "AVIF"  # of the Alliance for Open Media


_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")
_AVIF_BRANDS = (b"avif", b"avis")
_NO_CODING = (b"mif1", b"msf1")


def photo_type(head: bytes) -> PhotoType | None:
    """The type of a file with these first bytes; None when it is not recognised."""
    if head.startswith(b"\xff\xd8\xff"):
        return PhotoType.JPEG
    if head.startswith(PNG_SIGNATURE):
        return PhotoType.PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return PhotoType.WEBP
    return _by_brands(head) if head[4:8] == b"ftyp" else None


def _by_brands(head: bytes) -> PhotoType | None:
    """Of a FileTypeBox (ISO/IEC 14496-12): its major brand, or where that names no coding the first
    of its compatible ones that does."""
    brand = head[8:12]
    if brand in _NO_CODING:
        end = min(int.from_bytes(head[:4]), len(head), HEAD_BYTES)
        brands = [head[at : at + 4] for at in range(16, end - 3, 4)]
        brand = next((one for one in brands if one in _HEIC_BRANDS + _AVIF_BRANDS), b"heic")
    if brand in _AVIF_BRANDS:
        return PhotoType.AVIF
    return PhotoType.HEIC if brand in _HEIC_BRANDS else None
