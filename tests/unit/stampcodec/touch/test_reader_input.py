"""What a contact reader takes, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import stampcodec as sc
from tests.reference.touch_points import pressed
from tests.unit.stampcodec.touch.stamps import ONE_PLACE, dots

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


@pytest.mark.parametrize(
    "layout",
    [
        np.asfortranarray,
        lambda points: np.repeat(points, 2, axis=1)[:, ::2],
        lambda points: points[::-1].copy()[::-1],
        lambda points: np.frombuffer(b"\0" + points.tobytes(), float, 10, 1).reshape(5, 2),
        lambda points: points.view(type("Points", (np.ndarray,), {})),
    ],
    ids=["fortran", "strided", "upside down", "misaligned", "subclass"],
)
def test_any_memory_layout_is_read_alike(
    family: sc.Family,
    reader: sc.ContactReader,
    layout: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> None:
    points = pressed(dots(family), np.random.default_rng(18))
    again = layout(points)
    again.setflags(write=False)
    assert reader.read(again) == reader.read(points)
    assert reader.read_many(again[None]) == [reader.read(points)]
    assert reader.read_samples(again[None]) == reader.read_samples(points[None])


NO_NUMBERS = {
    "bool": (ONE_PLACE.astype(bool), "points: expected real numbers, got bool"),
    "complex": (ONE_PLACE.astype(complex), "points: expected real numbers, got complex128"),
    "text": ([["1", "2"]] * 5, "points: expected real numbers, got <U1"),
    "objects": ([[None, 2.0]] * 5, "points: expected real numbers, got object"),
    "None": (None, "points: expected real numbers, got NoneType"),
    "bytes": (b"12", "points: expected real numbers, got bytes"),
}


@pytest.mark.parametrize(("points", "message"), NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_anything_but_real_numbers_is_a_type_error(
    reader: sc.ContactReader, points: Any, message: str
) -> None:
    for call, name in (
        (reader.read, "points"),
        (reader.read_many, "points[0]" if isinstance(points, list) else "points"),
        (reader.read_samples, "samples"),
    ):
        given = [points] if isinstance(points, list) and name == "points[0]" else points
        with pytest.raises(TypeError) as caught:
            call(given)
        assert str(caught.value) == message.replace("points", name)


@pytest.mark.parametrize(
    ("method", "shapes", "wanted"),
    [
        ("read", [(), (5,), (5, 3), (2, 5), (1, 5, 2)], "points: expected shape n x 2, got"),
        ("read_many", [(5, 2), (1, 4, 2), (1, 5, 3)], "points: expected shape n x 5 x 2, got"),
        ("read_samples", [(5, 2), (9, 6, 2), (0,)], "samples: expected shape n x 5 x 2, got"),
    ],
)
def test_another_shape_is_a_value_error(
    reader: sc.ContactReader, method: str, shapes: list[tuple[int, ...]], wanted: str
) -> None:
    for shape in shapes:
        with pytest.raises(ValueError, match=wanted) as caught:
            getattr(reader, method)(np.zeros(shape))
        assert str(caught.value).endswith(str(shape))


@pytest.mark.parametrize("threads", [0, -1, 65])
def test_a_number_of_threads_out_of_range_is_a_value_error(
    reader: sc.ContactReader, threads: int
) -> None:
    with pytest.raises(ValueError, match=f"threads: expected 1 to 64, got {threads}"):
        reader.read_many(ONE_PLACE[None], threads=threads)


def test_a_reader_wants_the_family_that_touch_points_are_read_from() -> None:
    with pytest.raises(TypeError, match="family: expected the Family touch5, got str"):
        sc.ContactReader("touch5")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="family: expected touch5, got lattice8"):
        sc.ContactReader(sc.family("lattice8"))


@pytest.mark.parametrize(
    ("px_per_mm", "error", "message"),
    [
        ("6.3", TypeError, "px_per_mm: expected a number, got str"),
        (None, TypeError, "px_per_mm: expected a number, got NoneType"),
        (np.array([5.4, 7.2]), TypeError, "px_per_mm: expected a number, got ndarray"),
        (0.0, ValueError, "px_per_mm: expected a finite number above 0"),
        ((5.4,), TypeError, r"px_per_mm: expected a number or a pair \(least, largest\), got"),
        (("5.4", 7.2), TypeError, "px_per_mm: expected a number, got str"),
        ((5.4, np.nan), ValueError, "px_per_mm: expected a finite number"),
        ((0.0, 7.2), ValueError, "px_per_mm: expected a finite number above 0"),
        ((7.2, 5.4), ValueError, "px_per_mm: expected least and largest"),
        ((5.0, 7.2), ValueError, "at most a third more, got 5 and 7.2"),
    ],
)
def test_a_range_of_scales_is_two_numbers_not_too_far_apart(
    family: sc.Family, px_per_mm: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        sc.ContactReader(family, px_per_mm=px_per_mm)


@pytest.mark.parametrize("scale", [6.3, np.float32(6.3), 6])
def test_one_scale_is_a_range_of_no_width(family: sc.Family, scale: Any) -> None:
    reader = sc.ContactReader(family, px_per_mm=scale)
    assert reader == sc.ContactReader(family, px_per_mm=(float(scale), float(scale)))
    points = float(scale) * family.encode(1234).dots[:, :2]
    assert reader.read(points).merchant_id == 1234
    assert reader.read(1.1 * points).merchant_id is None


TAKEN: dict[str, Callable[[NDArray[np.float64]], Any]] = {
    "lists": lambda points: points.tolist(),
    "tuples": lambda points: tuple(map(tuple, points.tolist())),
    "whole lists": lambda points: np.rint(points).astype(int).tolist(),
    "int32": lambda points: np.rint(points).astype(np.int32),
    "float32": lambda points: points.astype(np.float32),
    "float16": lambda points: points.astype(np.float16),
    "other byte order": lambda points: points.astype(">f8"),
    "fortran order": np.asfortranarray,
}


@pytest.mark.parametrize("kind", TAKEN)
def test_points_of_any_number_type_are_read_in_every_call(
    family: sc.Family, reader: sc.ContactReader, kind: str
) -> None:
    points = 6.3 * family.encode(1234).dots[:, :2] + 160.0
    given = TAKEN[kind](points)
    exact = np.asarray(given, dtype=np.float64)
    found = reader.read(given)
    assert found.merchant_id == 1234
    assert found == reader.read(exact)
    assert reader.read_many([given, given]) == [found, found]
    assert reader.read_samples([given] * 3) == reader.read_samples(np.stack([exact] * 3))


def test_no_points_at_all_are_an_empty_list(reader: sc.ContactReader) -> None:
    assert reader.read([]).outcome is sc.Outcome.EMPTY
    assert reader.read_many([]) == []
    assert reader.read_many([[]])[0].outcome is sc.Outcome.EMPTY
    assert reader.read_samples([]).outcome is sc.Outcome.EMPTY


def test_lists_of_different_lengths_are_a_value_error(reader: sc.ContactReader) -> None:
    with pytest.raises(ValueError, match="points: expected lists of one length"):
        reader.read([[1.0, 2.0], [3.0]])
    with pytest.raises(ValueError, match=r"points\[1\]: expected lists of one length"):
        reader.read_many((ONE_PLACE, [[1.0, 2.0], [3.0]]))  # type: ignore[arg-type]


def test_sets_of_any_number_of_points_are_read_one_as_the_other(
    family: sc.Family, reader: sc.ContactReader
) -> None:
    points = 6.3 * family.encode(1234).dots[:, :2]
    unseen = np.full((6, 2), np.nan)
    half_seen = unseen.copy()
    half_seen[5, 0] = 3.0
    sets: Any = [points, points[:4], points[:0], unseen, half_seen, np.vstack([points, points[:1]])]
    found = reader.read_many(sets)
    assert found == [reader.read(each) for each in sets]
    assert [each.outcome.name for each in found] == [
        "READ",
        "UNREADABLE",
        "EMPTY",
        "EMPTY",
        "UNREADABLE",
        "UNREADABLE",
    ]
    assert found == reader.read_many(tuple(sets), threads=3)
