"""One cluster for all tests here, and the people who are signed in to it."""

from collections.abc import Iterator

import pytest

from tests.cluster import machines
from tests.cluster.shop import Shop, opened


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with machines.running(tmp_path_factory.mktemp("cluster")) as cluster:
        yield opened(cluster)
