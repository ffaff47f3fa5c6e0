"""Presses, gestures and streams shrink to the plainest, and carry the truth about themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.vendor.pretty import pretty

import stampcodec as sc
from emulator import Conditions
from emulator.testing import (
    QUIET,
    Played,
    Pressed,
    conditions,
    gestures,
    partial_presses,
    presses,
    streams,
)
from stampcodec.testing import faces

NEXUS5 = sc.panel("nexus5")
FACE = sc.family("lattice8h14").encode(4711)
READER = sc.FrameReader(sc.family("lattice8h14"), NEXUS5)


def simplest(strategy: st.SearchStrategy[Any]) -> Any:
    """Return the example with which Hypothesis begins, the one to which every other shrinks."""
    first = settings(phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    return find(strategy, lambda _: True, settings=first)


def test_everything_shrinks_to_the_plainest_there_is() -> None:
    assert simplest(conditions()) == QUIET
    press = simplest(presses(FACE, NEXUS5))
    assert (press.conditions, press.pose, press.seed) == (QUIET, (30.75, 55.35, 0.0), 0)
    assert READER.read(press.frame).merchant_id == 4711
    assert len(simplest(partial_presses(FACE, NEXUS5)).landed) == 1
    assert (simplest(gestures()).kind, simplest(gestures()).tilt_deg) == ("press", (0.0, 0.0))
    assert simplest(streams(FACE, NEXUS5)).acts == ()


def test_a_press_that_is_not_read_shrinks_to_the_one_thing_that_is_wrong() -> None:
    found = find(presses(FACE, NEXUS5), lambda press: READER.read(press.frame).merchant_id is None)
    assert isinstance(found, Pressed)
    assert repr(found).startswith("<Pressed lattice8h14 merchant 4711 at (30.75, 55.35) mm, 0 deg")
    assert repr(found).count("=") <= 2
    assert pretty(found) == repr(found)


@settings(max_examples=30)
@given(faces(sc.family("lattice8h14")).flatmap(lambda face: partial_presses(face, NEXUS5)))
def test_a_partial_press_touches_with_the_dots_that_it_says(press: Pressed) -> None:
    assert press.landed == tuple(sorted(set(press.landed)))
    assert set(press.landed) <= set(range(len(press.face.dots)))
    assert press.frame.shape == (27, 15)
    # every dot is on the screen, so the frame of a single one already shows it
    assert press.frame.max() > 20


def test_what_cannot_be_is_not_drawn_and_no_error() -> None:
    few = sc.StampFace("lattice7", 6.0, 1, 42.0, FACE.dots[:2], ("data", "data"))
    missing = st.builds(Conditions, missing_dots=st.integers(0, 9))
    press = simplest(presses(few, NEXUS5, under=missing.filter(lambda held: held.missing_dots)))
    assert press.conditions.missing_dots in (1, 2)
    with pytest.raises(ValueError, match="expected one that fits"):
        presses(FACE, sc.panel("5x5@4.1"))


def test_a_stream_says_whose_stamps_came() -> None:
    played = find(
        streams(faces(sc.family("lattice8h14")), NEXUS5, gesture=gestures(kind="swipe")),
        lambda played: len(played.acts) == 2,
        settings=settings(max_examples=50),
    )
    assert isinstance(played, Played)
    assert played.merchants == (0, 0)
    assert len(played.presences) == 2
    assert (np.diff(played.times_s) > 0).all()
    assert played.frames.shape == (len(played.times_s), 27, 15)
    assert "swipe of merchant 0; swipe of merchant 0; seed 0>" in repr(played)
    assert pretty(played) == repr(played)
