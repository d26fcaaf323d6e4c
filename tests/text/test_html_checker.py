"""The checker finds each fault that it is there to find, and nothing in a good page."""

import pytest

from tests.support.html_checker import check

GOOD = """<!doctype html>
<html lang="en"><head><title>Home</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>Home</h1>
<form method="post" action="/issues/K7F3/own" hx-post="/issues/K7F3/own" hx-target="#issue">
<input type="hidden" name="key" value="1"><label for="what">What</label>
<input id="what" name="what" aria-describedby="hint"><p id="hint">One line
<time datetime="2026-11-30T10:30:00+01:00">Mon</time></p>
<button>I own this</button></form><a href="#what">To the form</a>
<img src="/f/1" alt=""><div id="issue"></div></main></body></html>"""

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}

FAULTS = [
    ("<!doctype html>", "", "no doctype"),
    (' lang="en"', "", "no language"),
    ("<title>Home</title>", "<title> </title>", "no title"),
    ("<h1>Home</h1>", "<h1>Home</h1><h1>Again</h1>", "2 h1"),
    ("<h1>Home</h1>", "<h1></h1>", "h1"),
    ("<main>", "<main></main><main>", "main"),
    ("initial-scale=1", "initial-scale=1, user-scalable=no", "zooming"),
    ('<div id="issue">', '<div id="hint">', "'hint' occurs 2 times"),
    ('id="issue"', 'id="is sue"', "has a space"),
    ('href="#what"', 'href="#nothing"', "refers to nothing"),
    ('href="#what"', 'href=""', "leads nowhere"),
    ('aria-describedby="hint"', 'aria-describedby="hint lost"', "'lost'"),
    ('<label for="what">What</label>', "", "has no label"),
    ('<label for="what">What</label>', '<label for="what"> </label>', "has no label"),
    ("I own this", " ", "has no name"),
    (' method="post"', "", "names no method"),
    (' action="/issues/K7F3/own" hx', " hx", "names no action"),
    ("<button>", '<button type="button">', "no button that sends it"),
    ('hx-post="/issues/K7F3/own"', 'hx-post="/issues/K7F3/note"', "posts elsewhere"),
    ("</form>", '</form><label>Lost <input name="lost"></label>', "belongs to no form"),
    (' alt=""', "", "has no alt"),
    ('<p id="hint">', '<p id="hint" aria-label="Hint">', "has a name but no role"),
    ("<h1>", '<h1 role="status">', "is no heading any more"),
    ("One line", "<time>Mon 10:30</time>", "that machines read"),
    ("One line", '<time datetime="30 Nov">Mon</time>', "that machines read"),
    ("<main>", "<main><style>p {}</style>", "inline <style>"),
    ("<main>", "<main><script>1</script>", "inline <script>"),
    ('id="hint"', 'id="hint" style="color: red"', "inline style"),
    ('id="hint"', 'id="hint" onclick="x()"', "inline onclick"),
    ('href="#what"', 'href=" javascript:x()"', "holds a script"),
    ('src="/f/1"', 'src="//elsewhere.example/f"', "another origin"),
    ('hx-target="#issue"', 'hx-target="#issue" hx-on:click="x()"', "htmx 2"),
    ('hx-target="#issue"', 'hx-trigger="htmx:afterSwap from:body"', "htmx 2"),
    ('hx-target="#issue"', 'hx-disabled-elt="this"', "htmx 2"),
]


def test_a_good_page_passes() -> None:
    assert check(GOOD, HEADERS).is_whole


@pytest.mark.parametrize(("before", "after", "complaint"), FAULTS)
def test_each_fault_is_found(before: str, after: str, complaint: str) -> None:
    assert before in GOOD
    with pytest.raises(AssertionError, match=complaint):
        check(GOOD.replace(before, after, 1), HEADERS)


@pytest.mark.parametrize("missing", HEADERS)
def test_each_missing_header_is_found(missing: str) -> None:
    with pytest.raises(AssertionError):
        check(GOOD, {name: value for name, value in HEADERS.items() if name != missing})


def test_an_unsafe_policy_is_found() -> None:
    policy = HEADERS["Content-Security-Policy"] + " 'unsafe-inline'"
    with pytest.raises(AssertionError, match="unsafe"):
        check(GOOD, HEADERS | {"Content-Security-Policy": policy})


def test_a_card_alone_may_refer_to_the_page_around_it() -> None:
    card = '<div id="issue"><section aria-labelledby="outside">Ours</section></div>'
    assert not check(card).is_whole
