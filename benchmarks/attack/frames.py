"""Recorded frames of a kiosk shown again, altered in every way that costs a thief nothing.

The forger has frames of accepted presses, as the line between panel and kiosk carries them, and a
kiosk's key. Honest presses come at any pose, at nearly one pose, as where a guide holds the
stamp, and at exactly one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import stampcodec as sc
from benchmarks.attack.finding import Finding
from emulator import Conditions, presses
from issuance.defence.scans import scans_of, scans_replay

if TYPE_CHECKING:
    from collections.abc import Callable

    from issuance.defence.scans import Scans

    Frames = np.ndarray[tuple[int, int, int], np.dtype[np.int16]]

NAME = "frames"
PANELS = ("nexus5", "surface", "maxtouch")
FAMILY, CODE, SEED = "lattice8h14", 1234, 11
REPLAYS, HONEST = 100, 600
# RMS of the emulated noise of a node, counts (design, section 2).
NOISE = {"nexus5": 1.7, "surface": 0.5, "maxtouch": 4.2}
# How far presses lie apart: mm on each axis and degrees, RMS. None: anywhere.
POSES: dict[str, tuple[float, float] | None] = {
    "anywhere": None,
    "in a guide": (0.4, 1.0),
    "at one pose": (0.0, 0.0),
}


def measure_frames(database: str) -> list[Finding]:
    """Show every recorded frame again in every way, and press honestly."""
    del database  # what is compared is the same on both
    rng = np.random.default_rng(SEED)
    missed, tried = dict.fromkeys(WAYS, 0), dict.fromkeys(WAYS, 0)
    refused = dict.fromkeys(POSES, 0)
    for name in PANELS:
        booth = _Booth(name)
        recorded = booth.pressed(REPLAYS, rng)
        kept = [booth.seen(frame) for frame in recorded]
        stored = [scans.stored for scans in kept if scans is not None]
        for way, (show, _) in WAYS.items():
            for frame, original in zip(recorded, kept, strict=True):
                again = booth.seen(show(frame, rng, NOISE[name]))
                if original is None or again is None:
                    continue
                tried[way] += 1
                found = original.key in again.similar_keys and scans_replay(again, stored)
                missed[way] += not found
        for held, spread in POSES.items():
            earlier: list[Scans] = []
            for frame in booth.pressed(HONEST // len(PANELS), rng, spread):
                scans = booth.seen(frame)
                if scans is not None:
                    alike = [one.stored for one in earlier if one.key in scans.similar_keys]
                    refused[held] += scans_replay(scans, alike)
                    earlier.append(scans)
    return [
        *(
            Finding(NAME, f"accepted: {way}", "%", before, 100 * missed[way] / tried[way], most)
            for way, (_, most) in WAYS.items()
            for before in (0.0 if way == "as it was" else 100.0,)
        ),
        *(
            Finding(NAME, f"honest presses refused, {held}", f"of {HONEST}", 0, refused[held], 0)
            for held in POSES
        ),
    ]


class _Booth:
    """A kiosk with a panel, and a stamp."""

    def __init__(self, name: str) -> None:
        self.panel, family = sc.panel(name), sc.family(FAMILY)
        self.family = family.fit(self.panel) if family.violations(self.panel) else family
        self.face = self.family.encode(CODE)
        self.reader = sc.FrameReader(self.family, self.panel)

    def pressed(
        self, n: int, rng: np.random.Generator, spread: tuple[float, float] | None = None
    ) -> Frames:
        """Press the stamp, anywhere or about the middle of the panel."""
        poses = None
        if spread is not None:
            middle = 0.5 * self.panel.pitch_mm * np.array([self.panel.columns, self.panel.rows])
            place = middle + spread[0] * rng.normal(size=(n, 2))
            poses = np.column_stack([place, 3.0 + spread[1] * rng.normal(size=n)])
        still = Conditions(moulding=None)
        frames: Frames = presses(self.face, self.panel, n, rng, still, poses=poses).frames
        return frames

    def seen(self, frame: Frames) -> Scans | None:
        """See a frame as the service does; None where it is not read."""
        reading = self.reader.read(np.ascontiguousarray(frame))
        if reading.merchant_id is None or reading.pose is None:
            return None
        pose = np.array([[reading.pose.x_mm, reading.pose.y_mm, reading.pose.angle_deg]])
        return scans_of(frame[None], pose, self.panel.pitch_mm)


def _changed(frame: Frames, rng: np.random.Generator, n: int, by: int) -> Frames:
    """Change some counts by up to so many."""
    changed = frame.copy()
    where = rng.choice(frame.size, n, replace=False)
    changed.flat[where] += rng.choice([-1, 1], n) * rng.integers(1, by + 1, n)
    return changed


def _moved(frame: Frames, rng: np.random.Generator) -> Frames:
    steps = (int(rng.integers(-2, 3)), int(rng.choice([-1, 1])))
    return np.roll(frame, steps, (0, 1))


def _between(frame: Frames, rng: np.random.Generator) -> Frames:
    """Move by a part of a node, on the line between two."""
    moved: np.ndarray[tuple[int, ...], np.dtype[np.float64]] = frame.astype(np.float64)
    for axis in (0, 1):
        share = rng.uniform(0.2, 0.8)
        moved = (1 - share) * moved + share * np.roll(moved, 1, axis)
    return np.round(moved).astype(np.int16)


def _noisy(frame: Frames, rng: np.random.Generator, rms: float) -> Frames:
    return (frame + np.round(rng.normal(0, rms, frame.shape))).astype(np.int16)


# How a frame is altered, and the most that may pass, %; None: it is a forgery, and known to pass.
WAYS: dict[str, tuple[Callable[[Frames, np.random.Generator, float], Frames], float | None]] = {
    "as it was": (lambda frame, *_: frame, 0),
    "one count changed": (lambda frame, rng, _: _changed(frame, rng, 1, 1), 0),
    "ten counts changed": (lambda frame, rng, _: _changed(frame, rng, 10, 3), 0),
    "ten counts changed by up to 200": (lambda frame, rng, _: _changed(frame, rng, 10, 200), 1),
    "moved by whole nodes": (lambda frame, rng, _: _moved(frame, rng), 0),
    "turned by a half": (lambda frame, *_: np.rot90(frame, 2), 0),
    "scaled": (lambda frame, rng, _: np.round(frame * rng.uniform(0.7, 1.3)).astype(np.int16), 5),
    "noise added, a fifth of its own": (lambda f, rng, rms: _noisy(f, rng, 0.2 * rms), 5),
    "noise added, half of its own": (lambda f, rng, rms: _noisy(f, rng, 0.5 * rms), None),
    "noise added, as much as its own": (_noisy, None),
    "moved by a part of a node": (lambda frame, rng, _: _between(frame, rng), None),
}
