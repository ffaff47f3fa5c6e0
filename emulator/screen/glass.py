"""The glass: what one touch panel makes of a conductor above it, as figures with sources."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from stampcodec import Panel

# Vacuum permittivity, pF/mm (CODATA 2018: 8.8541878e-12 F/m).
EPSILON_0 = 8.8541878e-3


@dataclass(frozen=True)
class Impulses:
    """How often, where and with which value nodes are corrupt.

    Attributes
    ----------
    count_shares : tuple of float
        Share of frames with 0, 1, 2 ... corrupt nodes; sums to 1, or is empty for none ever.
    row_weights : tuple of float
        Relative frequency of rows 0, 1, 2 ...; rows beyond never show any.
    edges : tuple of float
        Bounds of the value classes, counts, increasing.
    value_weights : tuple of float
        Relative frequency of each class; values are uniform within a class.
    """

    count_shares: tuple[float, ...] = ()
    row_weights: tuple[float, ...] = ()
    edges: tuple[float, ...] = ()
    value_weights: tuple[float, ...] = ()


@dataclass(frozen=True)
class Readout:
    """How frames are torn; empty for a panel whose frames are whole.

    Attributes
    ----------
    whole_share : float
        Share of frames that are not torn.
    row_shares : tuple of float
        Of the others, share of those that are torn in row 0, 1, 2 ..., at any column alike.
    wrong_share : float
        Share of tears that leave a wrong node.
    edges, value_weights : tuple of float
        Values of wrong nodes, counts, as in `Impulses`.
    """

    whole_share: float = 1.0
    row_shares: tuple[float, ...] = ()
    wrong_share: float = 0.0
    edges: tuple[float, ...] = ()
    value_weights: tuple[float, ...] = ()


@dataclass(frozen=True)
class Glass:
    """Figures of one panel that only an emulator needs.

    Attributes
    ----------
    sigma_mm : float
        Standard deviation of the sensor kernel.
    plate_counts : float
        Delta of a node that a grounded conductor covers wholly, before saturation.
    ceiling_counts, knee : float
        Saturation, see `emulator.sensor.saturation`.
    plate_pf : float
        Capacitance of a conductor that covers one node wholly to that node's row, and as much
        again to its column, pF: half of permittivity * area / thickness each.
    cover_mm, cover_permittivity : float
        The cover glass.
    counts_per_pf : float
        Delta for a picofarad of mutual capacitance.
    crosstalk, crosstalk_reach_nodes, undershoot : float
        See `emulator.sensor.crosstalk`.
    white_counts : float
        Noise of each node, RMS.
    line_counts : (row, column, frame)
        Noise shared by lines and by the frame, RMS.
    impulses : Impulses
    noise_lag : float
        Correlation of the noise of one frame with that of the next.
    readout : Readout
        What a frame still holds of the frame before, and which node that makes wrong.
    bits : int
        Word length of a delta.
    frame_ms : float
        Time between two frames.
    """

    sigma_mm: float
    plate_counts: float
    ceiling_counts: float
    knee: float
    plate_pf: float
    cover_mm: float
    cover_permittivity: float
    counts_per_pf: float
    crosstalk: float
    crosstalk_reach_nodes: float
    undershoot: float
    white_counts: float
    line_counts: tuple[float, float, float]
    impulses: Impulses
    noise_lag: float
    readout: Readout
    bits: int
    frame_ms: float


@cache
def glass(panel: Panel) -> Glass:
    """Look up the glass of a panel by its name; an unknown panel gets the ``[default]`` figures.

    The picofarad of a count follow from the plate capacitance: a lone conductor of coverage a has
    Ct = Cr = plate_pf * a and gives back, without ground, Ct*Cr / (Ct + Cr) = plate_pf * a / 2.
    `float_ratio` says what share of its own delta, plate_counts * a, that is.
    """
    known = _figures()
    default = known["default"]
    row = {**default, **known.get(panel.name, {})}
    if panel.name not in known:
        row["plate_counts"] = default["plate_ratio"] * panel.finger_counts
        row["white_counts"] = default["white_share"] * panel.noise_counts
        row["line_counts"] = [share * panel.noise_counts for share in default["line_shares"]]
    area_mm2 = panel.pitch_mm**2
    plate_pf = 0.5 * EPSILON_0 * row["cover_permittivity"] * area_mm2 / row["cover_mm"]
    row_noise, column_noise, frame_noise = row["line_counts"]
    return Glass(
        sigma_mm=panel.kernel_sigma_mm,
        plate_counts=row["plate_counts"],
        ceiling_counts=panel.saturation_counts,
        knee=row["knee"],
        plate_pf=plate_pf,
        cover_mm=row["cover_mm"],
        cover_permittivity=row["cover_permittivity"],
        counts_per_pf=row["float_ratio"] * row["plate_counts"] / (plate_pf / 2),
        crosstalk=row["crosstalk"],
        crosstalk_reach_nodes=row["crosstalk_reach_nodes"],
        undershoot=row["undershoot"],
        white_counts=row["white_counts"],
        line_counts=(row_noise, column_noise, frame_noise),
        impulses=Impulses(**{k: tuple(v) for k, v in row.get("impulses", {}).items()}),
        noise_lag=row["noise_lag"],
        readout=_readout(row.get("readout", {})),
        bits=row["bits"],
        frame_ms=row["frame_ms"],
    )


def _readout(row: dict[str, Any]) -> Readout:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return Readout(**fields)


def _figures() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("emulator.screen") / "glass.toml").read_text(encoding="utf-8"))
