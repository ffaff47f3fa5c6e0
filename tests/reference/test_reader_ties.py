"""A face that two merchants explain equally well is nobody's.

Half of the sites of a lightest word, flipped, put a face as far from one codeword as from another:
`distance / 2` wrong sites, which the design promises to notice. Random flips hardly ever do this.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from tests.reference.light_words import light_words, weights
from tests.reference.stage import stage


@pytest.mark.parametrize("noise", [0.1, 1.0])
@pytest.mark.parametrize("family", ["lattice7", "lattice8"])
def test_a_face_halfway_between_two_codewords_is_not_read(family: str, noise: float) -> None:
    on = stage(family, "nexus5")
    code = on.family.code
    random = np.random.default_rng(1)
    light = light_words(code.rows.tolist(), code.length, code.distance)
    seen: Counter[str] = Counter()
    for apart in light[weights(light) == code.distance].tolist() * 2:
        merchant = on.any_id(random)
        sites = [site for site in range(code.length) if apart >> site & 1]
        half = sum(1 << site for site in random.permutation(sites)[: len(sites) // 2].tolist())
        dots = on.dots(on.codeword(merchant) ^ half)
        reading = on.reader.read(on.press(dots, on.any_spot(random), random, noise=noise))
        wrong = reading.merchant_id not in {None, merchant}
        seen["WRONG" if wrong else reading.outcome.name] += 1
    assert set(seen) == {"UNREADABLE"}, dict(seen)
