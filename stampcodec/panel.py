"""The touch panel: its electrodes, its point spread and the counts it reports.

Panels are values. Three measured ones come with the package, as rows of ``panels.toml``.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from importlib import resources

from stampcodec.argument import number, whole

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

# Nobody builds a touch controller with more lines on one axis; more is a typing error.
MOST_LINES = 4096
# Frames are int16.
MOST_COUNTS = 32767.0
# Two touches apart by 2.5 to 3 pitches are still two peaks (mXT224 data sheet: 10 mm).
SEPARATION_PITCHES = 2.6
# Half a pitch is where published kernels lie: 2.0 of 4.1 mm, 2.2 of 4.03 mm.
KERNEL_PITCHES = 0.5


@dataclass(frozen=True, init=False)
class Panel:
    """A touch panel, seen from the user's side: x to the right, y down.

    Node ``(r, c)`` has its centre at ``((c + 0.5) * pitch_mm, (r + 0.5) * pitch_mm)``.

    Attributes
    ----------
    name : str
    rows, columns : int
        Electrode crossings on each axis, 1 to 4096.
    pitch_mm : float
        Distance of neighbouring nodes, the same on both axes.
    kernel_sigma_mm : float
        Gaussian point spread of the sensor alone, without the contact's own size. A reader made
        for too small a value sees phantom dots between real ones.
    noise_counts : float
        White noise of an idle node, RMS.
    finger_counts : float
        Peak of an ordinary finger, which is also about what a large conductor reaches.
    saturation_counts : float
        No node reports more.
    touch_separation_mm : float
        Two touches nearer than this, centre to centre, are merged by the controller.
    max_contacts : int
        Touches that the device reports at once.
    """

    name: str
    rows: int
    columns: int
    pitch_mm: float
    kernel_sigma_mm: float
    noise_counts: float
    finger_counts: float
    saturation_counts: float
    touch_separation_mm: float
    max_contacts: int

    def __init__(
        self,
        *,
        rows: int,
        columns: int,
        pitch_mm: float,
        name: str = "custom",
        kernel_sigma_mm: float | None = None,
        noise_counts: float = 2.0,
        finger_counts: float = 200.0,
        saturation_counts: float = MOST_COUNTS,
        touch_separation_mm: float | None = None,
        max_contacts: int = 10,
    ) -> None:
        """Make a panel; what is not given follows from the pitch or is an ordinary phone's.

        Raises
        ------
        TypeError
            A field has the wrong type.
        ValueError
            A field is out of its range; the message names field and range.
        """
        if not isinstance(name, str):
            raise TypeError(f"name: expected str, got {type(name).__name__}")
        pitch = number("pitch_mm", pitch_mm)
        finger = number("finger_counts", finger_counts)
        sigma = KERNEL_PITCHES * pitch if kernel_sigma_mm is None else kernel_sigma_mm
        separation = (
            SEPARATION_PITCHES * pitch if touch_separation_mm is None else touch_separation_mm
        )
        saturation = number("saturation_counts", saturation_counts, MOST_COUNTS)
        if finger > saturation:
            raise ValueError(f"saturation_counts: expected at least finger_counts ({finger:g})")
        fields = {
            "name": name,
            "rows": whole("rows", rows, 1, MOST_LINES),
            "columns": whole("columns", columns, 1, MOST_LINES),
            "pitch_mm": pitch,
            "kernel_sigma_mm": number("kernel_sigma_mm", sigma),
            "noise_counts": number("noise_counts", noise_counts),
            "finger_counts": finger,
            "saturation_counts": saturation,
            "touch_separation_mm": number("touch_separation_mm", separation),
            "max_contacts": whole("max_contacts", max_contacts, 1, 1000),
        }
        for field, value in fields.items():
            object.__setattr__(self, field, value)

    @property
    def width_mm(self) -> float:
        """Extent of the screen along x."""
        return self.columns * self.pitch_mm

    @property
    def height_mm(self) -> float:
        """Extent of the screen along y."""
        return self.rows * self.pitch_mm


def panel(name: str) -> Panel:
    """Return the built-in panel of that name.

    Raises
    ------
    TypeError
        `name` is no string.
    ValueError
        No such panel; the message lists the names.
    """
    if not isinstance(name, str):
        raise TypeError(f"panel name: expected str, got {type(name).__name__}")
    try:
        return panels()[name]
    except KeyError:
        known = ", ".join(panels())
        raise ValueError(f"unknown panel {name!r}; known panels: {known}") from None


@cache
def panels() -> dict[str, Panel]:
    """Read all built-in panels from ``panels.toml``, by name, in the order of the file."""
    text = resources.files("stampcodec").joinpath("panels.toml").read_text(encoding="utf-8")
    return {name: Panel(name=name, **row) for name, row in tomllib.loads(text).items()}
