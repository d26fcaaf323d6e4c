"""One checker behind every page that a test fetches: what holds for all of them.

Give it a page, or a card as htmx gets it. It raises AssertionError with everything it found.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from xml.etree.ElementTree import Element

import html5lib

from tests.support.directions import unisolated
from tests.support.htmx_words import HTMX_2_WORDS
from web.language.known import language_of

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)  # the parser would make elements of them
_CONTROLS = {"input", "select", "textarea"}
_NEEDS_NO_LABEL = {"hidden", "submit", "button", "image", "reset"}
_ATTRIBUTE = re.compile(r"[a-z][a-z0-9:._-]*", re.IGNORECASE)
# Without a role these have none, so that ARIA forbids to name them (ARIA in HTML, section 4).
_NAMELESS = {"b", "code", "div", "em", "i", "p", "small", "span", "strong", "time"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_DATE, _TIME = r"\d{4}-\d\d-\d\d", r"\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?"
_INSTANT = re.compile(rf"{_DATE}(?:[T ]{_TIME}(?:Z|[+-]\d\d:?\d\d)?)?|{_TIME}", re.ASCII)
_REFERS_BY_ID = {"for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form"}


@dataclass(frozen=True)
class Page:
    """Parsed leniently, as browsers do, with a look-up from each element to its parent."""

    source: str
    root: Element
    parents: dict[Element, Element]

    @classmethod
    def parse(cls, source: str) -> "Page":
        root = html5lib.parse(_COMMENT.sub("", source), namespaceHTMLElements=False)
        return cls(source, root, {child: one for one in root.iter() for child in one})

    @cached_property
    def is_whole(self) -> bool:
        return "<html" in self.source.lower()

    def elements(self) -> Iterator[Element]:
        return self.root.iter()

    def ids(self) -> set[str]:
        return {one.attrib["id"] for one in self.elements() if "id" in one.attrib}

    def inside(self, element: Element, tag: str) -> bool:
        while (above := self.parents.get(element)) is not None:
            if above.tag == tag:
                return True
            element = above
        return False


def check(source: str, headers: Mapping[str, str] | None = None) -> Page:
    """The parsed page. A whole page must also bear its headers, where they are given."""
    language = language_of((headers or {}).get("Content-Language"))
    page, found = _checked(source, language is not None and language.is_rtl)
    if page.is_whole and headers is not None:
        found = [*found, *_headers(headers, page)]
    assert not found, "The page is not as every page must be:\n- " + "\n- ".join(found)
    return page


@lru_cache(128)
def _checked(source: str, is_rtl: bool) -> tuple[Page, list[str]]:
    """What is found in the source alone. Tests fetch many a page again that is the same."""
    page = Page.parse(source)
    checks = (
        _attributes,
        _ids,
        _references,
        _inline,
        _labels,
        _names,
        _roles,
        _times,
        _forms,
        _images,
        _htmx,
    )
    found = [one for check_ in checks for one in check_(page)]
    if not is_rtl:
        found += _directions(page)
    return page, [*found, *_document(page)] if page.is_whole else found


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _document(page: Page) -> Iterator[str]:
    if not page.source.lstrip().lower().startswith("<!doctype html>"):
        yield "no doctype"
    if not page.root.attrib.get("lang"):
        yield "no language on html"
    title = page.root.find("head/title")
    if title is None or not text_of(title):
        yield "no title"
    headings = list(page.root.iter("h1"))
    if len(headings) != 1 or not text_of(headings[0]):
        yield f"{len(headings)} h1 with text, not one"
    if len(list(page.root.iter("main"))) != 1:
        yield "not exactly one main"
    viewports = page.root.findall("head/meta[@name='viewport']")
    if not viewports or "user-scalable=no" in viewports[0].attrib.get("content", ""):
        yield "no viewport, or one that forbids zooming"


def _headers(headers: Mapping[str, str], page: Page) -> Iterator[str]:
    lower = {name.lower(): value for name, value in headers.items()}
    policy = lower.get("content-security-policy", "")
    for wanted in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'self'"):
        if wanted not in policy:
            yield f"the Content-Security-Policy lacks {wanted}"
    if "unsafe" in policy:
        yield "the Content-Security-Policy allows something unsafe"
    if lower.get("x-content-type-options") != "nosniff":
        yield "no X-Content-Type-Options"
    if not lower.get("referrer-policy"):
        yield "no Referrer-Policy"
    posts = [one for one in page.root.iter("form") if one.attrib.get("method") == "post"]
    if posts and lower.get("referrer-policy") not in ("same-origin", "strict-origin"):
        yield "its form is sent with `Origin: null`, because of its Referrer-Policy"
    if "text/html" not in lower.get("content-type", ""):
        yield "its Content-Type is not text/html"


def _attributes(page: Page) -> Iterator[str]:
    """A value that holds markup ends at its first quote, and what follows become attributes."""
    for one in page.elements():
        names = (str(name).rpartition("}")[2] for name in one.attrib)  # without namespaces
        odd = [name for name in names if not _ATTRIBUTE.fullmatch(name)]
        if odd:
            yield f"<{one.tag}> has attributes that none wrote: {odd}"


def _ids(page: Page) -> Iterator[str]:
    counts = Counter(one.attrib["id"] for one in page.elements() if "id" in one.attrib)
    yield from (
        f"the id {name!r} occurs {count} times" for name, count in counts.items() if count > 1
    )
    yield from (
        f"the id {name!r} is empty or has a space"
        for name in counts
        if not re.fullmatch(r"\S+", name)
    )


def _references(page: Page) -> Iterator[str]:
    known = page.ids()
    for one in page.elements():
        keys = one.attrib.keys() & _REFERS_BY_ID
        names = [(key, word) for key in keys for word in one.attrib[key].split()]
        href = one.attrib.get("href", "")
        if one.tag == "a" and href.startswith("#"):
            names.append(("href", href[1:]))
        if one.tag in ("a", "area") and not href.strip():
            yield "a link leads nowhere"
        # A card alone may refer to what the page around it holds.
        missing = [pair for pair in names if pair[1] not in known] if page.is_whole else []
        yield from (f"<{one.tag} {key}={word!r}> refers to nothing" for key, word in missing)


def _inline(page: Page) -> Iterator[str]:
    for one in page.elements():
        if one.tag == "style" or (one.tag == "script" and _is_inline_script(one)):
            yield f"an inline <{one.tag}>"
        for key, value in one.attrib.items():
            if key == "style" or key.startswith("on"):
                yield f"<{one.tag}> has an inline {key}"
            if re.match(r"\s*(javascript|vbscript|data:text)", value, re.IGNORECASE):
                yield f"<{one.tag} {key}> holds a script"
            if key in ("src", "action", "hx-post", "hx-get") and "//" in value.partition("?")[0]:
                yield f"<{one.tag} {key}={value!r}> leads to another origin"


def _is_inline_script(one: Element) -> bool:
    return bool((one.text or "").strip()) and "src" not in one.attrib


def _labels(page: Page) -> Iterator[str]:
    labelled = {
        one.attrib["for"] for one in page.root.iter("label") if "for" in one.attrib and text_of(one)
    }
    for one in page.elements():
        if one.tag not in _CONTROLS or one.attrib.get("type", "") in _NEEDS_NO_LABEL:
            continue
        by_aria = one.attrib.get("aria-label") or one.attrib.get("aria-labelledby")
        if not (one.attrib.get("id") in labelled or by_aria or page.inside(one, "label")):
            yield f"<{one.tag} name={one.attrib.get('name')!r}> has no label"


def _names(page: Page) -> Iterator[str]:
    for one in page.elements():
        if one.tag in ("a", "button", "summary") and not _accessible_name(one):
            yield f"<{one.tag} class={one.attrib.get('class', '')!r}> has no name"


def _roles(page: Page) -> Iterator[str]:
    for one in page.elements():
        is_named = one.attrib.keys() & {"aria-label", "aria-labelledby"}
        if one.tag in _NAMELESS and is_named and "role" not in one.attrib:
            yield f"<{one.tag} class={one.attrib.get('class', '')!r}> has a name but no role"
        if one.tag in _HEADINGS and "role" in one.attrib:
            yield f"<{one.tag} role={one.attrib['role']!r}> is no heading any more"


def _times(page: Page) -> Iterator[str]:
    for one in page.root.iter("time"):
        value = one.attrib.get("datetime", text_of(one))
        if not _INSTANT.fullmatch(value):
            yield f"the time {value!r} is not one that machines read"


def _accessible_name(one: Element) -> str:
    images = " ".join(image.attrib.get("alt", "") for image in one.iter("img"))
    titles = " ".join(text_of(title) for title in one.iter("title"))
    aria = one.attrib.get("aria-label", "") or one.attrib.get("aria-labelledby", "")
    return (aria + text_of(one) + images + titles).strip()


def _forms(page: Page) -> Iterator[str]:
    for form in page.root.iter("form"):
        method = form.attrib.get("method", "").lower()
        if method not in ("get", "post", "dialog"):
            yield f"a form to {form.attrib.get('action')!r} names no method"
        if method == "post" and not form.attrib.get("action"):
            yield "a form that posts names no action"
        if method == "post" and not [one for one in form.iter("button") if _submits(one)]:
            yield f"the form to {form.attrib.get('action')!r} has no button that sends it"
        if form.attrib.get("hx-post", form.attrib.get("action")) != form.attrib.get("action"):
            yield f"with scripts the form to {form.attrib.get('action')!r} posts elsewhere"
    for one in page.elements():
        outside = "form" not in one.attrib and not page.inside(one, "form")
        if "name" in one.attrib and one.tag in _CONTROLS and outside and page.is_whole:
            yield f"<{one.tag} name={one.attrib['name']!r}> belongs to no form"


def _submits(button: Element) -> bool:
    return button.attrib.get("type", "submit") == "submit"


def _images(page: Page) -> Iterator[str]:
    for image in page.root.iter("img"):
        if "alt" not in image.attrib:
            yield f"an image {image.attrib.get('src')!r} has no alt"


def _directions(page: Page) -> Iterator[str]:
    yield from unisolated(page.root, page.parents)


def _htmx(page: Page) -> Iterator[str]:
    for word in HTMX_2_WORDS:
        if re.search(word, page.source):
            yield f"a word of htmx 2: {word}"
