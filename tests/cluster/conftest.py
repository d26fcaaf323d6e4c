"""A cluster for all tests here but one, and the people who are signed in to it."""

from collections.abc import Iterator

import pytest

from tests.cluster import machines
from tests.cluster.shop import Shop, opened


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with machines.running(tmp_path_factory.mktemp("cluster")) as cluster:
        yield opened(cluster)


@pytest.fixture
def shop_to_upgrade(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One of its own: afterwards its database is that of a newer program."""
    with machines.running(tmp_path_factory.mktemp("cluster")) as cluster:
        yield opened(cluster)
