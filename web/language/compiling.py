"""Compiles each catalogue beside its source, as the last part of the set-up.

Not by `pybabel compile`: it refuses a form for one that names the number, which languages need
whose form for 1 is also that for 21. tests/text/test_catalogues.py compares values and markup.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from web.resources import CATALOGUES


def compile_catalogue(source: Path) -> None:
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parents[1].name)
    with source.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, catalogue)


if __name__ == "__main__":
    for one in sorted(CATALOGUES.glob("*/LC_MESSAGES/*.po")):
        compile_catalogue(one)
