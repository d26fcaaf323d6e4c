"""Joined scripts: each name once, no modules where there may be none, and nothing served twice."""

import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import playwright
import pytest

from web.http import bundles
from web.http.assets import ROOT, Assets

PAGE = ROOT / "js" / "app.bundle"
WORKER = ROOT / "sw.bundle"
LISTINGS = [PAGE, WORKER]
MEMBERS = sorted({path for listing in LISTINGS for path in bundles.parts_of(listing)})
OUTSIDE = sorted(set(ROOT.glob("js/*.js")) - set(MEMBERS))
SCRIPT_OF_PAGES = (ROOT / "js" / "app.js").read_text()
TOP = re.compile(
    r"^(?:export )?(?:async )?(?:function\*?|class|const|let|var) +([\w$]+)", re.MULTILINE
)
IMPORTED = re.compile(r"^import \{([^}]*)\} from '(?:\./|\.\./js/)([\w-]+\.js)';", re.MULTILINE)
EXPORTED = re.compile(r"^export (?:async )?(?:function\*?|class|const|let) +([\w$]+)", re.MULTILINE)
PAGES_KEPT = (
    "home/home",
    "issue/page",
    "step/page",
    "owner_change/page",
    "report",
    "pwa/offline",
    "pwa/waiting",
)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def assets() -> Assets:
    return Assets()


def script(assets: Assets, name: str) -> str:
    return assets.files[name].body.decode()


@pytest.mark.parametrize("listing", LISTINGS, ids=name_of)
def test_each_top_level_name_is_there_once(listing: Path) -> None:
    names = Counter(
        name for part in bundles.parts_of(listing) for name in TOP.findall(part.read_text())
    )
    assert len(names) > 10
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("path", MEMBERS, ids=name_of)
def test_members_are_modules_that_can_be_joined(path: Path) -> None:
    source = path.read_text()
    assert source.startswith("// @ts-check\n/* ")
    assert "export default" not in source, "a bundle has no default"
    assert not re.search(r"^import\s*['*]|^import [^{]|^export [*{]", source, re.M)
    assert not re.search(r"^import \{[^}]*\bas\b", source, re.M), "joined, it has one name"
    assert not re.search(r"^(const|let|var)\s*[{\[]", source, re.M), (
        "the names could not be counted"
    )


@pytest.mark.parametrize("path", [*MEMBERS, *OUTSIDE], ids=name_of)
def test_no_text_goes_over_lines(path: Path) -> None:
    """A line in it that looks like a comment would be dropped."""
    code = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    assert [line for line in code.splitlines() if line.count("`") % 2] == []


@pytest.mark.parametrize("path", [*MEMBERS, *OUTSIDE], ids=name_of)
def test_what_is_imported_is_exported_there(path: Path) -> None:
    for names, source in IMPORTED.findall(path.read_text()):
        folder = path.parent if (path.parent / source).exists() else ROOT / "js"
        exported = EXPORTED.findall((folder / source).read_text())
        assert {name.strip() for name in names.split(",") if name.strip()} <= set(exported)


def test_the_worker_is_a_classic_script(assets: Assets) -> None:
    joined = script(assets, "sw.js")
    assert not re.search(r"^\s*(import|export)\b", joined, re.M)
    assert joined.count("__VERSION__") == joined.count("__SHELL__") == 1


@pytest.mark.parametrize("listing", LISTINGS, ids=name_of)
def test_all_code_of_all_parts_is_there(assets: Assets, listing: Path) -> None:
    joined = script(assets, "js/app.js" if listing == PAGE else "sw.js")
    for part in bundles.parts_of(listing):
        for name in TOP.findall(part.read_text()):
            assert re.search(rf"\b{re.escape(name)}\b", joined), (part.name, name)
    if listing == PAGE:
        exported = [
            one for part in bundles.parts_of(PAGE) for one in EXPORTED.findall(part.read_text())
        ]
        assert EXPORTED.findall(joined) == exported


@pytest.mark.parametrize("kind", ["app.mjs", "sw.cjs"])
def test_engines_read_them(assets: Assets, tmp_path: Path, kind: str) -> None:
    node = Path(playwright.__file__).parent / "driver" / "node"  # comes with the tests' packages
    whole = script(assets, "js/app.js") if kind == "app.mjs" else assets.worker_script()
    (tmp_path / kind).write_text(whole)
    subprocess.run([node, "--check", tmp_path / kind], check=True, timeout=30)


def test_members_are_served_by_their_bundle_alone(assets: Assets) -> None:
    served = {name for name in assets.files if name.startswith(("js/", "sw/"))}
    alone = {name_of(path) for path in MEMBERS} - {"js/app.js"}
    assert served & alone == set()
    for name in served:
        found = re.findall(r"(?:\bfrom |\bimport\()'\./([\w-]+\.js)'", script(assets, name))
        assert {f"js/{one}" for one in found} <= served, name


def test_modules_outside_import_members_from_the_bundle(tmp_path: Path) -> None:
    js = tmp_path / "js"
    js.mkdir()
    (js / "one.js").write_text("// @ts-check\n/* One. */\nexport const one = 1; // ours\n")
    (js / "app.js").write_text(
        "import { one } from './one.js';\nimport('./out.js');\nlet all = one;\n"
    )
    (js / "out.js").write_text(
        "import {\n  one,\n} from './one.js';\n"
        "import { far } from './far.js';\nimport('./one.js');\n"
    )
    (js / "far.js").write_text("export const far = 2;\n")
    (js / "app.bundle").write_text("one.js\napp.js\n")
    (tmp_path / "sw.bundle").write_text("js/one.js\n")
    files = Assets(tmp_path).files
    assert set(files) == {"js/app.js", "js/out.js", "js/far.js", "sw.js"}
    assert (
        files["js/app.js"].body == b"export const one = 1;\nimport('./out.js');\nlet all = one;\n"
    )
    assert files["js/out.js"].body == (
        b"import {\none,\n} from './app.js';\n"
        b"import { far } from './far.js';\nimport('./app.js');\n"
    )
    assert files["sw.js"].body == b"const one = 1;\n"


# The parser that comes with Node: what it reads in a script, without places and comments.
TOKENS = """
const { readFileSync } = require('node:fs');
const acorn = require('internal/deps/acorn/acorn/dist/acorn');
const said = ({ value }) => (value instanceof RegExp ? String(value) : value?.pattern ?? value);
const tokens = (text) =>
  [...acorn.tokenizer(text, { ecmaVersion: 'latest', sourceType: 'module' })]
    .map((token) => [token.type.label, said(token)]);
console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(tokens)));
"""


def tokens(scripts: list[str]) -> list[list[list[object]]]:
    node = Path(playwright.__file__).parent / "driver" / "node"
    command = [node, "--expose-internals", "-e", TOKENS]
    done = subprocess.run(
        command, input=json.dumps(scripts), capture_output=True, text=True, check=True, timeout=30
    )
    found: list[list[list[object]]] = json.loads(done.stdout)
    return found


def test_what_is_left_out_is_no_code() -> None:
    whole = [path.read_text() for path in [*MEMBERS, *OUTSIDE]]
    short = [bundles.without_comments(script) for script in whole]
    assert sum(map(len, short)) < 0.85 * sum(map(len, whole))
    for path, before, after in zip([*MEMBERS, *OUTSIDE], tokens(whole), tokens(short), strict=True):
        assert len(before) > 10
        assert before == after, name_of(path)


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("  go(); // now", "go();"),
        ("const url = 'https://example.org'; // theirs", "const url = 'https://example.org';"),
        ("say('one // two');", "say('one // two');"),
        ('say("it’s // two");', 'say("it’s // two");'),
        ("say(`one // ${two}`);", "say(`one // ${two}`);"),
        ("const box = /** @type {HTMLElement} */ (found);", "const box = (found);"),
        ("const half = all / 2 / 3;", "const half = all / 2 / 3;"),
        ("// a line", None),
        ("/* a\n   block */", None),
    ],
)
def test_comments_go_and_text_stays(line: str, left: str | None) -> None:
    assert bundles.without_comments(f"{line}\n") == (f"{left}\n" if left else "")


def test_what_kept_pages_start_is_in_the_shell(assets: Assets) -> None:
    """Without a connection a page whose module is missing does half of what it should."""
    shell = re.findall(r"/static/\w+/(js/[\w-]+\.js)", assets.worker_script())
    modules = dict(
        re.findall(r"^  '?([\w-]+)'?: .*import\('\./([\w-]+\.js)'\)", SCRIPT_OF_PAGES, re.M)
    )
    for page in PAGES_KEPT:
        source = (ROOT.parent / "templates" / f"{page}.html").read_text()
        for name in " ".join(re.findall(r'data-module="([^"{]*)', source)).split():
            needed = [modules[name]] if name in modules else []
            while needed:
                path = f"js/{needed.pop()}"
                assert path in shell, (page, name, path)
                if path != "js/app.js":
                    needed += re.findall(
                        r"(?:from |import\()'\./([\w-]+\.js)'", script(assets, path)
                    )


def test_a_part_that_needs_what_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "far.js").write_text("export const far = 2;\n")
    (tmp_path / "one.js").write_text("import { far } from './far.js';\n")
    (tmp_path / "sw.bundle").write_text("one.js\n")
    with pytest.raises(bundles.NotJoinable, match=r"one\.js imports \./far\.js"):
        bundles.joined_worker(tmp_path / "sw.bundle")


def test_a_change_in_any_part_is_another_version(tmp_path: Path) -> None:
    root = tmp_path / "static"
    shutil.copytree(ROOT, root)
    versions = {Assets(root).version}
    for path in MEMBERS:
        part = root / name_of(path)
        part.write_text(part.read_text() + "\nvoid 0;\n")
        versions.add(Assets(root).version)
    assert len(versions) == 1 + len(MEMBERS)
