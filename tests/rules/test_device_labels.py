"""What a device is called, as it is kept and as its person reads it."""

import pytest

from web.language.current import in_language
from web.language.known import PSEUDO
from web.language.pseudo import pseudo
from web.rules.device_labels import device_in_words, device_label


@pytest.mark.parametrize("browser", ["Chrome", None])
@pytest.mark.parametrize("system", ["Android", None])
def test_a_label_reads_as_it_is_kept(browser: str | None, system: str | None) -> None:
    label = device_label(browser, system)
    assert device_in_words(label) == label
    with in_language(PSEUDO):
        assert device_in_words(label).startswith("[")


def test_what_is_unknown_is_said_in_the_readers_language() -> None:
    with in_language(PSEUDO):
        assert device_in_words(device_label(None, None)) == pseudo("A browser on an unknown device")
        assert "Firefox" in device_in_words(device_label("Firefox", None))


def test_any_other_label_stays() -> None:
    assert device_in_words("A lost phone") == "A lost phone"
