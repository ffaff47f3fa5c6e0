"""Conditions of a press: from a perfect one to anything that has been thought of."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from emulator._conditions import MOST, Conditions

# The perfect press, to which every other one shrinks.
QUIET = Conditions(moulding=None, noise_scale=0.0, impulses=False)

FEW = st.integers(0, 3)
ANYTHING = st.floats(0, MOST)
# What happens to stamps and phones; the first of each is nearest to the perfect press.
USUAL: dict[str, st.SearchStrategy[Any]] = {
    "noise_scale": st.sampled_from([0.25, 1.0, 3.0]),
    "moulding": st.sampled_from(["M2", "M3"]),
    "amplitude": st.sampled_from([0.5, 0.2, 0.1, 0.05, 2.0]),
    "cg_pf": st.sampled_from([20.0, 5.0, 0.0]),
    "impulses": st.just(True),
    "missing_dots": FEW,
    "missing_anchors": st.integers(0, 1),
    "phantom_dots": FEW,
    "worn_mm": st.sampled_from([0.05, 0.2]),
    "dirty_dots": FEW,
    "bridged_dots": st.integers(0, 2),
    "tilt_mm": st.sampled_from([0.1, 0.5, 2.0]),
    "fingers": st.integers(0, 2),
    "palms": st.integers(0, 1),
    "water_drops": FEW,
    "outer_lines": st.sampled_from([0.9, 0.5]),
    "charger_counts": st.sampled_from([5.0, 50.0]),
    "display_counts": st.sampled_from([5.0, 50.0]),
    "drift_counts": st.sampled_from([2.0, 20.0]),
    "dead_rows": st.integers(0, 1),
    "dead_columns": st.integers(0, 1),
    "shorted_rows": st.integers(0, 1),
    "shorted_columns": st.integers(0, 1),
}
# Whatever the emulator takes, sense or not.
WILD = USUAL | {
    "noise_scale": ANYTHING,
    "amplitude": ANYTHING,
    "cg_pf": ANYTHING,
    "worn_mm": ANYTHING,
    "dirty_dots": st.integers(0, 100),
    "bridged_dots": st.integers(0, 100),
    "tilt_mm": ANYTHING,
    "water_drops": st.integers(0, 20),
    "charger_counts": ANYTHING,
    "display_counts": ANYTHING,
    "drift_counts": ANYTHING,
    "dead_rows": FEW,
    "dead_columns": FEW,
    "shorted_rows": FEW,
    "shorted_columns": FEW,
}


def conditions(*, most: int = 4, wild: bool = False) -> st.SearchStrategy[Conditions]:
    """Draw what is wrong with a press: a few things at once.

    Parameters
    ----------
    most : int
        How many things may be wrong at once.
    wild : bool
        Draw whatever the emulator takes, such as a million times the noise.

    Returns
    -------
    strategy of Conditions
        Shrinks to `QUIET`, the perfect press: nothing is wrong, and there is no noise.
    """
    fields = WILD if wild else USUAL

    @st.composite
    def drawn(draw: st.DrawFn) -> Conditions:
        wrong = draw(st.lists(st.sampled_from(list(fields)), max_size=most, unique=True))
        values: dict[str, Any] = {"moulding": None, "noise_scale": 0.0, "impulses": False}
        return Conditions(**(values | {name: draw(fields[name]) for name in wrong}))

    return drawn()
