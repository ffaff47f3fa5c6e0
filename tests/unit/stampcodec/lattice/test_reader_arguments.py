"""What a frame reader takes: any int16 array of the panel's shape; all else is one clear error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import stampcodec as sc
from tests.reference.stage import MERCHANT, Stage, stamp_frame

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from numpy.typing import NDArray

ROWS, COLUMNS = 27, 15


@pytest.mark.parametrize(
    "layout",
    [
        np.asfortranarray,
        lambda frame: np.repeat(frame, 2, axis=1)[:, ::2],
        lambda frame: frame[::-1].copy()[::-1],
        lambda frame: np.pad(frame, 3)[3:-3, 3:-3],
        lambda frame: np.frombuffer(b"\0" + frame.tobytes(), np.int16, frame.size, 1).reshape(
            frame.shape
        ),
    ],
    ids=["fortran", "strided", "upside down", "cut out", "misaligned"],
)
@pytest.mark.parametrize("subclass", [False, True])
def test_any_memory_layout_is_read_alike(
    on: Stage, layout: Callable[[NDArray[np.int16]], NDArray[np.int16]], subclass: bool
) -> None:
    frame = stamp_frame(on)
    again = layout(frame)
    if subclass:
        again = again.view(type("Frame", (np.ndarray,), {}))
    assert again.tolist() == frame.tolist()
    assert on.reader.read(again) == on.reader.read(frame)
    assert on.reader.read_many(again[None]) == [on.reader.read(frame)]
    evidence = on.reader.evidence(again)
    assert evidence is not None
    np.testing.assert_array_equal(evidence, on.reader.evidence(frame))


def test_a_memory_map_is_read(on: Stage, tmp_path: Any) -> None:
    frame = stamp_frame(on)
    np.save(tmp_path / "frames.npy", np.stack([frame, 0 * frame]))
    frames = np.load(tmp_path / "frames.npy", mmap_mode="r")
    assert on.reader.read(frames[0]).merchant_id == MERCHANT
    assert [reading.merchant_id for reading in on.reader.read_many(frames)] == [MERCHANT, None]


GOOD = np.zeros((ROWS, COLUMNS), np.int16)
CONVERTS = "; stampcodec.as_frames converts numbers that fit"
NOT_INT16: dict[str, tuple[Any, str]] = {
    "float": (GOOD.astype(float), "frame: expected dtype int16, got float64"),
    "uint16": (GOOD.astype(np.uint16), "frame: expected dtype int16, got uint16"),
    "int32": (GOOD.astype(np.int32), "frame: expected dtype int16, got int32"),
    "bool": (GOOD.astype(bool), "frame: expected dtype int16, got bool"),
    "swapped": (GOOD.astype(">i2"), "frame: expected dtype int16, got >i2"),
    "objects": (GOOD.astype(object), "frame: expected dtype int16, got object"),
    "list": (GOOD.tolist(), "frame: expected an int16 array, got list"),
    "bytes": (GOOD.tobytes(), "frame: expected an int16 array, got bytes"),
    "None": (None, "frame: expected an int16 array, got NoneType"),
}
NOT_THE_SHAPE = [
    (COLUMNS, ROWS),
    (ROWS, COLUMNS + 1),
    (1, ROWS, COLUMNS),
    (ROWS * COLUMNS,),
    (),
    (0, 0),
]


@pytest.mark.parametrize(("frame", "message"), NOT_INT16.values(), ids=NOT_INT16)
def test_anything_but_an_int16_array_is_a_type_error(on: Stage, frame: Any, message: str) -> None:
    calls: list[Callable[[Any], object]] = [on.reader.read, on.reader.evidence]
    for call in calls:
        with pytest.raises(TypeError) as caught:
            call(frame)
        assert str(caught.value) == message + CONVERTS
    with pytest.raises(TypeError) as caught:
        on.reader.read_many([GOOD, frame])
    assert str(caught.value) == message.replace("frame", "frames[1]") + CONVERTS
    if not isinstance(frame, list):
        with pytest.raises(TypeError) as caught:
            on.reader.read_many(frame[None] if isinstance(frame, np.ndarray) else frame)
        assert str(caught.value) == message + CONVERTS


@pytest.mark.parametrize("name", ["float", "uint16", "int32", "swapped", "list"])
def test_what_the_error_names_converts(on: Stage, name: str) -> None:
    assert on.reader.read(sc.as_frames(NOT_INT16[name][0])) == on.reader.read(GOOD)


def test_many_frames_may_come_one_by_one(on: Stage, tmp_path: Any) -> None:
    frames = [stamp_frame(on), GOOD, np.asfortranarray(stamp_frame(on, seed=2))]
    wanted = [on.reader.read(frame) for frame in frames]
    assert [reading.merchant_id for reading in wanted] == [MERCHANT, None, MERCHANT]
    assert on.reader.read_many(frames) == wanted
    assert on.reader.read_many(tuple(frames), threads=2) == wanted
    assert on.reader.read_many(frame for frame in frames) == wanted
    np.save(tmp_path / "frames.npy", np.stack(frames))
    assert on.reader.read_many(list(np.load(tmp_path / "frames.npy", mmap_mode="r"))) == wanted
    assert on.reader.read_many([]) == on.reader.read_many(np.stack(frames)[:0]) == []


def test_the_frame_of_another_shape_is_named_by_its_place(on: Stage) -> None:
    with pytest.raises(ValueError, match=r"frames\[1\]: expected shape 27 x 15, got \(15, 27\)"):
        on.reader.read_many([GOOD, GOOD.T])


@pytest.mark.parametrize("shape", NOT_THE_SHAPE)
def test_another_shape_than_the_panels_is_a_value_error(on: Stage, shape: tuple[int, ...]) -> None:
    frame = np.zeros(shape, np.int16)
    for call in (on.reader.read, on.reader.evidence):
        with pytest.raises(ValueError, match="frame: expected shape 27 x 15, got") as caught:
            call(frame)
        assert str(caught.value).endswith(str(shape))


@pytest.mark.parametrize("shape", [(ROWS, COLUMNS), (2, COLUMNS, ROWS), (1, 1, ROWS, COLUMNS)])
def test_many_frames_of_another_shape_are_a_value_error(on: Stage, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="frame: expected shape n x 27 x 15, got") as caught:
        on.reader.read_many(np.zeros(shape, np.int16))
    assert str(caught.value).endswith(str(shape))


@pytest.mark.parametrize("threads", [0, -1, 65])
def test_a_number_of_threads_out_of_range_is_a_value_error(on: Stage, threads: int) -> None:
    with pytest.raises(ValueError, match=f"threads: expected 1 to 64, got {threads}"):
        on.reader.read_many(GOOD[None], threads=threads)


@pytest.mark.parametrize("threads", [2.0, "2", None, True])
def test_threads_that_are_no_integer_are_a_type_error(on: Stage, threads: Any) -> None:
    with pytest.raises(TypeError, match="threads: expected an int, got"):
        on.reader.read_many(GOOD[None], threads=threads)


def test_a_reader_after_an_error_reads_on(on: Stage) -> None:
    frame = stamp_frame(on)
    reader = sc.FrameReader(on.family, on.panel)
    for bad in (None, frame.T, frame.astype(float)):
        with pytest.raises((TypeError, ValueError)):
            reader.read(bad)  # type: ignore[arg-type]
        assert reader.read(frame).merchant_id == MERCHANT


@pytest.mark.parametrize(
    ("family", "panel", "message"),
    [
        (
            "lattice8",
            sc.panel("nexus5"),
            "family: expected a lattice Family or a sequence of them, got str",
        ),
        (
            None,
            sc.panel("nexus5"),
            "family: expected a lattice Family or a sequence of them, got NoneType",
        ),
        (sc.family("lattice8"), "nexus5", "panel: expected a Panel, got str"),
        (sc.family("lattice8"), sc.family("lattice8"), "panel: expected a Panel, got Family"),
    ],
)
def test_a_reader_wants_a_family_and_a_panel(family: Any, panel: Any, message: str) -> None:
    with pytest.raises(TypeError) as caught:
        sc.FrameReader(family, panel)
    assert str(caught.value) == message
