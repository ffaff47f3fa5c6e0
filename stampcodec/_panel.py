"""The touch panel: its electrodes, its point spread and the counts it reports.

Panels are values. Three measured ones come with the package, as rows of ``panels.toml``.
"""

from __future__ import annotations

import re
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
# Wider than any finger: a pitch above it is a typing error, micrometres for instance.
MOST_PITCH_MM = 100.0
WORD = re.compile(
    r"(?P<rows>[0-9]{1,6})x(?P<columns>[0-9]{1,6})@(?P<pitch_mm>[0-9]{1,6}(\.[0-9]{1,9})?)"
)
MOST_SHOWN = 40
WORD_FORM = "ROWSxCOLUMNS@PITCH, the pitch in mm, such as 27x15@4.1"
# Frames are int16.
MOST_COUNTS = 32767.0
# Two touches apart by 2.5 to 3 pitches are still two peaks (mXT224 data sheet: 10 mm).
SEPARATION_PITCHES = 2.6
# Half a pitch is where published kernels lie: 2.0 of 4.1 mm, 2.2 of 4.03 mm.
KERNEL_PITCHES = 0.5


@dataclass(frozen=True, init=False, repr=False)
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

    def __repr__(self) -> str:
        """Return one line: ``<Panel nexus5, 27 x 15 nodes 4.1 mm apart>``."""
        return f"<Panel {self.name}, {self.rows} x {self.columns} nodes {self.pitch_mm:g} mm apart>"

    @property
    def width_mm(self) -> float:
        """Extent of the screen along x."""
        return self.columns * self.pitch_mm

    @property
    def height_mm(self) -> float:
        """Extent of the screen along y."""
        return self.rows * self.pitch_mm


def panel(name: str) -> Panel:
    """Return the built-in panel of that name, or any panel from a word that gives its size.

    Parameters
    ----------
    name : str
        ``"nexus5"``, or ``"ROWSxCOLUMNS@PITCH"``: 1 to 4096 rows and columns, and the pitch in mm,
        above 0 and up to 100. Such a panel has the word as its name, and a phone's ordinary
        noise and amplitude.

    Raises
    ------
    TypeError
        `name` is no string.
    ValueError
        There is no such panel; the message lists the names and the form of the word.

    Examples
    --------
    >>> panel("20x34@4.1").columns
    34
    """
    if not isinstance(name, str):
        raise TypeError(f"panel name: expected str, got {type(name).__name__}")
    if name in panels():
        return panels()[name]
    if "@" in name or re.match("[0-9]", name):
        return _panel_of_word(name)
    known = ", ".join(panels())
    raise ValueError(f"unknown panel {name!r}; known panels: {known}; or {WORD_FORM}")


def _panel_of_word(word: str) -> Panel:
    given = WORD.fullmatch(word)
    if given is None:
        shown = word if len(word) <= MOST_SHOWN else word[: MOST_SHOWN - 3] + "..."
        raise ValueError(f"panel {shown!r}: expected {WORD_FORM}")
    try:
        return Panel(
            name=word,
            rows=int(given["rows"]),
            columns=int(given["columns"]),
            pitch_mm=number("pitch_mm", float(given["pitch_mm"]), MOST_PITCH_MM),
        )
    except ValueError as error:
        raise ValueError(f"panel {word!r}: {error}; the form is {WORD_FORM}") from None


def panels() -> dict[str, Panel]:
    """List the built-in panels by name, in the order of ``panels.toml``."""
    return dict(_built_in())


@cache
def _built_in() -> dict[str, Panel]:
    text = resources.files("stampcodec").joinpath("panels.toml").read_text(encoding="utf-8")
    return {name: Panel(name=name, **row) for name, row in tomllib.loads(text).items()}
