"""Values and readers survive pickle, copies and other processes, and are equal after it."""

from __future__ import annotations

import copy
import dataclasses
import multiprocessing
import pickle
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import stampcodec as sc
from stampcodec.design import LATTICES
from stampcodec.touchevent import moments
from tests.reference.stage import MERCHANT, stage, stamp_frame

PANEL = sc.panel("nexus5")
TOUCH5 = sc.family("touch5")
POINTS = 6.3 * TOUCH5.encode(1234).dots[:, :2] + 150.0
TOUCH = sc.Touch(7, 101.5, 220.25, force=0.5)
EVENT = sc.TouchEvent("touchstart", 12.5, (TOUCH,), (TOUCH,))
POSE = sc.Pose(30.0, 50.0, 90.0)
CONTACT_POSE = sc.ContactPose(150.0, 150.0, 10.0)
OWN = sc.Family(dataclasses.replace(LATTICES["lattice8"], name="own", dot_mm=3.0))

VALUES = {
    **sc.families(),
    "lattice8 at 6.1 mm": sc.family("lattice8", pitch_mm=6.1),
    "a design of one's own": OWN,
    **{f"face of {name}": family.encode(77) for name, family in sc.families().items()},
    "face of an unknown family": dataclasses.replace(TOUCH5.encode(77), family="spare"),
    **{f"panel {name}": panel for name, panel in sc.panels().items()},
    "panel of one's own": sc.Panel(rows=20, columns=34, pitch_mm=4.1, noise_counts=3.0),
    "violation": TOUCH5.violations(sc.panel("maxtouch"))[0],
    "wiring": sc.Wiring(negative=True, flip_x=True),
    **{f"outcome {outcome}": outcome for outcome in sc.Outcome},
    "pose": POSE,
    "reading": sc.Reading(sc.Outcome.READ, MERCHANT, POSE, 1, 0.75),
    "empty reading": sc.Reading(sc.Outcome.EMPTY),
    "contact pose": CONTACT_POSE,
    "contact reading": sc.ContactReading(sc.Outcome.READ, 1234, CONTACT_POSE, 0, 0.7, 6.3),
    "touch": TOUCH,
    "touch event": EVENT,
    "moment": moments([EVENT])[0],
    "press": sc.Press(0.0, 300.0, np.array([POINTS, POINTS + np.nan]), 280.0, 5, False),
    "frame with its reading": sc.FrameSight(
        np.ones((27, 15), np.int16),
        sc.Reading(sc.Outcome.READ, MERCHANT, POSE),
        np.linspace(0, 1, 64),
        sc.family("lattice8"),
        PANEL,
    ),
    "press with its reading": sc.PressSight(
        sc.Press(0.0, 60.0, POINTS[None], 50.0, 5, False),
        sc.ContactReading(sc.Outcome.READ),
        TOUCH5,
    ),
    "points": sc.Contacts(points=(POINTS, POINTS[:3]), px_per_mm=6.3),
    "events": sc.Contacts(events=(EVENT,)),
    **{
        f"reader of {name}": sc.FrameReader(sc.family(name), PANEL)
        for name in ("lattice7", "lattice8")
    },
    "contact reader": sc.ContactReader(TOUCH5, px_per_mm=(5.4, 7.2)),
}
ERRORS = [
    sc.FileError("a.json", "dots[3]", "expected a list"),
    sc.StampFileError(Path("a.json"), "", "expected JSON"),
    sc.NewerFormatError("a.json", "format", "a later version"),
    sc.FrameFileError("a.npy", "dtype", "expected int16"),
    sc.DescriptionError("a device", "panel.rows", "expected a number"),
    sc.ContactFileError("a.json", "points", "expected a list"),
    sc.PortClosedError("pty:/tmp/touch0", "", "the other end has closed"),
    sc.NotReadError(sc.Outcome.EMPTY, "nothing touches the panel"),
]


def through_pickle(value: object, protocol: int) -> object:
    return pickle.loads(pickle.dumps(value, protocol))


AGAIN = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    **{
        f"protocol {protocol}": partial(through_pickle, protocol=protocol)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
    },
}


def arrays(value: object) -> list[np.ndarray]:
    """List all arrays that a value hands out or holds, however deep."""
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, tuple):
        return [array for each in value for array in arrays(each)]
    if dataclasses.is_dataclass(value):
        return [array for each in vars(value).values() for array in arrays(each)]
    return []


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_a_value_comes_back_equal_and_hashes_alike(value: Any, again: Any) -> None:
    back = again(value)
    assert type(back) is type(value)
    assert back == value
    assert hash(back) == hash(value)
    assert {value: "found"}[back] == "found"
    assert (repr(back), str(back)) == (repr(value), str(value))


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_arrays_that_come_back_are_still_read_only(value: Any, again: Any) -> None:
    assert [array for array in arrays(again(value)) if array.flags.writeable] == []


def test_no_two_values_of_the_list_are_equal() -> None:
    values = list(VALUES.values())
    assert len(set(values)) == len(values)
    assert [values.index(value) for value in values] == list(range(len(values)))


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_comes_back_with_its_message_and_parts(error: Any, again: Any) -> None:
    back = again(error)
    assert (type(back), str(back), vars(back)) == (type(error), str(error), vars(error))


def test_what_a_family_has_worked_out_is_left_behind() -> None:
    family = sc.family("lattice8", pitch_mm=6.1)
    before = len(pickle.dumps(family))
    assert len(family.sites) == 64
    assert len(pickle.dumps(family)) == before < 200


@pytest.mark.parametrize("name", ["lattice7", "lattice8"])
def test_a_family_that_comes_back_encodes_and_shares_its_tables(name: str) -> None:
    family = sc.family(name, pitch_mm=6.6)
    back = pickle.loads(pickle.dumps(family))
    assert back.code is family.code
    assert back.encode(MERCHANT) == family.encode(MERCHANT)


def test_a_design_of_ones_own_that_comes_back_encodes_alike() -> None:
    assert pickle.loads(pickle.dumps(OWN)).encode(MERCHANT) == OWN.encode(MERCHANT)


def test_values_that_differ_in_one_array_element_or_field_are_not_equal() -> None:
    face = TOUCH5.encode(77)
    moved = face.dots.copy()
    moved[0, 0] += 0.1
    assert dataclasses.replace(face, dots=moved) != face
    assert dataclasses.replace(face, outline_mm=54.0) != face
    assert sc.Contacts(points=(POINTS,)) != sc.Contacts(points=(POINTS[:4],))
    assert face != face.dots.tobytes()


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_a_frame_reader_that_comes_back_reads_alike(again: Any) -> None:
    on = stage("lattice8", "nexus5")
    frames = np.stack([stamp_frame(on), np.zeros((27, 15), np.int16)])
    back = again(on.reader)
    assert back.read_many(frames) == on.reader.read_many(frames)
    assert back.read(frames[0]).merchant_id == MERCHANT
    assert (back.family, back.panel, back.n_bytes) == (
        on.family,
        on.panel,
        on.reader.n_bytes,
    )


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_a_contact_reader_that_comes_back_reads_alike(again: Any) -> None:
    reader = sc.ContactReader(TOUCH5, px_per_mm=(6.0, 6.6))
    back = again(reader)
    assert back.read(POINTS) == reader.read(POINTS)
    assert back.read(POINTS).merchant_id == 1234
    assert (back.px_per_mm, back.radius_mm) == (reader.px_per_mm, reader.radius_mm)


# Not by fork: it copies a process in which other tests have left threads.
@pytest.mark.parametrize("start", ["spawn", "forkserver"])
def test_a_pool_of_processes_maps_a_readers_read_over_frames(start: str) -> None:
    on = stage("lattice8", "nexus5")
    frames = [stamp_frame(on), np.zeros((27, 15), np.int16)] * 2
    contacts = sc.ContactReader(TOUCH5)
    with multiprocessing.get_context(start).Pool(2) as pool:
        readings = pool.map(on.reader.read, frames)
        contact_readings = pool.map(contacts.read, [POINTS, POINTS[:4]])
        with pytest.raises(ValueError, match="frame: expected shape 27 x 15, got"):
            pool.map(on.reader.read, [frames[0].T])
    assert readings == [on.reader.read(frame) for frame in frames]
    assert [reading.merchant_id for reading in readings] == [MERCHANT, None] * 2
    assert [reading.merchant_id for reading in contact_readings] == [1234, None]
