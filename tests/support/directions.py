"""Finds in a page what people wrote from right to left and that may turn the words around it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

ISOLATED = re.compile("\u2068[^\u2068\u2069]*\u2069", re.ASCII)
MARKS = re.compile("[\u2068\u2069]|</?bdi>", re.ASCII)
SPOKEN = ("alt", "title", "placeholder", "aria-label", "aria-description")


def is_turned(text: str) -> bool:
    """Whether letters or digits from right to left stand in it outside of isolates."""
    if text.isascii():  # none of them is
        return False
    rest = ISOLATED.sub("", text)
    return any(unicodedata.bidirectional(one) in ("R", "AL", "AN") for one in rest)


# Laid out as a grid or in a row: words beside an element are a box of their own there.
BOXES = re.compile(r"\b(?:button|call-link|back-link|nav-link)\b", re.ASCII)


def unisolated(root: Element, parents: Mapping[Element, Element]) -> Iterator[str]:
    """Of a page or a part of one in a language from left to right."""
    for one in root.iter():
        yield from _attributes(one)
        yield from _torn(one)
        if one.tag == "textarea":
            yield from [f"marks in a field: {one.text!r}"] if MARKS.search(one.text or "") else []
        elif is_turned(one.text or "") and not _has_own_direction(one, parents):
            yield f"not isolated in <{one.tag}>: {one.text!r}"
        above = parents.get(one)
        if is_turned(one.tail or "") and above and not _has_own_direction(above, parents):
            yield f"not isolated after <{one.tag}>: {one.tail!r}"
        if "<bdi>" in f"{one.text}{one.tail}":
            yield f"markup among the words of <{one.tag}>"


def _attributes(one: Element) -> Iterator[str]:
    for name, value in one.attrib.items():
        if name in SPOKEN and (is_turned(value) or "<bdi>" in value):
            yield f"not isolated in {name}: {value!r}"
        if name not in SPOKEN and MARKS.search(value):
            yield f"marks in {name}: {value!r}"


def _torn(one: Element) -> Iterator[str]:
    """A sentence that would stand in several boxes: it needs an element around it."""
    if one.tag != "summary" and not BOXES.search(one.attrib.get("class", "")):
        return
    words = f"{one.text or ''}{''.join(part.tail or '' for part in one)}"
    if words.strip() and one.find("bdi") is not None:
        yield f"a sentence in pieces in <{one.tag}>: {''.join(one.itertext())!r}"


def _has_own_direction(one: Element, parents: Mapping[Element, Element]) -> bool:
    element: Element | None = one
    while element is not None:
        if element.tag == "bdi" or element.attrib.get("dir") == "auto":
            return True
        element = parents.get(element)
    return False
