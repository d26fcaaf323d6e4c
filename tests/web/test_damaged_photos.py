"""Photos that break off or are damaged are read as far as they go, or refused with a reason."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from tests.web.test_photo_decoding import GOOD, levels, saved, scene
from web.acts.images import decoding
from web.acts.images.decoding import LONGEST_SIDE, TooManyPixels, Unreadable, decode
from web.acts.images.png_chunks import drawing_chunks
from web.rules.photo_types import PNG_SIGNATURE


def rows_like(cut: Image.Image, whole: Image.Image) -> int:
    """How many rows from above are as in the whole picture."""
    for y in range(whole.height):
        one, other = cut.getpixel((9, y)), whole.getpixel((9, y))
        assert isinstance(one, tuple)
        assert isinstance(other, tuple)
        if max(abs(a - b) for a, b in zip(one, other, strict=True)) > 24:
            return y
    return whole.height


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize(("share", "least"), [(1.0, 0.9), (0.9, 0.4), (0.5, 0.2)])
def test_what_breaks_off_is_read_as_far_as_it_goes(kind: str, share: float, least: float) -> None:
    whole = saved(scene(), kind)
    cut = decode(whole[: int(len(whole) * share) - 2])
    assert cut.size == (320, 240)
    assert rows_like(cut, decode(whole)) >= least * 240


def test_the_rest_of_a_jpeg_that_breaks_off_is_plain() -> None:
    whole = saved(scene(), "JPEG", quality=95)
    cut = decode(whole[: len(whole) // 2])
    below = cut.crop((0, 220, 320, 240))
    assert decoding.is_blank(below)


@pytest.mark.parametrize("behind", [-4, 12, 20, 40, 200])
@pytest.mark.parametrize("scan", [1, 2, 4])
def test_a_progressive_jpeg_cut_in_a_later_scan_is_there_roughly(scan: int, behind: int) -> None:
    """Also in the tables between two scans, for which a decoder waits."""
    whole = saved(scene(), "JPEG", progressive=True)
    starts = [at for at in range(len(whole)) if whole[at : at + 2] == b"\xff\xda"]
    low, high = levels(decode(whole[: starts[scan] + behind]))
    assert high - low > 40


def test_wrong_checksums_cost_nothing() -> None:
    whole = bytearray(saved(scene(), "PNG"))
    whole[29] ^= 0xFF  # of IHDR
    assert decode(bytes(whole)).size == (320, 240)


def test_a_setting_for_damaged_files_does_not_stay() -> None:
    decode(saved(scene(), "JPEG")[:-2])
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(GOOD)),
    st.integers(0, 4000),
    st.binary(min_size=1, max_size=20),
    st.integers(20, 4000),
)
def test_damages_give_a_photo_or_a_reason(name: str, at: int, noise: bytes, end: int) -> None:
    upload = (GOOD[name][:at] + noise + GOOD[name][at + len(noise) :])[: at + end]
    try:
        picture = decode(upload)
    except (Unreadable, TooManyPixels):
        return
    assert picture.mode == "RGB"
    assert max(picture.size) <= LONGEST_SIDE


@given(st.binary(max_size=300))
def test_chunks_of_anything_are_chunks(noise: bytes) -> None:
    kept = drawing_chunks(PNG_SIGNATURE + noise)
    assert drawing_chunks(kept) == kept
