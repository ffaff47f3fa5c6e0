"""Conditions: what is wrong with a press, as one value, and the named rows of the design."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Conditions:
    """What distinguishes a press from the perfect one; the defaults are the nominal press.

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
        Data dots and anchors that make no contact, drawn anew for each press.
    phantom_dots : int
        Contacts where the face has an empty site.
    flipped_sites : int
        Data sites, empty or not, whose state is the other one; not beside the two above.
    noise_scale : float
        Factor on white and line noise.
    impulses : bool
        Whether the panel's impulse corruption shows.
    fingers : int
        Fingertips elsewhere on the screen, outside the face.
    """

    amplitude: float = 1.0
    cg_pf: float = 100.0
    moulding: str | None = "M2"
    missing_dots: int = 0
    missing_anchors: int = 0
    phantom_dots: int = 0
    flipped_sites: int = 0
    noise_scale: float = 1.0
    impulses: bool = True
    fingers: int = 0

    def __post_init__(self) -> None:
        """Refuse what no press can be.

        Raises
        ------
        ValueError
            Naming the field, its value and what was expected.
        """
        for field in (
            "missing_dots",
            "missing_anchors",
            "phantom_dots",
            "flipped_sites",
            "fingers",
        ):
            if getattr(self, field) < 0:
                raise ValueError(f"{field}: {getattr(self, field)}, expected 0 or more")
        for field in ("amplitude", "cg_pf", "noise_scale"):
            value = getattr(self, field)
            if not 0 <= value < float("inf"):
                raise ValueError(f"{field}: {value}, expected a finite number, 0 or more")
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


def conditions(name: str, family: str = "lattice8") -> Conditions:
    """Look up a named row; what it takes away depends on what the family tolerates.

    Raises
    ------
    ValueError
        If the name is unknown; the message lists the names.
    """
    small = family == "lattice7"
    rows = {
        "nominal": Conditions(),
        "fifth": Conditions(amplitude=0.2),
        "missing": Conditions(missing_dots=2 if small else 3, phantom_dots=1),
        "anchor": Conditions(missing_anchors=1),
        "cg5": Conditions(cg_pf=5.0),
        "m3": Conditions(moulding="M3"),
        "flipped": Conditions(flipped_sites=3 if small else 4, noise_scale=0.25, impulses=False),
        "finger": Conditions(fingers=1),
        "noise3": Conditions(noise_scale=3.0),
        "floating": Conditions(cg_pf=0.0),
    }
    if name not in rows:
        raise ValueError(f"conditions {name!r}: expected one of {', '.join(NAMES)}")
    return rows[name]
