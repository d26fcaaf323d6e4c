"""A private D-Bus with a stand-in for the desktop's notification daemon.

So a browser's system notifications can be read, clicked and closed without a desktop:

    async with Desktop() as desktop:
        ...  # start the browser with env=os.environ | desktop.env
        shown = await desktop.wait("Title")
        await desktop.click(shown, "Done")
"""

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Any, Self

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus
from jeepney.io.asyncio import DBusConnection, open_dbus_connection

from tests.support.limits import LIMIT

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
_DISMISSED = 2  # the reason that the specification gives to "closed by the user"


@dataclass
class Shown:
    id: int
    title: str
    body: str
    actions: dict[str, str] = field(default_factory=dict)  # label by key


class Desktop:
    def __init__(self) -> None:
        self.shown: dict[int, Shown] = {}
        self.env: dict[str, str] = {}
        self._last = 0
        self._changed = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._daemon = await asyncio.create_subprocess_exec(
            *("dbus-daemon", "--session", "--nofork", "--print-address"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        output = self._daemon.stdout
        address = (await output.readline()).decode().strip() if output else ""
        self.env = {"DBUS_SESSION_BUS_ADDRESS": address}
        self._bus: DBusConnection = await open_dbus_connection(address)
        await self._bus.send(message_bus.RequestName(NAME))
        self._task = asyncio.create_task(self._serve())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await self._bus.close()
        self._daemon.terminate()
        await self._daemon.wait()

    async def wait(self, title: str, seconds: float = LIMIT) -> Shown:
        """The notification of this title, as soon as it is shown. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while True:
                for one in self.shown.values():
                    if one.title == title:
                        return one
                self._changed.clear()
                await self._changed.wait()

    async def click(self, one: Shown, label: str = "") -> None:
        """Its body, or the action with that label. Raises LookupError."""
        keys = [key for key, text in one.actions.items() if text == label] if label else ["default"]
        if not keys:
            raise LookupError(f"no action {label!r} among {one.actions}")
        await self._emit("ActionInvoked", "us", one.id, keys[0])

    async def dismiss(self, one: Shown) -> None:
        self.shown.pop(one.id, None)
        await self._emit("NotificationClosed", "uu", one.id, _DISMISSED)

    async def _serve(self) -> None:
        while True:
            call = await self._bus.receive()
            if call.header.message_type is MessageType.method_call:
                await self._bus.send(self._answer(call))

    def _answer(self, call: Message) -> Message:
        member = call.header.fields.get(HeaderFields.member, "")
        if member == "GetCapabilities":
            return new_method_return(call, "as", (["actions", "body", "persistence"],))
        if member == "GetServerInformation":
            return new_method_return(call, "ssss", ("ownit-tests", "ownit", "1", "1.2"))
        if member == "Notify":
            return new_method_return(call, "u", (self._show(*call.body),))
        if member == "CloseNotification":
            self.shown.pop(call.body[0], None)
            return new_method_return(call)
        return new_error(call, "org.freedesktop.DBus.Error.UnknownMethod", "s", (member,))

    def _show(self, *call: Any) -> int:
        _app, replaces, _icon, title, body, actions, _hints, _expires = call
        self._last += 0 if replaces else 1
        number = int(replaces) or self._last
        pairs = dict(zip(actions[::2], actions[1::2], strict=True))
        self.shown[number] = Shown(number, title, body, pairs)
        self._changed.set()
        return number

    async def _emit(self, member: str, signature: str, *body: Any) -> None:
        address = DBusAddress(PATH, interface=NAME)
        await self._bus.send(new_signal(address, member, signature, body))
