"""The whole chain once: a merchant ID, its stamp, a press on a phone, the reading.

``make demo`` runs it; the files go to ``build/demo``.
"""

from __future__ import annotations

import argparse
import textwrap
from pathlib import Path

import numpy as np

import stampcodec as sc
from emulator import presses
from stampcodec.frames import write_frames
from stampcodec.picture import face_picture, frame_picture, save_picture

MERCHANT = 4711


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("build/demo"), metavar="FOLDER")
    folder = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)

    family, panel = sc.family("lattice8"), sc.panel("nexus5")
    face = family.encode(MERCHANT)
    face.save(folder / "stamp.json")
    save_picture(face_picture(face), folder / "face.png")
    say(
        f"Merchant {MERCHANT} has a {family.name} stamp: {len(face.dots)} rubber dots of "
        f"{family.dot_mm:g} mm on a face of {face.outline_mm:g} mm."
    )

    pressed = presses(face, panel, 1, np.random.default_rng(3))
    frame, (x_mm, y_mm, angle_deg) = pressed.frames[0], pressed.poses[0]
    write_frames(folder / "frames.npy", pressed.frames)
    say(
        f"Pressed on a {panel.name} at ({x_mm:.2f}, {y_mm:.2f}) mm, turned {angle_deg:.1f} "
        f"degrees, it gives a frame of {panel.rows} x {panel.columns} counts."
    )

    reader = sc.FrameReader(family, panel)
    reading = reader.read(frame)
    picture = frame_picture(frame, panel, reading, family, reader.evidence(frame))
    save_picture(picture, folder / "frame.png")
    if reading.merchant_id != MERCHANT or reading.pose is None:
        raise SystemExit(f"The reader says {reading}, expected merchant {MERCHANT}.")
    pose = reading.pose
    say(
        f"The reader says merchant {reading.merchant_id}, "
        f"at ({pose.x_mm:.2f}, {pose.y_mm:.2f}) mm, turned {pose.angle_deg:.1f} degrees, "
        f"{reading.corrected} sites corrected, "
        f"margin {reading.margin:.2f} of 1."
    )
    say(
        f"In {folder}: stamp.json and its picture face.png; frames.npy, and frame.png with the "
        "face drawn where the reader found it."
    )


def say(text: str) -> None:
    print(textwrap.fill(text, 80), end="\n\n")


if __name__ == "__main__":
    main()
