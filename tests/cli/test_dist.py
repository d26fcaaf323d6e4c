"""The wheel of `make dist`, installed into an environment of its own, serves from an empty folder:
without the clone, and without Node."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.recipes.blocks import ROOT
from tests.support.languages import DOMAINS, TRANSLATED
from tests.support.limits import LIMIT
from tests.support.served import Served, free_port, until

pytestmark = pytest.mark.slow


def run(*command: str, cwd: Path = ROOT) -> str:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a copy, so that the clone's own `dist` stays as it is."""
    clone = tmp_path_factory.mktemp("clone")
    for name in ("web", "push", "templates", "languages", "static/built", ".ci"):
        shutil.copytree(ROOT / name, clone / name)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, clone)
    run("sh", ".ci/dist", sys.executable, cwd=clone)
    [built] = (clone / "dist").glob("ownit-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program `ownit`; what it needs is taken from the environment of the tests, in which the
    clone itself is not found by others."""
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    run(sys.executable, "-m", "venv", str(folder))
    [packages] = folder.glob("lib/python*/site-packages")
    (packages / "needed.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    run(*pip, "install", "-q", "--no-deps", "--no-index", "--ignore-installed", str(wheel))
    return folder / "bin" / "ownit"


def test_all_that_pages_need_is_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        names = set(file.namelist())
    for folder in ("templates", "static/built"):
        there = {path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file()}
        assert there
        assert {f"web/shipped/{path.as_posix()}" for path in there} <= names
    catalogues = {f"web/shipped/{one.relative_to(ROOT)}" for one in ROOT.glob("languages/**/*.mo")}
    assert len(catalogues) == len(DOMAINS) * len(TRANSLATED)
    assert catalogues == {name for name in names if name.startswith("web/shipped/languages/")}
    code = {str(path.relative_to(ROOT)) for top in ("web", "push") for path in python(ROOT / top)}
    assert code == {name for name in names if name.endswith(".py")}
    assert not [name for name in names if name.startswith(("tests", "node_modules"))]


def python(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def test_it_serves_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    work, port = tmp_path / "work", free_port()
    work.mkdir()
    env = {"PATH": "/nonexistent", "HOME": str(work), "OWNIT_PORT": str(port)}
    with (tmp_path / "output").open("wb") as output:
        process = subprocess.Popen(
            [str(installed), "serve"], cwd=work, env=env, stdout=output, stderr=output
        )
    app = Served(f"http://127.0.0.1:{port}", work / "data", env, process, tmp_path / "output")
    try:
        app.wait_until_ready()
        with urlopen(app.first_link(), timeout=LIMIT) as page:
            text = page.read().decode()
        paths = re.findall(r'(?:href|src)="(/static/[^"]+)"', text)
        assert any(path.endswith(".css") for path in paths)
        assert any(path.endswith(".js") for path in paths)
        for path in (*paths, "/sw.js", "/manifest.webmanifest"):
            with urlopen(app.url + path, timeout=LIMIT) as answer:
                assert answer.status == 200
        assert (work / "data" / "ownit.sqlite3").exists()
        until(lambda: "The worker has started" in app.output, LIMIT, "at work")
    finally:
        process.terminate()
        assert process.wait(LIMIT) == 0


def test_its_other_commands_work_too(installed: Path, tmp_path: Path) -> None:
    assert run(str(installed), "version", cwd=tmp_path).startswith("ownit ")
    assert "fits this version" in run(str(installed), "migrate", cwd=tmp_path)
    assert "and the keys" in run(str(installed), "backup", cwd=tmp_path)
