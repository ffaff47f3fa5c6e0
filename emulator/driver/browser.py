"""The browser: reports become the touch events of a web page, and back.

docs/contacts.md, section 3, has what is emitted when.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emulator.driver.report import Contact, Report
from stampcodec.argument import number
from stampcodec.touch.numbers import USUAL_PX_PER_MM
from stampcodec.touchevent import Moment, Touch, TouchEvent, moments
from stampcodec.touchevent import touch_events as events_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Far beyond the range of real phones is a typing error.
MOST_PX_PER_MM, MOST_PIXEL_RATIO = 100.0, 16.0
# The ratio of most phones of today.
PIXEL_RATIO = 3.0
# An ordinary finger presses with half of what `force` can say.
FINGER_FORCE = 0.5


@dataclass(frozen=True)
class Screen:
    """How a browser sees the glass.

    Attributes
    ----------
    px_per_mm : float
        CSS pixels a millimetre; the page does not know it.
    pixel_ratio : float
        Device pixels a CSS pixel, on an axis.
    whole_px : bool
        The browser gives whole CSS pixels. Otherwise fractional ones, of whole device pixels.
    """

    px_per_mm: float = USUAL_PX_PER_MM
    pixel_ratio: float = PIXEL_RATIO
    whole_px: bool = False

    def __post_init__(self) -> None:
        """Refuse what no screen is.

        Raises
        ------
        TypeError, ValueError
            Naming the field and what was expected.
        """
        number("px_per_mm", self.px_per_mm, MOST_PX_PER_MM)
        number("pixel_ratio", self.pixel_ratio, MOST_PIXEL_RATIO)

    def px(self, length_mm: float) -> float:
        """Return the CSS pixels that the browser says for a place on the screen."""
        ratio = 1.0 if self.whole_px else self.pixel_ratio
        return round(length_mm * self.px_per_mm * ratio) / ratio


def touch_events(reports: Iterable[Report], screen: Screen) -> list[TouchEvent]:
    """Tell a page of reports; the inverse of `reports_of`.

    Nothing is told of a report that changes nothing that the page could see.

    Parameters
    ----------
    reports : iterable of Report
        Ascending in time.
    screen : Screen

    Returns
    -------
    list of TouchEvent
    """
    return events_between(
        Moment(
            report.time_ms,
            tuple(_touch(contact, screen) for contact in report.contacts),
            report.cancelled,
        )
        for report in reports
    )


def reports_of(events: Sequence[TouchEvent], screen: Screen) -> list[Report]:
    """Replay touch events: the reports, as far as the page was told; the inverse of `touch_events`.

    Returns
    -------
    list of Report
        One for each time at which something changed; places as rounded by the browser.
    """
    return [
        Report(
            moment.time_ms,
            tuple(
                Contact(
                    touch.identifier,
                    touch.x_px / screen.px_per_mm,
                    touch.y_px / screen.px_per_mm,
                    touch.radius_x_px / screen.px_per_mm,
                    touch.force / FINGER_FORCE,
                )
                for touch in moment.touches
            ),
            moment.cancelled,
        )
        for moment in moments(events)
    ]


def _touch(contact: Contact, screen: Screen) -> Touch:
    radius_px = screen.px(contact.radius_mm or 0.0)
    return Touch(
        contact.identifier,
        screen.px(contact.x_mm),
        screen.px(contact.y_mm),
        radius_px,
        radius_px,
        0.0,
        # Rounded as a byte of pressure would be.
        round(255 * min(1.0, FINGER_FORCE * (contact.strength or 0.0))) / 255,
    )
