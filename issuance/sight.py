"""What was presented, as the readers see it. The service decodes; nobody learns how near it was."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

import stampcodec as sc
from issuance.defence.pair import pair
from issuance.defence.plausibility import objection
from issuance.defence.replay import replays
from issuance.defence.scans import scans_of, scans_replay
from issuance.defence.series import series_of
from issuance.model.presentation import Seen
from issuance.model.shown import (
    MOST_FRAMES,
    MOST_LINES,
    FrameImprint,
    ShownEnds,
    ShownFrames,
    ShownTouches,
    TouchImprint,
)
from issuance.refusal import Invalid
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from issuance.model.shown import ShownPanel

TOUCH_FAMILY = "touch5"
FRAME_FAMILIES = tuple(name for name in sc.families() if name != TOUCH_FAMILY)
FRAMES = "frames"
MOST_READERS, MOST_FACES = 16, 4096
# What an answer says of a place: far below what a panel resolves.
DIGITS = 3

Imprint = TouchImprint | FrameImprint


@dataclass(frozen=True)
class Sighting:
    """What was seen, and where the stamp fell if one did."""

    seen: Seen
    imprint: Imprint | None


class Sight:
    """Readers, made once; threads share them."""

    def __init__(self) -> None:
        self._contacts = sc.ContactReader(sc.family(TOUCH_FAMILY))

    def of_touches(self, shown: ShownTouches) -> Sighting:
        """Look at touches from a phone.

        Raises
        ------
        Invalid
            Lists that belong together are not as long as each other.
        """
        samples = np.array(shown.samples, dtype=np.float64)
        for field, values in (("times_ms", shown.times_ms), ("radii_px", shown.radii_px)):
            if values is not None and len(values) != len(samples):
                raise Invalid(field, f"expected {len(samples)}, one for each sample")
        reading = self._contacts.read_samples(samples)
        if reading.merchant_id is None or reading.pose is None or reading.px_per_mm is None:
            return Sighting(Seen(shown.gesture), None)
        seen = _touches_seen(shown, samples, reading.merchant_id, reading.px_per_mm)
        imprint = TouchImprint(
            x=round(reading.pose.x_px, DIGITS),
            y=round(reading.pose.y_px, DIGITS),
            angle_deg=round(reading.pose.angle_deg, DIGITS) % 360,
            px_per_mm=round(reading.px_per_mm, DIGITS),
        )
        return Sighting(seen, imprint)

    def of_ends(self, shown: ShownEnds) -> Sighting:
        """Look at both ends of a two-ended stamp; it fell where the second one did.

        Raises
        ------
        Invalid
            As `of_touches`.
        """
        first, second = map(self.of_touches, shown.presses)
        return Sighting(pair(first.seen, second.seen, shown.apart_ms), second.imprint)

    def of_frames(self, shown: ShownFrames) -> Sighting:
        """Look at frames from a kiosk.

        Raises
        ------
        Invalid
            A panel or family that is none, or frames that are not of that panel.
        """
        if shown.family not in FRAME_FAMILIES:
            expected = ", ".join(FRAME_FAMILIES)
            raise Invalid("frames.family", f"expected one of {expected}")
        panel = _panel(shown.panel)
        frames = _frames(shown.td16_base64, panel)
        readings = _frame_reader(shown.family, panel).read_many(frames)
        read = [reading for reading in readings if reading.merchant_id is not None]
        codes = {reading.merchant_id for reading in read}
        if len(codes) != 1:
            return Sighting(Seen(FRAMES), None)
        best = max(read, key=lambda reading: reading.margin)
        assert best.pose is not None
        assert best.merchant_id is not None
        seen = _frames_seen(shown.family, best.merchant_id, frames, readings, panel)
        imprint = FrameImprint(
            x_mm=round(best.pose.x_mm, DIGITS),
            y_mm=round(best.pose.y_mm, DIGITS),
            angle_deg=round(best.pose.angle_deg, DIGITS) % 360,
        )
        return Sighting(seen, imprint)


def _touches_seen(
    shown: ShownTouches, samples: NDArray[np.float64], code: int, px_per_mm: float
) -> Seen:
    series = series_of(samples, dots_of(TOUCH_FAMILY, code))
    if series is None:
        return Seen(shown.gesture, TOUCH_FAMILY, code, "series")
    radii = shown.radii_px
    return Seen(
        gesture=shown.gesture,
        family=TOUCH_FAMILY,
        code=code,
        objection=objection(
            series,
            shown.gesture,
            times_ms=shown.times_ms,
            landing_ms=shown.landing_ms,
            held_ms=shown.held_ms,
            radii_mm=radii and [[radius / px_per_mm for radius in each] for each in radii],
        ),
        rested=timedelta(milliseconds=shown.held_ms or 0.0),
        series=series.stored,
        series_key=series.key,
        similar_keys=series.similar_keys,
        replays=lambda earlier: replays(series, earlier),
    )


def _frames_seen(
    family: str,
    code: int,
    frames: NDArray[np.int16],
    readings: Sequence[sc.Reading],
    panel: sc.Panel,
) -> Seen:
    """See the scans in which a stamp was read."""
    read = [
        (frame, reading.pose)
        for frame, reading in zip(frames, readings, strict=True)
        if reading.merchant_id is not None and reading.pose is not None
    ]
    poses = np.array([(pose.x_mm, pose.y_mm, pose.angle_deg) for _, pose in read])
    shown = np.stack([frame for frame, _ in read])
    scans = scans_of(shown, poses, panel.pitch_mm)
    return Seen(
        gesture=FRAMES,
        family=family,
        code=code,
        # No two scans of a panel are equal in every count, within one press either.
        objection="constant" if len(np.unique(shown, axis=0)) < len(shown) else None,
        series=scans.stored,
        series_key=scans.key,
        similar_keys=scans.similar_keys,
        replays=lambda earlier: scans_replay(scans, earlier),
    )


@lru_cache(MOST_FACES)
def dots_of(family: str, code: int) -> NDArray[np.float64]:
    """Return the dots of a pattern (n, 2), mm."""
    return np.array(sc.family(family).encode(code).dots[:, :2])


def _panel(named: str | ShownPanel) -> sc.Panel:
    try:
        if isinstance(named, str):
            panel = sc.panel(named)
        else:
            panel = sc.Panel(rows=named.rows, columns=named.columns, pitch_mm=named.pitch_mm)
    except (TypeError, ValueError) as error:
        raise Invalid("frames.panel", str(error)) from None
    if max(panel.rows, panel.columns) > MOST_LINES:
        raise Invalid("frames.panel", f"expected {MOST_LINES} rows and columns or fewer")
    return panel


def _frames(text: str, panel: sc.Panel) -> NDArray[np.int16]:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid("frames.td16_base64", "expected base64") from None
    one = 2 * panel.rows * panel.columns
    if not raw or len(raw) % one or len(raw) > MOST_FRAMES * one:
        problem = f"expected 1 to {MOST_FRAMES} frames of {one} bytes, "
        problem += f"got {counted(len(raw), 'byte')}"
        raise Invalid("frames.td16_base64", problem)
    counts = np.frombuffer(raw, dtype="<i2").astype(np.int16)
    return counts.reshape(-1, panel.rows, panel.columns)


@lru_cache(MOST_READERS)
def _frame_reader(name: str, panel: sc.Panel) -> sc.FrameReader:
    family = sc.family(name)
    try:
        if family.violations(panel):
            family = family.fit(panel)
        return sc.FrameReader(family, panel)
    except ValueError as error:
        raise Invalid("frames.panel", str(error)) from None
