"""What a prompt shows of a value: one line with what matters, no arrays."""

from __future__ import annotations

import numpy as np
import pytest

import stampcodec as sc

LATTICE8, TOUCH5 = sc.family("lattice8"), sc.family("touch5")
POSE = sc.Pose(30.123, 50.456, 90.04)
POINTS = np.zeros((5, 2))
TOUCHES = tuple(sc.Touch(n, 100.0 * n, 200.0) for n in range(5))
READ = sc.Outcome.READ

SHOWN = {
    "<Family lattice8 at 5 mm pitch, 268435456 merchant IDs>": LATTICE8,
    "<Family touch5, 4096 merchant IDs>": TOUCH5,
    "<Panel nexus5, 27 x 15 nodes 4.1 mm apart>": sc.panel("nexus5"),
    "<Panel custom, 20 x 34 nodes 4.25 mm apart>": sc.Panel(rows=20, columns=34, pitch_mm=4.25),
    "<StampFace lattice8, merchant 4711: 24 dots on 40.5 mm, 5 mm pitch>": LATTICE8.encode(4711),
    "<StampFace touch5, merchant 1234: 5 dots on 53 mm>": TOUCH5.encode(1234),
    "<FrameReader of lattice8 at 5 mm pitch on nexus5>": sc.FrameReader(
        LATTICE8, sc.panel("nexus5")
    ),
    "<ContactReader of touch5 at 5.4 to 7.2 px/mm>": sc.ContactReader(TOUCH5),
    "<ContactReader of touch5 at 6.3 px/mm>": sc.ContactReader(TOUCH5, px_per_mm=6.3),
    "<Reading EMPTY>": sc.Reading(sc.Outcome.EMPTY),
    "<Reading READ: merchant 4711 at (30.12, 50.46) mm, 90.0 degrees, 1 corrected, margin 0.75>": (
        sc.Reading(READ, 4711, POSE, 1, 0.754)
    ),
    "<Reading MIRRORED at (30.12, 50.46) mm, 90.0 degrees, 0 corrected, margin 0.50>": sc.Reading(
        sc.Outcome.MIRRORED, None, POSE, 0, 0.5
    ),
    "<ContactReading UNREADABLE>": sc.ContactReading(sc.Outcome.UNREADABLE),
    "<ContactReading READ: merchant 7 at (150.2, 99.9) px, 7.0 degrees, 6.30 px/mm, margin 0.70>": (
        sc.ContactReading(READ, 7, sc.ContactPose(150.16, 99.94, 7.0), 0, 0.7, 6.301)
    ),
    "<Violation separation: limit 12.4, value 12>": TOUCH5.violations(sc.panel("maxtouch"))[0],
    "<TouchEvent touchstart at 12.5 ms: 1 changed, 5 down>": sc.TouchEvent(
        "touchstart", 12.5, TOUCHES[:1], TOUCHES
    ),
    "<Press from 0 to 300 ms: 5 touches in 3 samples>": sc.Press(
        0.0, 300.0, np.zeros((3, 5, 2)), 280.0, 5, False
    ),
    "<Press from 0 to 60.5 ms: 5 touches in 1 sample, cancelled>": sc.Press(
        0.0, 60.5, POINTS[None], 0.0, 5, True
    ),
    "<Contacts: 2 sets of points, 6.3 px/mm>": sc.Contacts(points=(POINTS, POINTS), px_per_mm=6.3),
    "<Contacts: 1 set of points>": sc.Contacts(points=(POINTS,)),
    "<PressSight of 1 sample: <ContactReading EMPTY>>": sc.PressSight(
        sc.Press(0.0, 9.0, POINTS[None], 0.0, 5, False),
        sc.ContactReading(sc.Outcome.EMPTY),
        TOUCH5,
    ),
    "<Press from 0 to 9 ms: 1 touch in 1 sample>": sc.Press(
        0.0, 9.0, POINTS[None, :1], 0.0, 1, False
    ),
    "<Contacts: 0 events>": sc.Contacts(events=()),
}


@pytest.mark.parametrize(("shown", "value"), SHOWN.items(), ids=list(SHOWN))
def test_a_value_is_shown_on_one_line(shown: str, value: object) -> None:
    assert repr(value) == shown
    assert len(shown) <= 100


def test_small_values_show_all_their_fields() -> None:
    assert repr(sc.Pose(1.5, 2.0, 90.0)) == "Pose(x_mm=1.5, y_mm=2.0, angle_deg=90.0)"
    assert repr(sc.Wiring(negative=True)).startswith("Wiring(negative=True, ")
