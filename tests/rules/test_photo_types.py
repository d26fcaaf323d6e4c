"""What a file is by its first bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.rules.photo_types import HEAD_BYTES, PhotoType, photo_type

# As static/js/photos/photo-type.js decides, for the types that the server reads.
TABLE = [
    (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", PhotoType.JPEG),
    (b"\xff\xd8\xff\xe1\x00\x18Exif\x00\x00", PhotoType.JPEG),
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\r", PhotoType.PNG),
    (b"RIFF\x24\x00\x00\x00WEBP", PhotoType.WEBP),
    (b"\x00\x00\x00\x18ftypheic", PhotoType.HEIC),
    (b"\x00\x00\x00\x18ftypmif1", PhotoType.HEIC),
    (b"\x00\x00\x00\x1cftypavif", PhotoType.AVIF),
    (b"\x00\x00\x00\x1cftypavis", PhotoType.AVIF),
    (b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf", PhotoType.AVIF),
    (b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1heicmiaf", PhotoType.HEIC),
    (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1avif", PhotoType.HEIC),
    (b"\x00\x00\x00\x14ftypmif1\x00\x00\x00\x00mif1avif", PhotoType.HEIC),
    (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isomavif", None),
    (b"\x00\x00\x00\x18ftypmp42", None),
    (b"RIFF\x24\x00\x00\x00WAVE", None),
    (b"GIF89a\x01\x00\x01\x00\x00\x00", None),
    (b"BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00", None),
    (b"II*\x00\x08\x00\x00\x00\x00\x00\x00\x00", None),
    (b"<svg xmlns=", None),
    (b"<!doctype ht", None),
    (b"\x89PNG\n\x1a\n", None),  # a newline was converted on its way
    (b"\xff\xd8", None),
    (b" \xff\xd8\xff", None),
    (b"", None),
]


@pytest.mark.parametrize(("head", "kind"), TABLE, ids=[repr(head) for head, _ in TABLE])
def test_first_bytes_decide(head: bytes, kind: PhotoType | None) -> None:
    assert photo_type(head) is kind


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_nothing_behind_the_first_bytes_matters(head: bytes, rest: bytes) -> None:
    whole = head.ljust(HEAD_BYTES, b"\0")
    assert photo_type(whole + rest) is photo_type(whole[:HEAD_BYTES])
