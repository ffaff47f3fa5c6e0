"""Evidence: what a stream has of one stamp, in the form in which the service takes it."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

import stampcodec as sc
from issuance.model.shown import MOST_BODY_BYTES, MOST_FRAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from stampcodec import Panel

# Of a body: all that is not frames.
OTHER_BYTES = 4096


class Evidence(NamedTuple):
    """What of one presence of a stamp is presented, or why nothing is."""

    code: int
    """What the tracker read, the merchant ID of its event. The service reads for itself and is not
    told."""
    family: str
    first_s: float
    """Time of the first frame or sample that is presented, on the source's clock."""
    last_s: float
    n_frames: int
    """Frames or samples that are presented."""
    body: dict[str, Any] | None
    """Of a presentation, without the challenge; None where the service would read nothing."""
    problem: str = ""
    """Why there is no body."""
    other_code: int | None = None
    """Of both ends of a stamp: what the end reads as that was pressed last."""


def most_frames(panel: Panel) -> int:
    """Return how many frames of a panel the service takes at once."""
    frame_bytes = 2 * panel.rows * panel.columns
    return min(MOST_FRAMES, (MOST_BODY_BYTES - OTHER_BYTES) * 3 // 4 // frame_bytes)


def frames_body(
    frames: Sequence[NDArray[np.int16]] | NDArray[np.int16], family: str, panel: Panel
) -> dict[str, Any]:
    """Make the body of a presentation of frames, without the challenge.

    Parameters
    ----------
    frames : sequence of int16 (rows, columns)
        At least one.
    family : str
    panel : Panel
        Named where it is a built-in one, described otherwise.
    """
    counts = np.ascontiguousarray(np.stack(list(frames)), dtype="<i2")
    text = base64.b64encode(counts.tobytes()).decode()
    return {"frames": {"panel": _panel(panel), "family": family, "td16_base64": text}}


def _panel(panel: Panel) -> str | dict[str, Any]:
    if panel.name in sc.panels():
        known = sc.panel(panel.name)
        if (known.rows, known.columns, known.pitch_mm) == (
            panel.rows,
            panel.columns,
            panel.pitch_mm,
        ):
            return panel.name
    return {"rows": panel.rows, "columns": panel.columns, "pitch_mm": panel.pitch_mm}
