"""What breaks in a cluster: each does it and returns; the caller waits until all is ready."""

import time
from collections.abc import Callable
from random import Random

from tests.cluster.machines import Cluster
from tests.support.limits import LIMIT
from tests.support.served import until

Fault = Callable[[Cluster, Random], None]
WITH_WORKER = (0, 1)  # of the machines


def web_killed(cluster: Cluster, choose: Random) -> None:
    _kill(cluster, choose, "web")


def worker_killed(cluster: Cluster, choose: Random) -> None:
    """While something is under way."""
    sent = cluster.service.requests
    until(lambda: cluster.service.requests > sent, LIMIT, "something is sent")
    _kill(cluster, choose, "worker")


def _kill(cluster: Cluster, choose: Random, name: str) -> None:
    machine = cluster.machines[choose.choice(WITH_WORKER)]
    until(lambda: len(machine.running.children(name)) == 1, LIMIT, f"there is a {name}")
    before = machine.running.children(name)
    machine.kill(name)
    until(
        lambda: machine.running.children(name) not in ([], before), LIMIT, f"there is a new {name}"
    )


def machine_killed(cluster: Cluster, choose: Random) -> None:
    machine = choose.choice(cluster.machines)
    machine.kill_all()
    time.sleep(1)
    machine.start()


def connections_ended(cluster: Cluster, choose: Random) -> None:
    for _ in range(3):
        assert cluster.server.end_connections() > 0
        time.sleep(choose.uniform(0.1, 0.4))


def database_crashed(cluster: Cluster, _: Random) -> None:
    cluster.server.stop_at_once()
    time.sleep(1)
    cluster.server.start()


ALL: tuple[Fault, ...] = (
    web_killed,
    worker_killed,
    machine_killed,
    connections_ended,
    database_crashed,
)
ENDS_A_WORKER = (worker_killed, machine_killed)
