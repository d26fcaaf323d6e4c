"""Which connection is closed when there are too many: the least active one, of the network that has
most. So whoever opens hundreds takes them from nobody else."""

from collections.abc import Iterable

from web.server.connection import IN_MEMORY, Connection, State
from web.urls import network_of

CONNECTIONS = 1000  # a process
PER_ADDRESS = 200  # a process; a whole shop may be behind one address
RECEIVED_BYTES = 1024 * 1024 * 1024  # a process; large requests in temporary files
RECEIVED_PER_ADDRESS = RECEIVED_BYTES // 4
UNSENT_BYTES = 64 * 1024 * 1024  # a process; answers that their clients do not read
# From the first to be closed to the last; what the application works on is never closed.
_ORDER = {State.CLOSING: 0, State.WAITING: 1, State.ANSWERING: 2, State.RECEIVING: 3}


class Connections:
    """The connections of one process, by the client's network."""

    def __init__(self, *, by_address: bool) -> None:
        """`by_address`: False behind a proxy, whose address everybody has."""
        self._by_address = by_address
        self.all: set[Connection] = set()
        self._networks: dict[str, set[Connection]] = {}

    def add(self, new: Connection) -> Connection | None:
        """Returns the connection that has to be closed for it, if any."""
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
        """Whether the requests that are being received exceed their room."""
        if connection.size <= IN_MEMORY:
            return False
        neighbours = self._networks[connection.network] if self._by_address else ()
        here = sum(connection.size for connection in neighbours)
        return (
            here > RECEIVED_PER_ADDRESS
            or sum(connection.size for connection in self.all) > RECEIVED_BYTES
        )

    def least(self) -> Connection | None:
        """The least active one; None while there is room."""
        return _least(self.all)

    def slow_reader(self) -> Connection | None:
        """The largest unread answer, when these take too much memory."""
        answering = [connection for connection in self.all if connection.state is State.ANSWERING]
        if sum(connection.unsent_bytes for connection in answering) <= UNSENT_BYTES:
            return None
        return max(answering, key=lambda connection: connection.unsent_bytes)

    def _victim(self, neighbours: set[Connection]) -> Connection | None:
        if self._by_address and len(neighbours) >= PER_ADDRESS:
            return _least(neighbours)
        if len(self.all) < CONNECTIONS:
            return None
        largest = max(self._networks.values(), key=len)
        return _least(largest)


def _least(some: Iterable[Connection]) -> Connection | None:
    idle = (connection for connection in some if connection.state is not State.WORKING)
    return min(idle, key=_worth, default=None)


def _worth(connection: Connection) -> tuple[int, bool, float]:
    return _ORDER[connection.state], bool(connection.received), connection.since
