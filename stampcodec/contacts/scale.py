"""From a device's units to millimetres, as far as the recording or somebody knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stampcodec.contacts.inputevent import (
    ABS_MT_PRESSURE,
    ABS_MT_TOUCH_MAJOR,
    PLACE,
)
from stampcodec.touchevent import Touch

if TYPE_CHECKING:
    from stampcodec.contacts.device import Device
    from stampcodec.contacts.slots import Contact


class Scale(NamedTuple):
    """Where the axes begin, and how many units make one of length."""

    x_least: int
    y_least: int
    x_per_mm: float
    """Units a millimetre; 1 where nobody knows, and lengths stay in units of the device."""
    y_per_mm: float
    size_per_mm: float
    most_pressure: int
    """0 where nobody knows."""

    def touch(self, contact: Contact) -> Touch:
        """Return a contact as a touch; what is not known is 0, as in the W3C's events."""
        radius = max(0, contact.size or 0) / self.size_per_mm / 2
        pressure = max(0, contact.pressure or 0)
        return Touch(
            contact.identifier,
            (contact.x - self.x_least) / self.x_per_mm,
            (contact.y - self.y_least) / self.y_per_mm,
            radius,
            radius,
            0.0,
            min(1.0, pressure / self.most_pressure) if self.most_pressure else 0.0,
        )


def scale_of(device: Device, size_mm: tuple[float, float] | None) -> Scale | None:
    """Return the scale in millimetres, or None where it is not known.

    Parameters
    ----------
    device : Device
    size_mm : (float, float) or None
        Width and height of what the axes of places span, where somebody has measured them; it
        goes before what the device tells.
    """
    x, y = (device.axes.get(code) for code in PLACE)
    if x is None or y is None:
        return None
    if size_mm is None:
        x_per_mm, y_per_mm = float(x.per_mm), float(y.per_mm)
    else:
        x_per_mm = (x.most - x.least) / size_mm[0]
        y_per_mm = (y.most - y.least) / size_mm[1]
    if x_per_mm <= 0 or y_per_mm <= 0:
        return None
    size = device.axes.get(ABS_MT_TOUCH_MAJOR)
    # Sizes are in units of places where they have no resolution of their own.
    own = size.per_mm if size is not None else 0
    return Scale(x.least, y.least, x_per_mm, y_per_mm, own or x_per_mm, _most_pressure(device))


def units_of(device: Device) -> Scale:
    """Return the scale that leaves lengths in units of the device, from where its axes begin."""
    x, y = (device.axes.get(code) for code in PLACE)
    return Scale(x.least if x else 0, y.least if y else 0, 1.0, 1.0, 1.0, _most_pressure(device))


def _most_pressure(device: Device) -> int:
    axis = device.axes.get(ABS_MT_PRESSURE)
    return 0 if axis is None else max(0, axis.most)
