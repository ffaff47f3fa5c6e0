"""A pseudo terminal: to a client it is a serial device that has no speed."""

from __future__ import annotations

import errno
import os
import select
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from emulator.device.ports.deviceport import DevicePort, read_at_once, write_at_once
from stampcodec.errors import PortError

if TYPE_CHECKING:
    from stampcodec.link import Address


# The system holds 64 KiB for a client at the most, and hands on 4 KiB at once.
MOST_ZEROS = 20


class PtyPort(DevicePort):
    """A pseudo terminal and the symbolic link that names it.

    The device keeps the client's side open too. Without that it would read an error whenever no
    client is there, and the settings of the terminal would be lost with the last client.

    Parameters
    ----------
    address : Address

    Raises
    ------
    PortError
        The link exists or cannot be made, or the system has no pseudo terminals.
    """

    def __init__(self, address: Address) -> None:
        if sys.platform == "win32":
            raise PortError(address.word, "", "this system has no pseudo terminals; use tcp:")
        self._address, self._link = address, Path(address.path)
        self._master = self._slave = -1
        self._open()
        try:
            self._link.symlink_to(self._device)
        except OSError as error:
            self._close_terminal()
            reason = (
                "exists already; remove it, or choose another path"
                if error.errno == errno.EEXIST
                else f"cannot make the link: {error.strerror}"
            )
            raise PortError(address.word, "", reason) from None

    @property
    def announcement(self) -> str:  # type: ignore[override]
        """The link, and the device behind it: some libraries refuse links."""
        return f"{self._address.word} is {self._device}"

    def receive(self) -> bytes:
        """Return what the client has sent."""
        return read_at_once(self._master) or b""

    def send(self, data: bytes) -> int:
        """Send bytes as far as the terminal takes them."""
        return write_at_once(self._master, data)

    def wait(self, timeout_s: float, *, to_send: bool) -> None:
        """Wait for the client."""
        select.select([self._master], [self._master] if to_send else [], [], timeout_s)

    @property
    def has_drained(self) -> bool:
        """Whether the client has read everything; the system forgets the rest when we close."""
        ready, _, _ = select.select([self._slave], [], [], 0)
        return not ready

    def hang_up(self) -> None:
        """Link to a new terminal, and close the old one under the client."""
        self._count_rest()
        before = self._master, self._slave
        # In this order the link never leads to a terminal that is somebody else's by now.
        self._open()
        aside = self._link.with_name(f".{self._link.name}-{os.getpid()}")
        aside.unlink(missing_ok=True)
        aside.symlink_to(self._device)
        aside.replace(self._link)
        for descriptor in before:
            os.close(descriptor)

    def close(self) -> None:
        """Close the terminal and remove the link, if it is still ours."""
        if self._master >= 0:
            with suppress(OSError):
                if self._link.readlink() == Path(self._device):
                    self._link.unlink()
            self._count_rest()
        self._close_terminal()

    def _count_rest(self) -> None:
        """Take and count what is under way, both ways: closing the terminal would throw it away.

        The system hands on to the client's queue until that is full, and goes on when it has been
        read. While the client is reading, the queue may be empty and there may be more all the
        same. A further byte makes the system go on at once; the zero that parts packets does no
        harm to a client that gets it. When it comes back, nothing was left before it.

        References
        ----------
        Linux, drivers/tty/n_tty.c: n_tty_poll, n_tty_kick_worker; drivers/tty/tty_buffer.c.
        """
        import termios  # noqa: PLC0415  (not on Windows)

        # From here on a client that writes waits, and then finds that the terminal has gone.
        termios.tcflow(self._slave, termios.TCOOFF)
        os.set_blocking(self._slave, False)
        self.unread += _taken(self._master)
        taken, zeros = _taken(self._slave), 0
        for _ in range(MOST_ZEROS):
            zeros += self.send(b"\0")
            back = _taken(self._slave)
            taken += back
            if back:
                break
        self.unheard += max(0, taken - zeros)
        self.added += max(0, zeros - taken)

    def _open(self) -> None:
        import tty  # noqa: PLC0415  (not on Windows)

        try:
            self._master, self._slave = os.openpty()
        except OSError as error:
            reason = f"cannot make a terminal: {error.strerror}"
            raise PortError(self._address.word, "", reason) from None
        # Bytes as they are: no echo, no line editing, no signals.
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self._device = os.ttyname(self._slave)

    def _close_terminal(self) -> None:
        for descriptor in (self._master, self._slave):
            if descriptor >= 0:
                os.close(descriptor)
        self._master = self._slave = -1


def _taken(descriptor: int) -> int:
    """Read all that waits; return how many bytes that is."""
    taken = 0
    while select.select([descriptor], [], [], 0)[0]:
        taken += len(read_at_once(descriptor) or b"")
    return taken
