"""What static/build.mjs makes: all of it, each module once, and a classic script for the worker."""

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.support.front_end import NODE
from web.http.assets import ROOT, Assets

STATIC = ROOT.parent
IMPORTED = re.compile(r"(?:\bfrom ?|\bimport ?\(?)[\"']\./([\w-]+\.js)[\"']")
# Pages load these alone, or a worker of its own is made of them.
ALONE = {
    *("js/customer-page.js", "js/follow-page.js", "js/shrink-worker.js"),
    *("sw.js", "follow-worker.js"),
}


@pytest.fixture(scope="module")
def assets() -> Assets:
    return Assets()


def script(assets: Assets, name: str) -> str:
    return assets.files[name].body.decode()


def scripts(assets: Assets) -> set[str]:
    """What static/build.mjs makes of modules; the messages of languages come from catalogues."""
    return {name for name in assets.files if name.endswith(".js") and f"{name}.map" in assets.files}


def sources(assets: Assets, name: str) -> list[str]:
    """The modules that a script is made of, as its source map says: `js/offline/queue.js`."""
    listed = json.loads(script(assets, f"{name}.map"))["sources"]
    found = [(ROOT / name).parent.joinpath(one).resolve() for one in listed]
    return [os.path.relpath(path, STATIC) for path in found if path.exists()]


def test_each_module_is_on_a_page_once(assets: Assets) -> None:
    on_pages = scripts(assets) - ALONE
    homes = Counter(source for name in on_pages for source in sources(assets, name))
    assert len(homes) > 40
    assert [source for source, times in homes.items() if times > 1] == []


def test_no_module_is_left_out(assets: Assets) -> None:
    built = {source for name in scripts(assets) for source in sources(assets, name)}
    folders = (STATIC / "js", STATIC / "sw")
    written = {
        path.relative_to(STATIC).as_posix() for room in folders for path in room.rglob("*.js")
    }
    assert written - built == set()


def test_each_style_sheet_is_in_one_that_is_served() -> None:
    built = {path.name for path in (ROOT / "css").glob("*.css")}
    named = set(built)
    for name in built:
        named |= set(
            re.findall(r'@import "\./([\w-]+\.css)";', (STATIC / "css" / name).read_text())
        )
    assert {path.name for path in (STATIC / "css").glob("*.css")} == named


def test_what_scripts_import_is_there(assets: Assets) -> None:
    found = 0
    for name in scripts(assets):
        for one in IMPORTED.findall(script(assets, name)):
            assert f"js/{one}" in assets.files, (name, one)
            found += 1
    assert found > 20


def test_the_worker_is_a_classic_script(assets: Assets) -> None:
    worker = assets.worker_script()
    assert not re.search(r"^\s*(import|export)\b|\bimport\(|;(import|export)\b", worker, re.M)
    assert worker.count("self.RELEASE = ") == 1


@pytest.mark.parametrize("kind", ["app.mjs", "sw.cjs"])
def test_engines_read_them(assets: Assets, tmp_path: Path, kind: str) -> None:
    whole = script(assets, "js/app.js") if kind == "app.mjs" else assets.worker_script()
    (tmp_path / kind).write_text(whole)
    subprocess.run([NODE, "--check", tmp_path / kind], check=True, timeout=30)


def test_a_source_map_fits_the_worker_as_it_is_served(assets: Assets) -> None:
    """What the server puts before it takes one line, as in what was built."""
    built = script(assets, "sw.js").splitlines()
    assert assets.worker_script().splitlines()[1:] == built[1:]
    assert json.loads(script(assets, "sw.js.map"))["mappings"].startswith(";")
    assert built[-1] == "//# sourceMappingURL=/static/map/sw.js.map"


def test_what_kept_pages_start_is_in_the_shell(assets: Assets) -> None:
    """Without a connection a page whose module is missing does half of what it should."""
    shell = re.findall(r"/static/\w+/(js/[\w-]+\.js)", assets.worker_script())
    source = (STATIC / "js" / "app.js").read_text()
    modules = dict(
        re.findall(r"^  '?([\w-]+)'?: .*import\('[./\w-]*?([\w-]+\.js)'\)", source, re.M)
    )
    assert len(modules) > 5
    pages = ("home/home", "issue/page", "step/page", "owner_change/page", "report", "pwa/offline")
    for page in (*pages, "pwa/waiting"):
        html = (STATIC.parent / "templates" / f"{page}.html").read_text()
        for name in " ".join(re.findall(r'data-module="([^"{]*)', html)).split():
            needed = [modules[name]] if name in modules else []
            while needed:
                path = f"js/{needed.pop()}"
                assert path in shell, (page, name, path)
                if path != "js/app.js":
                    needed += IMPORTED.findall(script(assets, path))


def build(copy: Path) -> "subprocess.CompletedProcess[str]":
    command = [NODE, copy / "static" / "build.mjs"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Of all that is built from."""
    shutil.copytree(STATIC, tmp_path / "static", ignore=shutil.ignore_patterns("built*"))
    shutil.copy(STATIC.parent / "package.json", tmp_path)
    (tmp_path / "node_modules").symlink_to(STATIC.parent / "node_modules")
    return tmp_path


def test_it_builds_from_nothing_and_again_the_same(copy: Path, assets: Assets) -> None:
    for _ in range(2):
        assert build(copy).returncode == 0
        assert Assets(copy / "static" / "built").version == assets.version
    (copy / "static" / "built" / "js" / "gone.js").write_text("")
    assert build(copy).returncode == 0
    assert not (copy / "static" / "built" / "js" / "gone.js").exists()


def test_a_module_that_a_page_would_have_twice_is_refused(copy: Path) -> None:
    js = copy / "static" / "js" / "pages"
    (js / "both.js").write_text("export const both = [];\n")
    for name in ("share-link", "suggestions"):
        text = (js / f"{name}.js").read_text()
        (js / f"{name}.js").write_text(
            f"import {{ both }} from './both.js';\n{text}\nboth.push(1);\n"
        )
    refused = build(copy)
    assert refused.returncode == 1
    assert "js/pages/both.js is in " in refused.stderr
    assert "name it in SEPARATE" in refused.stderr


def test_what_is_not_exported_cannot_be_imported(copy: Path) -> None:
    script = copy / "static" / "js" / "report" / "refused-report.js"
    text = script.read_text().replace("{ dismissAnswer, TAPS }", "{ dismissAnswer, missing, TAPS }")
    script.write_text(f"{text}\nconsole.log(missing);\n")
    refused = build(copy)
    assert refused.returncode == 1
    assert "No matching export" in refused.stderr
