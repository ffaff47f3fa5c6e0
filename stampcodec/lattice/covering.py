"""Disjoint information sets of a code: where few wrong sites must lie in one of them.

Every word is told by its state at an information set. A code with few words has several that share
no site, and t wrong sites cannot be many in all of them::

    lattice8h18     [ 16 sites ][ 16 sites ][ 16 sites ][ 12 more ]     8 wrong sites: at most 2 in
                          2           2           2                     one of the three

So the words that agree with what was heard in one set, but for a few flips there, hold every word
within t sites. `stampcodec/_core/frame/decide/sets.pyx` adds the rows up.

References
----------
docs/reader.md 8.4. F. J. MacWilliams, "Permutation decoding of systematic codes", Bell System
Technical Journal 43 (1964), has the idea.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stampcodec._core.frame.kernel import LAYOUT

if TYPE_CHECKING:
    from stampcodec.lattice.code import Code

MOST_SETS, MOST_ROWS = LAYOUT["MAX_SETS"], LAYOUT["MAX_SET_ROWS"]


@dataclass(frozen=True)
class InformationSet:
    """Sites that tell a codeword, and the rows of a generator that each have one of them."""

    sites: tuple[int, ...]
    """One of each row."""
    rows: tuple[int, ...]
    """Words that span the code, each with one of `sites`."""
    flips: int
    """Rows that are added up, at most."""


def cover(code: Code) -> list[InformationSet]:
    """Part the sites into information sets that find every word within the code's radius.

    Returns
    -------
    list of InformationSet
        Empty where the code has but one, or more rows than the kernel has room for: its words are
        found by pairs of sites. Else t wrong sites are at most ``flips`` in one of them.
    """
    if code.dimension > MOST_ROWS:
        return []
    left = list(range(code.length))
    found: list[tuple[list[int], list[int]]] = []
    while len(found) < MOST_SETS:
        sites, rows = _reduced(code.rows.tolist(), left)
        if len(sites) < code.dimension:
            break
        found.append((sites, rows))
        left = [site for site in left if site not in sites]
    if len(found) < 2:
        return []
    # t wrong sites that were more than f in every set would be as many as the sum of all f + 1
    needed = (code.distance - 1) // 2 + 1
    return [
        InformationSet(tuple(sites), tuple(rows), -(-(needed - k) // len(found)) - 1)
        for k, (sites, rows) in enumerate(found)
    ]


def _reduced(rows: list[int], sites: list[int]) -> tuple[list[int], list[int]]:
    """Reduce rows so that each has a site of its own, the first of `sites` that will do."""
    rest, done, own = list(rows), list[int](), list[int]()
    for site in sites:
        pivot = next((row for row in rest if row >> site & 1), None)
        if pivot is None:
            continue
        rest.remove(pivot)
        rest = [row ^ pivot if row >> site & 1 else row for row in rest]
        done = [row ^ pivot if row >> site & 1 else row for row in done]
        done.append(pivot)
        own.append(site)
    return own, done
