"""Presses: a face at a pose, whole or partly landed, as one frame."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from emulator.press import presses as pressed
from emulator.testing._conditions import QUIET, conditions
from emulator.testing.pressed import Pressed
from stampcodec import family
from stampcodec.testing import poses, show_frame

if TYPE_CHECKING:
    from emulator._conditions import Conditions
    from stampcodec import Family, Panel
    from stampcodec.face import StampFace

SEEDS = st.integers(0, 2**32 - 1)
# Sixteen directions from which a face can come down.
DIRECTIONS = 16


def presses(
    face: StampFace,
    panel: Panel,
    *,
    under: st.SearchStrategy[Conditions] | Conditions | None = None,
    overhang_mm: float = 0.0,
) -> st.SearchStrategy[Pressed]:
    """Draw a press of a whole face, as one frame.

    Parameters
    ----------
    face : StampFace
    panel : Panel
    under : strategy of Conditions, or Conditions, optional
        What is wrong with the press; `conditions` by default.
    overhang_mm : float
        How far the face may reach over the edges of the screen.

    Returns
    -------
    strategy of Pressed
        Shrinks to a perfect press in the middle of the panel at angle 0. A frame on which a test
        fails is written to a file and drawn, and the failure prints the command that reads it.

    Raises
    ------
    ValueError
        The face fits the panel at no angle.
    """
    everything = tuple(range(len(face.dots)))
    place = poses(panel, face, overhang_mm=overhang_mm)
    return _presses(face, panel, place, st.just(everything), _held(under))


def partial_presses(
    face: StampFace,
    panel: Panel,
    *,
    under: st.SearchStrategy[Conditions] | Conditions | None = QUIET,
    overhang_mm: float = 0.0,
) -> st.SearchStrategy[Pressed]:
    """Draw a press of which only some dots are on the glass, one side first or any of them.

    Parameters
    ----------
    face : StampFace
    panel : Panel
    under : strategy of Conditions, or Conditions, optional
        What else is wrong; nothing by default, None for `conditions`.
    overhang_mm : float
        How far the face may reach over the edges of the screen.

    Returns
    -------
    strategy of Pressed
        `Pressed.landed` has the dots. Shrinks to one dot, and otherwise as `presses`.

    Raises
    ------
    ValueError
        The face fits the panel at no angle.
    """
    n = len(face.dots)
    any_of_them = st.sets(st.integers(0, n - 1), min_size=1).map(lambda dots: tuple(sorted(dots)))
    from_a_side = st.tuples(st.integers(1, n), st.integers(0, DIRECTIONS - 1)).map(
        lambda drawn: _first(face, *drawn)
    )
    landed = st.one_of(any_of_them, from_a_side)
    place = poses(panel, face, overhang_mm=overhang_mm)
    return _presses(face, panel, place, landed, _held(under))


def _first(face: StampFace, count: int, direction: int) -> tuple[int, ...]:
    """Return the dots that touch first where a face comes down from one of sixteen directions."""
    turn = 2 * np.pi * direction / DIRECTIONS
    order = np.argsort(face.dots[:, :2] @ (np.cos(turn), np.sin(turn)), kind="stable")
    return tuple(sorted(order[:count].tolist()))


def _held(
    under: st.SearchStrategy[Conditions] | Conditions | None,
) -> st.SearchStrategy[Conditions]:
    if under is None:
        return conditions()
    return under if isinstance(under, st.SearchStrategy) else st.just(under)


@st.composite
def _presses(
    draw: st.DrawFn,
    face: StampFace,
    panel: Panel,
    place: st.SearchStrategy[tuple[float, float, float]],
    landed: st.SearchStrategy[tuple[int, ...]],
    under: st.SearchStrategy[Conditions],
) -> Pressed:
    held, pose, dots = draw(under), draw(place), draw(landed)
    touching = replace(
        face, dots=face.dots[list(dots)], roles=tuple(face.roles[dot] for dot in dots)
    )
    seed = draw(SEEDS)
    try:
        frame = pressed(
            touching, panel, 1, np.random.default_rng(seed), held, poses=np.array([pose])
        ).frames[0]
    except ValueError:
        # The face has fewer such dots than the conditions take, or leaves no room for a finger.
        assume(False)
        raise
    press = Pressed(frame, face, dots, pose, held, seed, panel)
    show_frame(frame, panel, _family_of(face), repr(press))
    return press


def _family_of(face: StampFace) -> Family | None:
    """Return the family that reads a face from frames; None where there is none."""
    return None if face.pitch_mm is None else family(face.family, face.pitch_mm)
