from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from issuance.trail.states import States
from issuance.trail.told import agrees, told

NAMES = st.sampled_from([f"vch_{number:03d}" for number in range(40)])
STATES = st.dictionaries(NAMES, st.sampled_from(["unverified", "redeemed"]))


@given(STATES, st.lists(STATES, max_size=4))
def test_later_states_are_laid_over_those_of_a_checkpoint(
    before: dict[str, str], later: list[dict[str, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "checkpoint"
        lines = [f"{name} {state}\n" for name, state in sorted(before.items())]
        path.write_text("signed\n" + "".join(lines), encoding="utf-8")
        expected = dict(before)
        with States(path) as states:
            for some in later:
                states.put(some)
                expected.update(some)
            found = [line for lines in states.lines() for line in lines]
    assert found == [f"{name} {state}" for name, state in sorted(expected.items())]


def test_a_claim_that_does_not_tell_agrees_with_both_states_that_it_may_have_led_to() -> None:
    untold = told("voucher-claimed", '{"campaign":"cmp_1"}')
    assert untold is not None
    assert [agrees(untold, row) for row in ("unverified", "verified", "redeemed")] == [1, 1, 0]
    assert told("voucher-claimed", '{"state":"verified"}') == "verified"
    assert told("merchant-registered", "{}") is None
