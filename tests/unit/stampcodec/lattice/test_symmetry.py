"""The eight symmetries against pictures turned by hand, and as a group."""

import numpy as np
import pytest

from stampcodec.lattice.symmetry import (
    N_SYMMETRIES,
    compose,
    inverse,
    is_mirror,
    move,
    permutations,
    view,
)

ALL = range(N_SYMMETRIES)

# An F in a square of nine sites, as in the drawing of stampcodec/lattice/symmetry.py.
NINE = np.array([(x, y) for y in (-1, 0, 1) for x in (-1, 0, 1)])
VIEWS_OF_THE_TOP_LEFT_CORNER = [0, 2, 8, 6, 2, 8, 6, 0]


@pytest.mark.parametrize("symmetry", ALL)
def test_a_symmetry_takes_the_top_left_corner_where_the_drawing_has_it(symmetry: int) -> None:
    assert permutations(NINE)[symmetry, 0] == VIEWS_OF_THE_TOP_LEFT_CORNER[symmetry]


def test_symmetry_one_turns_clockwise_on_a_screen() -> None:
    # y points down: what is at the right comes to the bottom.
    assert move(1, np.array([(3, 0)])).tolist() == [[0, 3]]


def test_symmetry_five_mirrors_before_it_turns() -> None:
    assert move(5, np.array([(3, 1)])).tolist() == [[-1, -3]]


def test_the_eight_symmetries_differ_and_the_first_does_nothing() -> None:
    images = permutations(NINE)
    assert len({tuple(image) for image in images.tolist()}) == N_SYMMETRIES
    assert images[0].tolist() == list(range(9))


@pytest.mark.parametrize("before", ALL)
@pytest.mark.parametrize("after", ALL)
def test_compose_is_one_symmetry_done_after_another(after: int, before: int) -> None:
    np.testing.assert_array_equal(
        move(compose(after, before), NINE), move(after, move(before, NINE))
    )


@pytest.mark.parametrize("symmetry", ALL)
def test_the_inverse_undoes_a_symmetry(symmetry: int) -> None:
    np.testing.assert_array_equal(move(inverse(symmetry), move(symmetry, NINE)), NINE)


@pytest.mark.parametrize("symmetry", ALL)
def test_a_mirror_and_only_a_mirror_swaps_handedness(symmetry: int) -> None:
    (a, b), (c, d) = move(symmetry, np.array([(1, 0), (0, 1)])).tolist()
    assert is_mirror(symmetry) == (a * d - b * c == -1)


def test_points_that_are_not_closed_under_the_symmetries_are_refused() -> None:
    with pytest.raises(KeyError):
        permutations(NINE[:8])


def test_permutations_cannot_be_written() -> None:
    assert not permutations(NINE).flags.writeable


def test_a_view_carries_each_bit_to_the_image_of_its_site() -> None:
    images = permutations(NINE)
    assert view(0b000_000_011, images[1]) == 0b000_100_100  # top left and middle, to the right
    assert view(0b000_000_011, images[4]) == 0b000_000_110
