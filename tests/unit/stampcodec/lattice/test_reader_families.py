"""Readers of several families, and what a reading tells of the face."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

import stampcodec as sc
from tests.reference.stage import MERCHANT, stage, stamp_frame

FAMILIES = [sc.family("lattice7"), sc.family("lattice8")]
NOTHING = np.zeros((27, 15), np.int16)


@pytest.fixture(scope="module")
def both() -> sc.FrameReader:
    return sc.FrameReader(FAMILIES, sc.panel("nexus5"))


@pytest.mark.parametrize("name", ["lattice7", "lattice8"])
def test_a_reader_of_several_families_says_which_it_read(both: sc.FrameReader, name: str) -> None:
    on = stage(name, "nexus5")
    frames = np.stack([stamp_frame(on, seed) for seed in range(6)])
    for frame in frames:
        reading = both.read(frame)
        assert (reading.merchant_id, reading.family) == (MERCHANT, name)
        assert reading == on.reader.read(frame)
        evidence, own = both.evidence(frame), on.reader.evidence(frame)
        assert evidence is not None
        assert own is not None
        assert np.allclose(evidence, own)
        assert both.look(frame).family == on.family
    assert both.read_many(frames, threads=2) == [both.read(frame) for frame in frames]


def test_a_frame_of_no_family_is_what_each_family_says_of_it(both: sc.FrameReader) -> None:
    assert both.read(NOTHING) == sc.Reading(sc.Outcome.EMPTY)


def test_two_readings_that_are_about_as_likely_are_none(both: sc.FrameReader) -> None:
    frame = stamp_frame(stage("lattice8", "nexus5"))
    found = both._kernels[1].read(frame)
    assert isinstance(found, tuple)
    behind = (*found[:6], found[6] - 6.0, *found[7:])
    far_behind = (*found[:6], found[6] - 8.0, *found[7:])
    twins = sc.FrameReader(FAMILIES[1:], both.panel)
    twins.families = (FAMILIES[1], FAMILIES[1])
    twins._sites = twins._sites * 2
    assert twins._reading_of([found, behind]).outcome is sc.Outcome.UNREADABLE
    assert twins._reading_of([far_behind, found]).merchant_id == MERCHANT


def test_a_reader_of_several_families_is_pickled_compared_and_shown(both: sc.FrameReader) -> None:
    again = pickle.loads(pickle.dumps(both))
    assert again == both
    assert hash(again) == hash(both)
    assert again != sc.FrameReader(FAMILIES, both.panel, still=True)
    assert repr(both) == (
        "<FrameReader of lattice7 at 6 mm pitch, lattice8 at 5 mm pitch on nexus5>"
    )
    assert repr(sc.FrameReader(FAMILIES[1], both.panel, still=True)).endswith("nexus5, still>")
    assert both.n_bytes == sum(sc.FrameReader(each, both.panel).n_bytes for each in FAMILIES)


@pytest.mark.parametrize(
    ("families", "still", "problem", "message"),
    [
        ([], False, ValueError, "family: expected at least one"),
        (
            [FAMILIES[0]] * 2,
            False,
            ValueError,
            "each once, got lattice7, lattice7",
        ),
        ([FAMILIES[0], "lattice8"], False, TypeError, "sequence of them, got list"),
        (FAMILIES[0], 1, TypeError, "still: expected a bool, got int"),
    ],
)
def test_a_reader_refuses_what_it_cannot_be_made_of(
    families: object, still: object, problem: type[Exception], message: str
) -> None:
    with pytest.raises(problem, match=message):
        sc.FrameReader(families, sc.panel("nexus5"), still=still)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["lattice7", "lattice8"])
def test_missing_and_added_are_sites_of_the_face_however_it_lies(name: str) -> None:
    on = stage(name, "nexus5")
    random = np.random.default_rng(4)
    for _ in range(16):
        merchant = on.any_id(random)
        face = on.family.encode(merchant)
        lost = int(random.choice(np.flatnonzero(face.occupied)))
        extra = int(random.choice(np.flatnonzero(face.occupied == 0)))
        shown = face.occupied.copy()
        shown[lost], shown[extra] = 0, 1
        places = on.family.sites[shown == 1]
        dots = np.column_stack([places, np.full(len(places), on.family.dot_mm)])
        reading = on.still.read(on.press(dots, on.any_spot(random), random, noise=0.1))
        assert reading.merchant_id == merchant
        assert (reading.missing, reading.added, reading.corrected) == ((lost,), (extra,), 2)
