from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from emulator import Conditions, Gesture, record
from emulator.driver import Driver, Report, drive, firmware
from emulator.hand.placement import placed
from stampcodec import panel
from tests.unit.emulator.driver.touch_face import five_dots


def pressed(
    name: str, seed: int, conditions: Conditions | None = None, most: int = 10
) -> tuple[list[Report], np.ndarray]:
    """Press once; return the reports and where the dots are in each frame, (n, 5, 2)."""
    screen, face = panel(name), five_dots()
    take = record(face, screen, np.random.default_rng(seed), Gesture(), conditions)
    uv = np.repeat(face.dots[None, :, :2], len(take.frames), axis=0).astype(np.float32)
    reports = drive(take.frames, take.motion.time_ms, screen, firmware(screen, most))
    return reports, placed(uv, take.motion.poses)


@pytest.mark.parametrize("name", ["nexus5", "surface"])
@pytest.mark.parametrize("seed", range(5))
def test_a_press_is_five_contacts_where_the_dots_are(name: str, seed: int) -> None:
    quiet = Conditions(moulding=None, impulses=False)
    reports, dots = pressed(name, seed, quiet)
    held = [i for i, report in enumerate(reports) if len(report.contacts) == 5]
    assert len(held) >= 8
    assert max(len(report.contacts) for report in reports) == 5
    for i in held[1:-2]:
        found = np.array([(contact.x_mm, contact.y_mm) for contact in reports[i].contacts])
        off = np.linalg.norm(found[:, None] - dots[i][None], axis=2)
        assert sorted(off.argmin(axis=1)) == [0, 1, 2, 3, 4]
        assert off.min(axis=1).max() < 0.5


def test_dots_land_one_after_the_other_and_the_glass_is_clear_at_the_end() -> None:
    reports, _ = pressed("surface", 3)
    counts = [len(report.contacts) for report in reports]
    assert counts[0] == counts[-1] == 0
    landing = counts[: counts.index(5) + 1]
    assert landing == sorted(landing)
    assert len(set(landing)) > 2


def test_identifiers_count_up_as_the_dots_land() -> None:
    reports, _ = pressed("surface", 3)
    for before, after in pairwise(reports):
        old = [contact.identifier for contact in before.contacts]
        new = [contact.identifier for contact in after.contacts if contact.identifier not in old]
        assert not old or all(identifier > max(old) for identifier in new)


def test_a_finger_beside_the_stamp_makes_an_iphone_cancel_all() -> None:
    reports, _ = pressed("surface", 2, Conditions(fingers=1), most=5)
    assert sum(report.cancelled for report in reports) == 1
    when = next(i for i, report in enumerate(reports) if report.cancelled)
    assert reports[when - 1].contacts
    assert not any(report.contacts for report in reports[when:])


def test_the_same_finger_is_a_sixth_contact_elsewhere() -> None:
    reports, _ = pressed("surface", 2, Conditions(fingers=1), most=10)
    assert max(len(report.contacts) for report in reports) == 6


def test_a_controller_that_merges_reports_fewer_contacts() -> None:
    """The nearest two of the five dots are 15.6 mm apart: 12.4 mm keep them, 16 mm do not."""
    screen, face = panel("maxtouch"), five_dots()
    take = record(face, screen, np.random.default_rng(1))
    set_up = firmware(screen)
    most = [
        max(
            len(report.contacts)
            for report in drive(
                take.frames,
                take.motion.time_ms,
                screen,
                type(set_up)(set_up.touch_counts, set_up.release_counts, separation_mm),
            )
        )
        for separation_mm in (12.4, 18.0)
    ]
    assert most[0] == 5
    assert most[1] < 5


def test_impulses_of_a_nexus5_are_no_contacts() -> None:
    """An idle panel with the recorded panel's corruption, for a thousand frames."""
    screen = panel("nexus5")
    rng = np.random.default_rng(1)
    takes = [record(five_dots(), screen, rng, None, Conditions(amplitude=0.0)) for _ in range(80)]
    frames = np.concatenate([take.frames for take in takes])
    assert (frames > firmware(screen).touch_counts).any(axis=(1, 2)).sum() > 100
    reports = drive(frames, np.arange(len(frames), dtype=np.float64), screen, firmware(screen))
    assert not any(report.contacts for report in reports)


@pytest.mark.parametrize(
    ("shape", "times", "words"),
    [
        ((2, 15, 27), [0, 1], "frames: shape"),
        ((27, 15), [0], "frames: shape"),
        ((2, 27, 15), [0, 0], "time_ms: expected one for each frame, ascending"),
        ((2, 27, 15), [0], "time_ms: expected one for each frame, ascending"),
    ],
)
def test_frames_of_another_panel_and_times_that_stand_still_are_refused(
    shape: tuple[int, ...], times: list[float], words: str
) -> None:
    screen = panel("nexus5")
    with pytest.raises(ValueError, match=words):
        drive(np.zeros(shape, np.int16), times, screen, firmware(screen))


def test_a_driver_that_gets_frame_by_frame_reports_as_one_that_gets_all_at_once() -> None:
    screen = panel("nexus5")
    take = record(five_dots(), screen, np.random.default_rng(3), frame_ms=10.0)
    settings = firmware(screen)
    driver = Driver(screen, settings)
    one_by_one = [
        driver.push(frame, time_ms)
        for frame, time_ms in zip(take.frames, take.motion.time_ms.tolist(), strict=True)
    ]
    assert one_by_one == drive(take.frames, take.motion.time_ms, screen, settings)


def test_a_driver_knows_whether_the_glass_is_touched() -> None:
    screen = panel("nexus5")
    driver = Driver(screen, firmware(screen))
    idle = np.zeros((screen.rows, screen.columns), np.int16)
    finger = idle.copy()
    finger[8:11, 6:9] = [[60, 120, 60], [120, 200, 120], [60, 120, 60]]
    touched = []
    for i, frame in enumerate([idle, finger, finger, idle]):
        driver.push(frame, 10.0 * i)
        touched.append(driver.is_touched)
    assert touched == [False, True, True, False]
