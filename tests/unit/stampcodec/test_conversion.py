"""Frames of other number types become int16 without loss, or a value that does not fit is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from stampcodec.conversion import as_frames

if TYPE_CHECKING:
    from numpy.typing import NDArray

COUNTS = np.arange(-6, 6).reshape(2, 3, 2)


@pytest.mark.parametrize(
    "dtype",
    ["i1", "i2", ">i2", "i4", ">i4", "i8", "f2", "f4", ">f4", "f8", "longdouble"],
)
def test_counts_of_any_number_type_that_fit_become_int16(dtype: str) -> None:
    frames = as_frames(COUNTS.astype(dtype))
    assert frames.dtype == np.int16
    assert frames.flags.c_contiguous
    np.testing.assert_array_equal(frames, COUNTS)


@pytest.mark.parametrize("dtype", ["u1", "u2", "u4", "u8"])
def test_unsigned_counts_keep_their_value(dtype: str) -> None:
    np.testing.assert_array_equal(as_frames(np.array([[0, 200]], dtype)), [[0, 200]])


def test_the_edges_of_int16_fit_and_one_more_does_not() -> None:
    assert as_frames([-32768, 32767]).tolist() == [-32768, 32767]
    for beyond in (-32769, 32768, 65536, 2**40, 2**64 - 1):
        with pytest.raises(ValueError, match=rf"^frames\[0\]: .*32767, got {beyond}$"):
            as_frames([beyond])


def test_lists_and_any_memory_layout_are_taken() -> None:
    np.testing.assert_array_equal(as_frames(COUNTS.tolist()), COUNTS)
    np.testing.assert_array_equal(as_frames(list(COUNTS.astype(np.int16))), COUNTS)
    turned = as_frames(COUNTS.astype(np.int16).T)
    assert turned.flags.c_contiguous
    np.testing.assert_array_equal(turned, COUNTS.T)


def test_an_int16_array_is_returned_as_it_is() -> None:
    frames = COUNTS.astype(np.int16)
    assert as_frames(frames) is frames


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0.5, "got 0.5; if it may be rounded, pass numpy.rint(array)"),
        (float("nan"), "got nan"),
        (float("-inf"), "got -inf"),
        (40000.0, "got 40000.0"),
        (1e300, "got 1e+300"),
    ],
)
def test_the_first_value_that_does_not_fit_is_named_with_its_place(
    value: float, message: str
) -> None:
    frames = COUNTS.astype(float)
    frames[1, 0, 1] = frames[1, 2, 0] = value
    with pytest.raises(ValueError, match=r"^frames\[1, 0, 1\]: ") as caught:
        as_frames(frames)
    assert str(caught.value).endswith(message)


@pytest.mark.parametrize(
    "given", ["12", None, [True], [1j], {"a": 1}, [b"1"], [np.datetime64(1, "s")]]
)
def test_what_holds_no_counts_is_a_type_error(given: Any) -> None:
    with pytest.raises(TypeError, match=r"^frames: expected integers or floats, got "):
        as_frames(given)


def test_lists_of_different_lengths_are_a_value_error() -> None:
    with pytest.raises(ValueError, match=r"^frames: expected lists of one length"):
        as_frames([[1, 2], [3]])


@given(arrays.arrays(np.float64, st.integers(0, 20)))
def test_a_conversion_never_changes_a_value(array: NDArray[np.float64]) -> None:
    if ((array >= -32768) & (array <= 32767) & (array == np.rint(array))).all():
        np.testing.assert_array_equal(as_frames(array), array)
    else:
        with pytest.raises(ValueError, match=r"^frames\["):
            as_frames(array)
