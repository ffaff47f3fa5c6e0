"""The families with few words: whatever sites are wrong, as many as the code corrects are found.

The proof is in the sets: they share no site, each tells every word, and t wrong sites are few in
one of them. The rest sees to it that the kernel looks where the proof says.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest

from stampcodec._core.frame.kernel import FrameKernel
from stampcodec.design import LATTICES
from stampcodec.lattice.covering import cover
from stampcodec.lattice.tables import make_tables
from tests.reference.light_words import light_words, rank
from tests.reference.stage import stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stampcodec.lattice.code import Code

CODES = {name: design.code for name, design in LATTICES.items()}
FEW_WORDS = [name for name in CODES if name not in {"lattice7", "lattice8"}]
ON_FEW_WORDS = pytest.mark.parametrize("family", FEW_WORDS)


def radius(code: Code) -> int:
    return (code.distance - 1) // 2


def test_codes_with_many_words_have_no_two_sets() -> None:
    assert cover(CODES["lattice7"]) == cover(CODES["lattice8"]) == []


@ON_FEW_WORDS
def test_the_sets_share_no_site_and_each_tells_every_word(family: str) -> None:
    code = CODES[family]
    sets = cover(code)
    sites = [site for each in sets for site in each.sites]
    assert len(sites) == len(set(sites)) == len(sets) * code.dimension
    for each in sets:
        assert rank([*code.rows.tolist(), *each.rows], code.length) == code.dimension
        picked = [[row >> site & 1 for site in each.sites] for row in each.rows]
        assert picked == np.eye(code.dimension, dtype=int).tolist()


@ON_FEW_WORDS
def test_wrong_sites_that_are_too_many_in_every_set_are_more_than_the_code_corrects(
    family: str,
) -> None:
    code = CODES[family]
    assert sum(each.flips + 1 for each in cover(code)) > radius(code)


def patterns(code: Code, random: np.random.Generator) -> Iterator[list[int]]:
    """Yield sets of as many wrong sites as the code corrects, the worst ones first."""
    wrong = radius(code)
    sets = cover(code)
    # as many in each set as are tried there, and the rest in one of them, or in none
    for most, other in (*combinations(sets, 2), *((b, a) for a, b in combinations(sets, 2))):
        sites = [
            int(site) for each in sets for site in random.permutation(each.sites)[: each.flips]
        ]
        spare = [site for site in (*most.sites, *other.sites) if site not in sites]
        yield sites[:wrong] + random.permutation(spare)[: max(0, wrong - len(sites))].tolist()
        yield random.permutation(most.sites)[:wrong].tolist()
    # halfway to the nearest other words
    light = light_words(code.rows.tolist(), code.length, code.distance).tolist()
    for word in light[:8]:
        towards = [site for site in range(code.length) if word >> site & 1]
        yield random.permutation(towards)[:wrong].tolist()
    for n in [*range(wrong + 1)] * 2:
        yield random.permutation(code.length)[:n].tolist()


@ON_FEW_WORDS
def test_the_kernel_finds_the_word_whatever_sites_are_wrong(family: str) -> None:
    on = stage(family, "nexus5")
    code = on.family.code
    kernel = FrameKernel(make_tables(on.family, on.panel))
    random = np.random.default_rng(4)
    seen = 0
    for sites in patterns(code, random):
        word = on.codeword(on.any_id(random))
        wrong = sum(1 << site for site in sites)
        frame = on.press(on.dots(word ^ wrong), on.any_spot(random), random, noise=0.1)
        report = kernel.report(frame)
        assert report["attempts"], sites
        heard = report["attempts"][0]["word"]
        turned = {code.view(word, s): code.view(wrong, s) for s in range(4)}
        assert heard["codeword"] in turned, sites
        assert heard["heard"] == heard["codeword"] ^ turned[heard["codeword"]], sites
        assert heard["corrected"] == len(sites)
        seen += 1
    assert seen > 20
