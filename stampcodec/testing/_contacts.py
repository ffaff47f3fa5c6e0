"""Contacts: the points of a stamp on a screen, any points at all, and touch events."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

from stampcodec.testing.exhibit import show_contacts
from stampcodec.touch.numbers import PX_PER_MM
from stampcodec.touchevent import CANCEL, END, MOVE, START, Touch, TouchEvent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec.face import StampFace

# Errors are whole percent of the largest, places whole pixels on a phone's page.
PERCENT, MOST_PX = 100, 1000
MOST_POINTS, MOST_EVENTS = 12, 25
ANY_PX = st.one_of(st.integers(0, MOST_PX).map(float), st.floats(width=64))


def contacts(
    face: StampFace | None = None,
    *,
    px_per_mm: tuple[float, float] = PX_PER_MM,
    jitter_mm: float = 0.0,
) -> st.SearchStrategy[NDArray[np.float64]]:
    """Draw touch points: those of a stamp anywhere on a screen, in any order, or any at all.

    Parameters
    ----------
    face : StampFace, optional
        Its dots are the points. Without it, any number of points from 0 to 12 is drawn, of any
        floats, NaN and infinities included.
    px_per_mm : tuple of float
        Least and largest scale of the screen.
    jitter_mm : float
        The largest error of each coordinate.

    Returns
    -------
    strategy of float64 (k, 2)
        CSS pixels. Shrinks to no points; with a face to its dots at the smallest scale, angle 0,
        in their order, without error. Points on which a test fails are written to a file, and the
        failure prints the command that reads them.
    """
    return _any_points() if face is None else _of_face(face, px_per_mm, jitter_mm)


@st.composite
def _any_points(draw: st.DrawFn) -> NDArray[np.float64]:
    rows = draw(st.lists(st.tuples(ANY_PX, ANY_PX), max_size=MOST_POINTS))
    points = np.array(rows, np.float64).reshape(-1, 2)
    show_contacts(points)
    return points


@st.composite
def _of_face(
    draw: st.DrawFn, face: StampFace, px_per_mm: tuple[float, float], jitter_mm: float
) -> NDArray[np.float64]:
    n, (least, most) = len(face.dots), px_per_mm
    scale = least + (most - least) * draw(st.integers(0, PERCENT)) / PERCENT
    turn = math.radians(draw(st.integers(0, 359)))
    middle = draw(st.tuples(st.integers(0, MOST_PX), st.integers(0, MOST_PX)))
    error = st.integers(-PERCENT, PERCENT) if jitter_mm else st.just(0)
    errors = draw(st.lists(error, min_size=2 * n, max_size=2 * n))
    order = draw(st.permutations(range(n)))
    moulded = face.dots[:, :2] + jitter_mm / PERCENT * np.array(errors).reshape(n, 2)
    cosine, sine = math.cos(turn), math.sin(turn)
    points = scale * moulded @ np.array([[cosine, sine], [-sine, cosine]]) + middle
    points = np.ascontiguousarray(points[list(order)])
    show_contacts(points)
    return points


@st.composite
def touch_events(draw: st.DrawFn, *, most: int = MOST_EVENTS) -> tuple[TouchEvent, ...]:
    """Draw touches that come, move, go and are cancelled, as a browser reports them.

    Parameters
    ----------
    most : int
        The most events.

    Returns
    -------
    strategy of tuple of TouchEvent
        Ascending in time. Shrinks to no events.
    """
    px = st.one_of(st.integers(0, MOST_PX).map(float), st.floats(-1e5, 1e5))
    events: list[TouchEvent] = []
    down: dict[int, Touch] = {}
    changed: tuple[Touch, ...]
    time_ms, following = 0.0, 0
    for _ in range(draw(st.integers(0, most))):
        time_ms += draw(st.sampled_from([0.0, 1.0, 8.3]))
        kind = draw(st.sampled_from([START, MOVE, END, CANCEL] if down else [START]))
        if kind == START:
            changed = (Touch(following, draw(px), draw(px), force=draw(st.floats(0, 1))),)
            down[following] = changed[0]
            following += 1
        elif kind == MOVE:
            name = draw(st.sampled_from(sorted(down)))
            changed = (down[name]._replace(x_px=draw(px)),)
            down[name] = changed[0]
        elif kind == END:
            changed = (down.pop(draw(st.sampled_from(sorted(down)))),)
        else:
            changed, down = tuple(down.values()), {}
        events.append(TouchEvent(kind, time_ms, changed, tuple(down.values())))
    return tuple(events)
