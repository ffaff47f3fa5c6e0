"""Presses over the noise of a real panel: no honest one is taken for a replay."""

from __future__ import annotations

import numpy as np

import stampcodec as sc
from emulator import Conditions, presses
from emulator.recorded.recording import is_idle
from issuance.defence.scans import scans_of, scans_replay
from tests.corpus.conftest import Recording

N = 300


def test_no_honest_press_in_a_tight_guide_over_recorded_noise_is_a_replay(
    nexus5_fingers: Recording,
) -> None:
    """Each lies over another idle frame, within a tenth of a millimetre and a third of a degree."""
    panel, family = sc.panel("nexus5"), sc.family("lattice8h14")
    idle = nexus5_fingers.frames[is_idle(nexus5_fingers.frames)]
    rng = np.random.default_rng(3)
    backgrounds = idle[rng.choice(len(idle), min(N, len(idle)), replace=False)]
    spread = np.array([0.1, 0.1, 0.3])
    reader, face, still = (
        sc.FrameReader(family, panel),
        family.encode(77),
        Conditions(moulding=None),
    )
    earlier: list[bytes] = []
    refused = 0
    for background in backgrounds:
        poses = (np.array([31.0, 55.0, 2.0]) + spread * rng.normal(size=3))[None]
        frame = presses(
            face, panel, 1, rng, still, background=background[None], poses=poses
        ).frames[0]
        pose = reader.read(frame).pose
        if pose is None:
            continue
        at = np.array([[pose.x_mm, pose.y_mm, pose.angle_deg]])
        scans = scans_of(frame[None], at, panel.pitch_mm)
        refused += scans_replay(scans, earlier)
        earlier.append(scans.stored)
    assert len(earlier) > 0.9 * len(backgrounds)
    assert refused == 0, f"{refused} of {len(earlier)}"
