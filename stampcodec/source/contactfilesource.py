"""Contacts of a file: touch events of a page, or a recording of Linux or Android."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from stampcodec.errors import ContactFileError
from stampcodec.source.silence import Silence
from stampcodec.stream.framesource import ContactSource
from stampcodec.stream.timed import TimedContacts
from stampcodec.touchevent import moments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stampcodec._panel import Panel
    from stampcodec.contactfile import Contacts
    from stampcodec.touchevent import TouchEvent

# Given at once.
A_BLOCK = 1000


class ContactFileSource(ContactSource):
    """What a file tells of contacts, as the stream that it was.

    Parameters
    ----------
    name : str
        Of the file.
    contacts : Contacts
        With events.
    panel : Panel or None
        The screen's, where it is known.
    close : callable
        Closes the file.

    Raises
    ------
    ContactFileError
        Points have no times.
    """

    def __init__(
        self,
        name: str,
        contacts: Contacts,
        panel: Panel | None = None,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(name)
        if contacts.events is None:
            problem = "expected events; points carry no times, so they are no stream"
            raise ContactFileError(name, "points", problem)
        self._panel, self._close = panel, close
        self._px_per_mm = contacts.px_per_mm
        self._items = _timed(contacts.events)

    @property
    def panel(self) -> Panel | None:
        """The panel that was given."""
        return self._panel

    @property
    def px_per_mm(self) -> float | None:
        """Pixels a millimetre of lengths, 1 where they are millimetres, None where unknown."""
        return self._px_per_mm

    def _arrived(self, timeout_s: float | None) -> list[TimedContacts]:  # noqa: ARG002 - a file is there
        found = list(islice(self._items, A_BLOCK))
        self._has_ended = not found
        return found

    def _release(self) -> None:
        self._close()


def _timed(events: Sequence[TouchEvent]) -> Iterator[TimedContacts]:
    silence = Silence()
    waiting: TimedContacts | None = None
    for moment in moments(events):
        contacts = {touch.identifier: (touch.x_px, touch.y_px) for touch in moment.touches}
        item = TimedContacts(moment.time_ms / 1000, contacts)
        # Of times that seconds do not tell apart the last counts.
        if waiting is not None and item.time_s > waiting.time_s:
            yield from silence.filled(waiting)
        waiting = item
    if waiting is not None:
        yield from silence.filled(waiting)
