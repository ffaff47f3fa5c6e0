"""Kernels, fed with what the strategies of `stampcodec.testing` make of any bytes.

Each target is a property; Hypothesis's ``fuzz_one_input`` turns bytes into an example of it. Run on
a build with sanitizers (``make fuzz``), where a kernel that leaves its memory stops the run.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import stampcodec as sc
from emulator.testing import partial_presses, presses, streams
from stampcodec.testing import contacts, faces, families, frames, panels
from stampcodec.wire import decode_counts, encode_counts
from tests.property.stages import ODDITIES, PRESETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.reference.stage import Stage

ENDLESS = settings(deadline=None, database=None)
NO_STAMP = {sc.Outcome.EMPTY, sc.Outcome.UNREADABLE}
NEXUS5 = sc.panel("nexus5")
LATTICES = families(lattice=True)


@cache
def reader(family: str, still: bool) -> sc.FrameReader:
    """Make a reader once."""
    return sc.FrameReader(sc.family(family), NEXUS5, still=still)


@cache
def tracker(family: str) -> sc.StampTracker:
    """Make a tracker once; `finish` makes it new."""
    return sc.StampTracker(sc.family(family), NEXUS5)


@cache
def contact_reader() -> sc.ContactReader:
    """Make a reader of contacts once."""
    return sc.ContactReader(sc.family("touch5"), px_per_mm=(5.4, 7.2))


@ENDLESS
@given(PRESETS | ODDITIES, st.data())
def anything(on: Stage, data: st.DataObject) -> None:
    """No frame without a stamp is read, on any panel."""
    assert on.reader.read(data.draw(frames(on.panel))).outcome in NO_STAMP


@ENDLESS
@given(LATTICES, st.booleans(), st.data())
def pressed(family: sc.Family, still: bool, data: st.DataObject) -> None:
    """A stamp is read right or not at all, whatever is wrong with the press."""
    face = data.draw(faces(family))
    press = data.draw(presses(face, NEXUS5, overhang_mm=10.0))
    reading = reader(family.name, still).read(press.frame)
    assert reading.merchant_id in (None, face.merchant_id)


@ENDLESS
@given(LATTICES, st.data())
def partly(family: sc.Family, data: st.DataObject) -> None:
    """A stamp that has partly landed is read right or not at all."""
    face = data.draw(faces(family))
    press = data.draw(partial_presses(face, NEXUS5))
    assert reader(family.name, False).read(press.frame).merchant_id in (None, face.merchant_id)


@ENDLESS
@given(LATTICES, st.data())
def tracked(family: sc.Family, data: st.DataObject) -> None:
    """A stream reports the stamps that came, each once, and in order."""
    played = data.draw(streams(faces(family), NEXUS5))
    on = tracker(family.name)
    events = [
        event
        for time_s, frame in zip(played.times_s.tolist(), played.frames, strict=True)
        for event in on.push(frame, time_s)
    ]
    events += on.finish()
    told = [event.merchant_id for event in events if event.kind == "stamped"]
    # as a subsequence: some may not be told, none twice, none that did not come
    left: Iterator[int | None] = iter(played.merchants)
    assert all(merchant in left for merchant in told)


@ENDLESS
@given(st.one_of(contacts(), faces(sc.family("touch5")).flatmap(contacts)))
def touched(points: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> None:
    """Any points have an outcome, the same every time."""
    reading = contact_reader().read(points)
    assert contact_reader().read(points) == reading


@ENDLESS
@given(panels().flatmap(frames), st.binary(max_size=200))
def coded(frame: np.ndarray[tuple[int, int], np.dtype[np.int16]], other: bytes) -> None:
    """A frame is coded without loss; any bytes are decoded, or are none of a frame."""
    data = encode_counts(frame)
    if data is not None:
        again = decode_counts(data, *frame.shape)
        assert again is not None
        assert np.array_equal(again, frame)
    found = decode_counts(other, *frame.shape)
    assert found is None or found.shape == frame.shape


KERNELS: dict[str, Callable[..., None]] = {
    target.__name__: target for target in (anything, pressed, partly, tracked, touched, coded)
}
