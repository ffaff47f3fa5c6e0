"""A family of stamps: from a merchant ID to the face of its stamp.

::

    merchant ID -> message -> codeword -> occupied sites -> dots      lattices
               _core/code: message, codeword, sites

    merchant ID -> pattern -> dots                                    touch5
             touch.patterns
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from stampcodec import limits
from stampcodec._panel import Panel
from stampcodec.argument import number, whole
from stampcodec.arrayargument import array, whole_numbers
from stampcodec.design import DESIGNS, LARGEST_PITCH_MM, LATTICES, Design, LatticeDesign
from stampcodec.face import StampFace
from stampcodec.lattice.symmetry import N_TURNS
from stampcodec.value import Value

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from stampcodec.lattice.code import Code
    from stampcodec.lattice.sites import Lattice
    from stampcodec.limits import Violation


@dataclass(frozen=True, repr=False)
class Family(Value):
    """A design at a size. Everything geometric of a lattice scales with its pitch.

    Make one with `family`. What only a lattice has (pitch, code, columns and all about sites) is a
    ValueError for ``touch5``, whose dots lie on none.
    """

    design: Design

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle and copy a built-in family by name and pitch, so that its tables stay shared."""
        if DESIGNS.get(self.name) == self.design:
            return family, (self.name,)
        own, pitch_mm = LATTICES.get(self.name), self.design.face_pitch_mm
        if own is not None and pitch_mm and own.at(pitch_mm) == self.design:
            return family, (self.name, pitch_mm)
        return super().__reduce__()

    def __repr__(self) -> str:
        """Return one line: ``<Family lattice8 at 5 mm pitch, 268435456 merchant IDs>``."""
        return f"<Family {self}, {self.n_ids} merchant IDs>"

    def __str__(self) -> str:
        """Return name and size, ``lattice8 at 5 mm pitch``."""
        return f"{self.name}{self.design.size}"

    @property
    def name(self) -> str:
        """Name of the design, ``"lattice8"`` for instance."""
        return self.design.name

    @property
    def n_ids(self) -> int:
        """Merchant IDs run from 0 to this, exclusive."""
        return self.design.n_ids

    @property
    def dot_mm(self) -> float:
        """Diameter of a dot."""
        return self.design.dot_mm

    @property
    def outline_mm(self) -> float:
        """Side of the square face."""
        return self.design.outline_mm

    @property
    def pitch_mm(self) -> float:
        """Distance of neighbouring sites."""
        return self._on_lattice("pitch: its dots lie on no lattice").pitch_mm

    @property
    def code(self) -> Code:
        """Message to codeword and back."""
        return self._on_lattice("lattice of sites, and no code on it").code

    @property
    def lattice(self) -> Lattice:
        """The sites, of which some hold dots; it knows no millimetres."""
        return self._on_lattice("lattice of sites").lattice

    @property
    def columns(self) -> int:
        """Sites along a side of the lattice."""
        return self.lattice.columns

    @property
    def n_sites(self) -> int:
        """Sites that may hold a dot, anchors included."""
        return self.lattice.n_sites

    @cached_property
    def sites(self) -> NDArray[np.float64]:
        """Centre of every site, float64 (n_sites, 2), x and y in mm, row by row, read-only."""
        return self.lattice.sites(self.pitch_mm)

    @property
    def data_sites(self) -> NDArray[np.int64]:
        """Indices into `sites` of the codeword's bits, int64 (code.length,)."""
        return self.lattice.data_sites

    @property
    def anchor_sites(self) -> NDArray[np.int64]:
        """Indices into `sites` of the four corners, which always hold a dot, int64 (4,)."""
        return self.lattice.anchor_sites

    def encode(self, merchant_id: int) -> StampFace:
        """Design the stamp of a merchant.

        Parameters
        ----------
        merchant_id : int
            0 to ``n_ids - 1``.

        Returns
        -------
        StampFace

        Raises
        ------
        TypeError
            `merchant_id` is no integer.
        ValueError
            `merchant_id` is out of range.

        References
        ----------
        docs/spec.md, clauses 2 to 5 and 9.
        """
        merchant = whole("merchant ID", merchant_id, 0, self.n_ids - 1)
        return self._face(merchant, *self.design.place(merchant))

    def codewords(self, ids: ArrayLike) -> NDArray[np.uint64]:
        """Return the codewords of many merchants; the inverse of `merchant_ids`. Lattices only.

        Parameters
        ----------
        ids : array_like of int, (n,)
            0 to ``n_ids - 1``, integers of any type.

        Returns
        -------
        uint64 (n,)
            Bit i (value ``1 << i``) tells whether ``data_sites[i]`` holds a dot.

        Raises
        ------
        TypeError
            `ids` holds something else than integers.
        ValueError
            An ID is out of range (the message says which), or `ids` has another shape.
        """
        code = self.code
        return code.codewords(whole_numbers("ids", ids, np.int64, 0, self.n_ids - 1))

    def merchant_ids(self, codewords: ArrayLike) -> NDArray[np.int64]:
        """Return whose codewords these are; the inverse of `codewords`. Lattices only.

        Parameters
        ----------
        codewords : array_like of int, (n,)
            Words of `data_sites`, as they are seen on a face in any of its four turns.

        Returns
        -------
        int64 (n,)
            -1 where a word is no codeword, belongs to no merchant, or is a mirrored face's.

        Raises
        ------
        TypeError
            `codewords` holds something else than integers.
        ValueError
            A word has more bits than there are data sites (the message says which), or
            `codewords` has another shape.
        """
        most = (1 << self.code.length) - 1
        return self._named(whole_numbers("codewords", codewords, np.uint64, 0, most))

    def encode_many(self, ids: ArrayLike) -> NDArray[np.uint8]:
        """Return the occupied sites of many merchants; the inverse of `decode_many`. Lattices only.

        Parameters
        ----------
        ids : array_like of int, (n,)
            0 to ``n_ids - 1``, integers of any type.

        Returns
        -------
        uint8 (n, n_sites)
            1 where a site holds a dot, in the order of `sites`.

        Raises
        ------
        TypeError, ValueError
            As `codewords`.
        """
        return self.lattice.occupied(self.codewords(ids))

    def decode_many(self, occupied: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Return whose faces have these sites; the inverse of `encode_many`. Lattices only.

        Nothing is corrected, and the anchors do not count. To read frames, use `FrameReader`.

        Parameters
        ----------
        occupied : uint8 (n, n_sites)
            0 or 1, a face in any of its four turns.

        Returns
        -------
        int64 (n,)
            -1 where the sites are nobody's, as `merchant_ids` says.

        Raises
        ------
        TypeError
            `occupied` is no array of uint8.
        ValueError
            `occupied` has another shape, or holds something else than 0 and 1.
        """
        sites = array("occupied", occupied, np.uint8, (-1, self.n_sites))
        if sites.size and sites.max() > 1:
            face, site = np.argwhere(sites > 1)[0].tolist()
            raise ValueError(f"occupied[{face}, {site}]: expected 0 or 1, got {sites[face, site]}")
        return self._named(self.lattice.codewords(sites))

    def fit(self, panel: Panel) -> Family:
        """Return this family at the smallest size that suits a panel.

        A lattice is tried at pitches in steps of 0.1 mm: one step less than the one returned
        breaks at least one rule of `stampcodec.limits`. ``touch5`` has one size.

        Raises
        ------
        TypeError
            `panel` is no Panel.
        ValueError
            No size that the screen holds is enough; the message says for which rules.
        """
        if not isinstance(panel, Panel):
            raise TypeError(f"panel: expected a Panel, got {type(panel).__name__}")

        def is_off_screen(number: int) -> bool:
            return limits.screen(self.design.sized(number).outline_mm, panel) is not None

        def is_fit(number: int) -> bool:
            return not Family(self.design.sized(number)).violations(panel)

        # The larger a face, the fewer rules it breaks, but for that of the screen: of the sizes
        # that the screen holds, all pass from the smallest that passes on.
        on_screen = bisect_left(range(self.design.n_sizes), True, key=is_off_screen)
        smallest = bisect_left(range(on_screen), True, key=is_fit)
        if smallest < on_screen:
            return Family(self.design.sized(smallest))
        best = Family(self.design.sized(max(on_screen - 1, 0)))
        size = best.design.size
        raise ValueError(
            f"{self.name} cannot fit panel {panel.name}; "
            + (f"even{size}, the largest that the screen holds, " if size else "")
            + "; ".join(str(violation) for violation in best.violations(panel))
        )

    def violations(self, panel: Panel) -> list[Violation]:
        """List the limits that the tightest face of this family would break.

        That is a lattice with every site occupied, or the pattern with the nearest two dots.
        """
        return self._face(0, *self.design.tightest()).check(panel)

    def _named(self, words: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return the merchants of words of the data sites, -1 also for mirrored faces."""
        ids, symmetries = self.code.ids_and_symmetries(words)
        ids[symmetries >= N_TURNS] = -1
        return ids

    def _on_lattice(self, missing: str) -> LatticeDesign:
        """Return the design of a lattice; ValueError says what a family of another kind lacks."""
        if not isinstance(self.design, LatticeDesign):
            raise ValueError(f"{self.name} has no {missing}")  # noqa: TRY004 - no wrong type
        return self.design

    def _face(
        self, merchant_id: int, places: NDArray[np.float64], roles: tuple[str, ...]
    ) -> StampFace:
        return StampFace(
            family=self.name,
            pitch_mm=self.design.face_pitch_mm,
            merchant_id=merchant_id,
            outline_mm=self.outline_mm,
            dots=np.column_stack([places, np.full(len(places), self.dot_mm)]),
            roles=roles,
        )


def family(name: str, pitch_mm: float | None = None) -> Family:
    """Return a built-in family, scaled to a pitch.

    Parameters
    ----------
    name : str
        A key of `families`: ``"lattice7"``, ``"lattice7h12"``, ``"lattice8"``, ``"lattice8h14"``,
        ``"lattice8h18"`` or ``"touch5"``.
    pitch_mm : float, optional
        Distance of neighbouring sites, up to 100 mm; the design's own when not given. Lattices
        only: the patterns of ``touch5`` are told apart at their own size.

    Raises
    ------
    TypeError
        `name` is no string or `pitch_mm` no number.
    ValueError
        No such family (the message lists the names), `pitch_mm` is out of range, or the family
        has no pitch.
    """
    if not isinstance(name, str):
        raise TypeError(f"family name: expected str, got {type(name).__name__}")
    if name not in DESIGNS:
        raise ValueError(f"unknown family {name!r}; known families: {', '.join(DESIGNS)}")
    if pitch_mm is None:
        return Family(DESIGNS[name])
    pitch = number("pitch_mm", pitch_mm, LARGEST_PITCH_MM)
    if name not in LATTICES:
        raise ValueError(
            f"pitch_mm: {name} has one size, at which its patterns are told apart; "
            f"expected none, got {pitch:g}"
        )
    return Family(LATTICES[name].at(pitch))


def families() -> dict[str, Family]:
    """List the built-in families at their own size, by name."""
    return {name: family(name) for name in DESIGNS}
