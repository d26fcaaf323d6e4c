"""One running program for all that only asks it."""

from collections.abc import Iterator

import pytest

from tests.support.served import Served, serve


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(tmp_path_factory.mktemp("server") / "data") as served:
        yield served


@pytest.fixture(scope="session")
def port(app: Served) -> int:
    return int(app.url.rpartition(":")[2])
