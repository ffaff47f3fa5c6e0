from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stampcodec.design import LATTICES as ROWS
from stampcodec.lattice.sites import Lattice

LATTICES = [design.lattice for design in ROWS.values()]


@pytest.mark.parametrize(("name", "n_sites"), [("lattice7", 48), ("lattice8", 64)])
def test_a_lattice_has_the_sites_of_its_design(name: str, n_sites: int) -> None:
    design = ROWS[name]
    assert design.lattice.n_sites == n_sites == len(design.lattice.sites(1.0))
    assert len(design.lattice.data_sites) == design.code.length == n_sites - 4


def test_sites_run_row_by_row_from_the_upper_left_corner() -> None:
    sites = Lattice(columns=3, has_centre=True).sites(2.0)
    assert sites.tolist() == [
        [-2, -2], [0, -2], [2, -2],
        [-2, 0], [0, 0], [2, 0],
        [-2, 2], [0, 2], [2, 2],
    ]  # fmt: skip


def test_a_lattice_without_centre_leaves_only_the_centre_out() -> None:
    sites = Lattice(columns=3, has_centre=False).sites(2.0)
    assert len(sites) == 8
    assert [0, 0] not in sites.tolist()


@pytest.mark.parametrize("lattice", LATTICES)
def test_the_anchors_are_the_four_corners(lattice: Lattice) -> None:
    edge = (lattice.columns - 1) / 2
    corners = [[-edge, -edge], [edge, -edge], [-edge, edge], [edge, edge]]
    assert lattice.sites(1.0)[lattice.anchor_sites].tolist() == corners


@given(lattice=st.sampled_from(LATTICES), data=st.data())
def test_a_codeword_spread_over_the_sites_is_gathered_again(
    lattice: Lattice, data: st.DataObject
) -> None:
    codeword = data.draw(st.integers(0, 2 ** len(lattice.data_sites) - 1))
    [occupied] = lattice.occupied(np.array([codeword], np.uint64))
    assert occupied.dtype == np.uint8
    assert occupied[lattice.anchor_sites].all()
    assert occupied.sum() == 4 + codeword.bit_count()
    assert lattice.codewords(occupied[None]).tolist() == [codeword]


def test_a_lattice_with_more_data_sites_than_the_core_has_room_for_is_refused() -> None:
    with pytest.raises(ValueError, match="room for 60 data sites"):
        Lattice(columns=9, has_centre=True).occupied(np.zeros(1, np.uint64))


def test_what_a_lattice_hands_out_cannot_be_written() -> None:
    lattice = LATTICES[0]
    for array in (lattice.cells, lattice.sites(1.0), lattice.data_sites):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
