"""Conditions: what is wrong with a press, as one value, and the named rows of the design."""

from __future__ import annotations

from dataclasses import dataclass, fields

from emulator.tolerance import FACTOR

# Beyond any sensor's range, and beyond any screen's room: more is a typing error.
MOST, MOST_THINGS = 1e6, 100
# Rubber does not come off the glass and back within less.
LEAST_RUN_MS = 1.0


@dataclass(frozen=True)
class Conditions:
    """What distinguishes a press from the perfect one; the defaults are the nominal press.

    Whatever is drawn is drawn anew for each press of a batch, and once for a press in time.

    Attributes
    ----------
    amplitude : float
        Scale of all that the face does to the frame: 1 for the full contact.
    cg_pf : float
        The face to the device's ground, pF: 100 or more held in a hand, a few through a glove,
        0 released.
    moulding : str or None
        Tolerance class of the dots' places, "M2" or "M3"; None for perfect ones.
    missing_dots, missing_anchors : int
        Data dots and anchors that make no contact.
    phantom_dots : int
        Contacts where the face has an empty site.
    flipped_sites : int
        Data sites, empty or not, whose state is the other one; not beside missing or phantom dots.
    worn_mm : float
        Height that the most worn dots have lost, mm.
    dirty_dots, bridged_dots : int
        Dots under a film of dirt; pairs of neighbours joined by a conductive web.
    tilt_mm : float
        The face stands on one edge and its far side this high above the glass, mm.
    touching : float
        Share of the time in which each dot touches, 0 to 1: a brushed dot skips.
    run_ms : float
        Mean time for which a dot that skips stays on the glass, ms.
    fingers, palms : int
        Fingertips elsewhere on the screen, outside the face; palms on its rim, anywhere.
    water_drops : int
        Drops on the screen; those under the face join it.
    outer_lines : float
        What a delta in the first and last row and column is of one elsewhere, 0 to 1.
    noise_scale : float
        Factor on white and line noise.
    impulses : bool
        Whether the panel's impulse corruption shows.
    charger_counts, display_counts : float
        Peak of charger noise on the most touched column, and of the display's stripes.
    drift_counts : float
        RMS of what the baseline is off.
    dead_rows, dead_columns, shorted_rows, shorted_columns : int
        Lines that deliver nothing, or are joined to the next one.
    """

    amplitude: float = 1.0
    cg_pf: float = 100.0
    moulding: str | None = "M2"
    missing_dots: int = 0
    missing_anchors: int = 0
    phantom_dots: int = 0
    flipped_sites: int = 0
    worn_mm: float = 0.0
    dirty_dots: int = 0
    bridged_dots: int = 0
    tilt_mm: float = 0.0
    touching: float = 1.0
    run_ms: float = 30.0
    fingers: int = 0
    palms: int = 0
    water_drops: int = 0
    outer_lines: float = 1.0
    noise_scale: float = 1.0
    impulses: bool = True
    charger_counts: float = 0.0
    display_counts: float = 0.0
    drift_counts: float = 0.0
    dead_rows: int = 0
    dead_columns: int = 0
    shorted_rows: int = 0
    shorted_columns: int = 0

    @property
    def faulty_lines(self) -> bool:
        """Whether any line is dead or shorted."""
        return any((self.dead_rows, self.dead_columns, self.shorted_rows, self.shorted_columns))

    def __post_init__(self) -> None:
        """Refuse what no press can be.

        Raises
        ------
        TypeError, ValueError
            Naming the field, its value and what was expected.
        """
        if self.moulding is not None and self.moulding not in FACTOR:
            raise ValueError(
                f"moulding: {self.moulding!r}, expected None or one of {', '.join(FACTOR)}"
            )
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "moulding":
                continue
            if isinstance(value, bool) != isinstance(field.default, bool):
                raise TypeError(
                    f"{field.name}: {value!r}, expected a {type(field.default).__name__}"
                )
            if isinstance(field.default, int) and not isinstance(value, int):
                raise TypeError(f"{field.name}: {value!r}, expected a whole number")
            most = MOST_THINGS if isinstance(field.default, int) else MOST
            if not 0 <= value <= most:
                raise ValueError(f"{field.name}: {value}, expected 0 to {most:g}")
        for field_name in ("touching", "outer_lines"):
            if getattr(self, field_name) > 1:
                raise ValueError(f"{field_name}: {getattr(self, field_name)}, expected 0 to 1")
        if self.run_ms < LEAST_RUN_MS:
            raise ValueError(f"run_ms: {self.run_ms}, expected {LEAST_RUN_MS:g} or more")
        if self.flipped_sites and (self.missing_dots or self.phantom_dots):
            raise ValueError("flipped_sites: expected 0 beside missing_dots or phantom_dots")


# The rows of the table of required rates.  "flipped" is at low noise: a quarter of it, no impulses.
NAMES = (
    "nominal",
    "fifth",
    "missing",
    "anchor",
    "cg5",
    "m3",
    "flipped",
    "finger",
    "noise3",
    "floating",
)


# Wrong sites that the code of a family corrects for certain (docs/spec.md, 6.2); other families,
# without sites, have the row of lattice8.
TOLERATED = {"lattice7": 3, "lattice7h12": 5, "lattice8": 4, "lattice8h14": 6, "lattice8h18": 8}


def conditions(name: str, family: str = "lattice8") -> Conditions:
    """Look up a named row; what it takes away depends on what the family tolerates.

    Raises
    ------
    ValueError
        If the name is unknown; the message lists the names.
    """
    tolerated = TOLERATED.get(family, TOLERATED["lattice8"])
    rows = {
        "nominal": Conditions(),
        "fifth": Conditions(amplitude=0.2),
        "missing": Conditions(missing_dots=tolerated - 1, phantom_dots=1),
        "anchor": Conditions(missing_anchors=1),
        "cg5": Conditions(cg_pf=5.0),
        "m3": Conditions(moulding="M3"),
        "flipped": Conditions(flipped_sites=tolerated, noise_scale=0.25, impulses=False),
        "finger": Conditions(fingers=1),
        "noise3": Conditions(noise_scale=3.0),
        "floating": Conditions(cg_pf=0.0),
    }
    if name not in rows:
        raise ValueError(f"conditions {name!r}: expected one of {', '.join(NAMES)}")
    return rows[name]
