"""Which connection gives way when there are too many: nobody is refused, the one that does least is
closed. So that whoever opens hundreds of them takes them from nobody else."""

from collections.abc import Iterable

from web.server.connection import IN_MEMORY, Connection, State
from web.urls import network_of

CONNECTIONS = 1000  # of each process
PER_ADDRESS = 200  # of each process: a whole shop may be behind one address
RECEIVED_BYTES = 1024 * 1024 * 1024  # of each process: large requests, in temporary files
RECEIVED_PER_ADDRESS = RECEIVED_BYTES // 4
UNSENT_BYTES = 64 * 1024 * 1024  # of each process: answers that their clients do not read
# From what is missed least to what is missed most; what the application works on is never closed.
_ORDER = {State.CLOSING: 0, State.WAITING: 1, State.ANSWERING: 2, State.RECEIVING: 3}


class Connections:
    """Those of one process, by the network that they come from."""

    def __init__(self, *, by_address: bool) -> None:
        """`by_address`: False behind a proxy, from whose address everybody comes."""
        self._by_address = by_address
        self.all: set[Connection] = set()
        self._networks: dict[str, set[Connection]] = {}

    def add(self, new: Connection) -> Connection | None:
        """Gives the one that must be closed for it, if any."""
        if self._by_address:
            new.network = network_of(new.client[0])
        neighbours = self._networks.setdefault(new.network, set())
        victim = self._victim(neighbours)
        self.all.add(new)
        neighbours.add(new)
        return victim

    def remove(self, connection: Connection) -> None:
        self.all.discard(connection)
        neighbours = self._networks[connection.network]
        neighbours.discard(connection)
        if not neighbours:
            del self._networks[connection.network]

    def is_too_much(self, connection: Connection) -> bool:
        """Whether the requests that are being received take more room than they may."""
        if connection.size <= IN_MEMORY:
            return False
        neighbours = self._networks[connection.network] if self._by_address else ()
        here = sum(one.size for one in neighbours)
        return here > RECEIVED_PER_ADDRESS or sum(one.size for one in self.all) > RECEIVED_BYTES

    def least(self) -> Connection | None:
        """The one that is missed least, where there is no room for another."""
        return _least(self.all)

    def slow_reader(self) -> Connection | None:
        """Where answers that nobody reads take too much memory: the largest of them."""
        answering = [one for one in self.all if one.state is State.ANSWERING]
        if sum(one.unsent_bytes for one in answering) <= UNSENT_BYTES:
            return None
        return max(answering, key=lambda one: one.unsent_bytes)

    def _victim(self, neighbours: set[Connection]) -> Connection | None:
        if self._by_address and len(neighbours) >= PER_ADDRESS:
            return _least(neighbours)
        if len(self.all) < CONNECTIONS:
            return None
        largest = max(self._networks.values(), key=len)
        return _least(largest)


def _least(some: Iterable[Connection]) -> Connection | None:
    idle = (one for one in some if one.state is not State.WORKING)
    return min(idle, key=_worth, default=None)


def _worth(one: Connection) -> tuple[int, bool, float]:
    return _ORDER[one.state], bool(one.received), one.since
