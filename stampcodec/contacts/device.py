"""A touch screen as a recording describes it: its axes, in units of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from stampcodec.contacts.inputevent import ABS_MT_POSITION_X, ABS_MT_SLOT, ABS_X

if TYPE_CHECKING:
    from collections.abc import Mapping


class Axis(NamedTuple):
    """``struct input_absinfo``, without what filters noise."""

    least: int
    most: int
    per_mm: int = 0
    """Units a millimetre; 0 where the device does not tell."""


@dataclass(frozen=True)
class Device:
    """What a recording says of the device that sends the events.

    Attributes
    ----------
    name : str
    axes : mapping of int to Axis
        By the number of the ``ABS_`` code; empty where the recording describes nothing.
    slot : int
        The slot that is selected when the recording begins.
    """

    name: str = ""
    axes: Mapping[int, Axis] = field(default_factory=dict)
    slot: int = 0

    @property
    def is_multi_touch(self) -> bool:
        """Whether it has axes of several contacts."""
        return ABS_MT_POSITION_X in self.axes

    @property
    def is_single_touch(self) -> bool:
        """Whether it has the axes of one pointer alone."""
        return ABS_X in self.axes and not self.is_multi_touch

    @property
    def lists_contacts(self) -> bool:
        """Whether it is known to list all contacts in every report (protocol A)."""
        return self.is_multi_touch and ABS_MT_SLOT not in self.axes
