"""The touch driver: what a phone's firmware makes of raw frames, and what its browser is told.

It knows touches, never stamps. Each step is a pure function in a file of its own::

    frames ─ peaks ─ spike ─ position ─ merging ─ tracking ─ limit ─► reports
             over the      sub-node      two that       who is      five, ten ...
             threshold                   are too near   who

    reports ─► browser.py    touch events of a web page
            └► evdev.py      events of Linux multi-touch protocol B

>>> from emulator.driver import browser, drive, firmware
>>> reports = drive(take.frames, take.motion.time_ms, panel, firmware(panel, most_contacts=5))
>>> events = browser.touch_events(reports, browser.Screen(px_per_mm=6.3))
"""

from typing import TYPE_CHECKING

from stampcodec.lazypackage import make_lazy

if TYPE_CHECKING:
    from emulator.driver._drive import Driver, drive
    from emulator.driver._firmware import Firmware, firmware
    from emulator.driver.report import Contact, Report

__all__ = ["Contact", "Driver", "Firmware", "Report", "drive", "firmware"]

# The module that each name comes from (stampcodec/lazypackage.py).
_HOMES = {
    "Contact": "report",
    "Driver": "_drive",
    "Firmware": "_firmware",
    "Report": "report",
    "drive": "_drive",
    "firmware": "_firmware",
}

make_lazy(__name__)
