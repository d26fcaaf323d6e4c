"""Whether the oldest browsers that the README names know what our scripts use.

By name, against MDN's browser-compat-data: names of the language and of the Web APIs, and
members of objects. What a browser may lack is asked for before it is used, and stands in
`ASKED_FOR`.
"""

import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import playwright
import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT / "node_modules" / "@mdn" / "browser-compat-data" / "data.json"
SCRIPTS = sorted(path for room in ("js", "sw") for path in (ROOT / "static" / room).rglob("*.js"))
NAMES = {"chrome": "chrome", "firefox": "firefox", "ios_saf": "safari_ios", "safari": "safari"}
OLDEST = {
    NAMES[name]: tuple(map(int, version.split(".")))
    for name, version in (
        line.split(" >= ")
        for line in json.loads((ROOT / "package.json").read_text())["browserslist"]
    )
}
ASKED_FOR = {
    "AbortSignal.timeout": "older-browsers.js",
    "requestSubmit": "request-submit.js",
    "trustedTypes": "with ?., a policy of our own else",
    "createPolicy": "with ?.",
    "setAppBadge": "with ?., in `renewBadge` by `in`",
    "clearAppBadge": "with ?.",
    "Notification": "by `in`",
    "Notification.permission": "by `in`",
    "permission": "by `in`",
    "OffscreenCanvas": "its worker fails, and photos go as they are",
    "convertToBlob": "its worker fails, and photos go as they are",
    "connection": "with ?.",
    "saveData": "with ?.",
    "prerendering": "undefined is false",
    "sync": "with ?., or by `in`",
    "showNotification": "only where a push came",
    "getNotifications": "only where there is a worker that rings",
    "getSubscription": "by `in`, of PushManager",
    "subscribe": "by `in`, of PushManager",
    "unsubscribe": "only of a subscription",
    "share": "the button is hidden without it",
    "createHTML": "a policy of our own else",
    "createScriptURL": "a policy of our own else",
    "navigate": "in the worker, opens a window else",
    "applicationServerKey": "only of a subscription",
    "expirationTime": "only of a subscription",
    "format": "of Intl.ListFormat (Safari 14.1), which stands within Intl in the data",
}
# Per script: each name, behind the name that it is a member of ("" where there is none, "*" for
# whatever has a method that is called so).
FOUND = """
const { readFileSync } = require('node:fs');
const acorn = require('internal/deps/acorn/acorn/dist/acorn');
const walk = (node, see) => {
  if (!node || typeof node.type !== 'string') return;
  see(node);
  for (const part of Object.values(node)) {
    for (const one of Array.isArray(part) ? part : [part]) walk(one, see);
  }
};
const used = (text) => {
  const found = [];
  walk(acorn.parse(text, {ecmaVersion: 'latest', sourceType: 'module'}), (node) => {
    if (node.type === 'Identifier') found.push(['', node.name]);
    const isMember = one => one?.type === 'MemberExpression' && !one.computed;
    if (isMember(node) && node.object.type === 'Identifier')
      found.push([node.object.name, node.property.name]);
    if (node.type === 'CallExpression' && isMember(node.callee)
        && node.callee.object.type !== 'ThisExpression')
      found.push(['*', node.callee.property.name]);
  });
  return found;
};
console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(used)));
"""


@cache
def known() -> dict[str, list[dict[str, Any]]]:
    """By name, `Array` or `Array.at` or `.at`, the support of all that bears it."""
    data = json.loads(DATA.read_text())
    found: dict[str, list[dict[str, Any]]] = {}

    def add(name: str, entry: dict[str, Any]) -> None:
        if "__compat" in entry:
            found.setdefault(name, []).append(entry["__compat"]["support"])

    roots = data["api"] | data["javascript"]["builtins"] | data["javascript"]["functions"]
    for owner, entry in roots.items():
        add(owner, entry)
        for member, about in entry.items():
            name = re.sub(r"_static$", "", member)
            if isinstance(about, dict) and not member.endswith("_event"):
                add(f"{owner}.{name}", about)
                add(f".{name}", about)
    return found


def lacking(support: dict[str, Any]) -> list[str]:
    """The oldest browsers that do not have it."""
    return [browser for browser, least in OLDEST.items() if not _has(support.get(browser), least)]


def _has(said: Any, least: tuple[int, ...]) -> bool:
    entries = said if isinstance(said, list) else [said]
    return any(_is_in(one, least) for one in entries if one)


def _is_in(one: dict[str, Any], least: tuple[int, ...]) -> bool:
    added = one.get("version_added")
    if not isinstance(added, str) or one.get("flags") or "version_removed" in one:
        return False
    number = re.match(r"≤?([\d.]+)", added)
    return number is not None and tuple(map(int, number[1].split("."))) <= least


def missing(uses: list[list[str]]) -> Iterator[tuple[str, list[str]]]:
    for owner, name in {(owner, name) for owner, name in uses}:
        full = f"{owner}.{name}" if owner else name
        bearers = known().get(f".{name}" if owner == "*" else full, [])
        lacks = [lacking(one) for one in bearers]
        if lacks and all(lacks) and not {full, name} & set(ASKED_FOR):
            yield full, lacks[0]


def uses(scripts: list[str]) -> list[list[list[str]]]:
    node = Path(playwright.__file__).parent / "driver" / "node"
    done = subprocess.run(
        [node, "--expose-internals", "-e", FOUND],
        input=json.dumps(scripts),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found: list[list[list[str]]] = json.loads(done.stdout)
    return found


def test_our_scripts_use_what_the_oldest_browsers_have() -> None:
    found = uses([path.read_text() for path in SCRIPTS])
    lacks = {
        (path.name, name): browsers
        for path, used in zip(SCRIPTS, found, strict=True)
        for name, browsers in missing(used)
    }
    assert lacks == {}
    assert sum(map(len, found)) > 5_000


@pytest.mark.parametrize(
    ("script", "name"),
    [
        ("new Promise(() => {}).then(AbortSignal.any([]))", "AbortSignal.any"),
        ("const { promise } = Promise.withResolvers();", "Promise.withResolvers"),
        ("Object.groupBy([], (one) => one);", "Object.groupBy"),
        ("field.form.togglePopover();", "*.togglePopover"),
        ("new URLPattern({});", "URLPattern"),
    ],
)
def test_what_is_too_new_is_found(script: str, name: str) -> None:
    assert name in {found for found, _ in missing(uses([script])[0])}


def test_what_is_asked_for_is_used_at_all() -> None:
    used = {
        name
        for script in uses([path.read_text() for path in SCRIPTS])
        for owner, one in script
        for name in (one, f"{owner}.{one}")
    }
    assert set(ASKED_FOR) - used == set()


def test_the_readme_names_them() -> None:
    readme = (ROOT / "README.md").read_text()
    versions = {browser: ".".join(map(str, least)) for browser, least in OLDEST.items()}
    assert (
        f"Chrome, Edge and whatever else is built on Chromium from {versions['chrome']}" in readme
    )
    assert f"Firefox from {versions['firefox']}" in readme
    assert f"Safari and iOS from {versions['safari']}" in readme
    assert versions["safari"] == versions["safari_ios"]
