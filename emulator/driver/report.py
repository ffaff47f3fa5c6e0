"""What the firmware reports: the contacts of one scan."""

from __future__ import annotations

from typing import NamedTuple


class Contact(NamedTuple):
    """One contact at one moment."""

    identifier: int
    """The same from landing to lift, never used again in one recording; counts up as they land."""
    x_mm: float
    """In the panel view, on the screen."""
    y_mm: float
    radius_mm: float | None
    """Of the disc that would leave such a blob; 0 where it is no wider than the sensor's kernel,
    None where a recording does not tell."""
    strength: float | None
    """Peak against an ordinary finger's; None where a recording does not tell."""


class Report(NamedTuple):
    """All contacts that are down at one moment, in the order in which they landed."""

    time_ms: float
    contacts: tuple[Contact, ...]
    cancelled: bool = False
    """The device gave up on every contact of the report before; none of this one."""
