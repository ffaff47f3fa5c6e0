"""`Family.fit` finds what a look at every size finds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

import stampcodec as sc
from stampcodec import Family
from stampcodec.testing import families, panels


@st.composite
def strange_panels(draw: st.DrawFn) -> sc.Panel:
    """Draw a panel of any size with any kernel and any amplitudes."""
    size = draw(panels())
    return sc.Panel(
        rows=size.rows,
        columns=size.columns,
        pitch_mm=draw(st.floats(0.5, 12.0)),
        kernel_sigma_mm=draw(st.none() | st.floats(0.2, 8.0)),
        noise_counts=draw(st.floats(0.1, 30.0)),
        finger_counts=draw(st.floats(20.0, 2000.0)),
        touch_separation_mm=draw(st.none() | st.floats(2.0, 20.0)),
        max_contacts=draw(st.integers(1, 10)),
    )


def fitted(family: Family, panel: sc.Panel) -> Family | str:
    """Try the sizes one after the other, as `fit` is documented; else say why none is enough."""
    best, broken = family, family.violations(panel)
    for number in range(family.design.n_sizes):
        candidate = Family(family.design.sized(number))
        found = candidate.violations(panel)
        if not found:
            return candidate
        if number and any(violation.rule == "screen" for violation in found):
            break
        best, broken = candidate, found
    reasons = "; ".join(str(violation) for violation in broken)
    size = best.design.size
    even = f"even{size}, the largest that the screen holds, " if size else ""
    return f"{family.name} cannot fit panel {panel.name}; {even}{reasons}"


def outcome(family: Family, panel: sc.Panel) -> Family | str:
    try:
        return family.fit(panel)
    except ValueError as error:
        return str(error)


@settings(max_examples=150)
@given(family=families(), panel=strange_panels())
def test_the_fitted_size_is_the_first_that_passes(family: Family, panel: sc.Panel) -> None:
    assert outcome(family, panel) == fitted(family, panel)
