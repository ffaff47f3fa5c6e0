"""Touch panels: those that exist, and those that nobody makes."""

from __future__ import annotations

from hypothesis import strategies as st

from stampcodec._panel import Panel, panel
from stampcodec._panel import panels as built_in

# Tenths of a millimetre: from finer than any panel to coarser than a face.
LEAST_PITCH, MOST_PITCH = 5, 300


def panels(
    *, built_in_only: bool = False, most_rows: int = 40, most_columns: int = 40
) -> st.SearchStrategy[Panel]:
    """Draw a touch panel.

    A third of the panels are built in. Of the others, the smallest have a single node, and many
    are smaller than a face or have a pitch that no face suits. All of them have a name that
    ``stampcodec decode --panel`` takes.

    Parameters
    ----------
    built_in_only : bool
        Draw no panel that nobody makes.
    most_rows, most_columns : int
        Size of the largest panel that is not built in.

    Returns
    -------
    strategy of Panel
        Shrinks to ``nexus5``.
    """
    known = st.sampled_from(list(built_in().values()))
    if built_in_only:
        return known
    odd = st.builds(
        lambda rows, columns, tenths: panel(f"{rows}x{columns}@{tenths / 10:g}"),
        st.integers(1, most_rows),
        st.integers(1, most_columns),
        st.integers(LEAST_PITCH, MOST_PITCH),
    )
    return st.one_of(known, odd, odd)
