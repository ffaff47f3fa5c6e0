"""Assignment: which touch of this frame is which of the last one, all together at least cost."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


def assigned(cost: npt.NDArray[np.float64], alone: float) -> list[tuple[int, int]]:
    """Pair rows with columns so that the sum over pairs and over rows left alone is least.

    Parameters
    ----------
    cost : ndarray, shape (n, m)
        Of each pair; finite.
    alone : float
        Of a row without a column: a dearer pair is never made.

    Returns
    -------
    list of (row, column)
        Ascending.

    References
    ----------
    H. W. Kuhn, "The Hungarian method for the assignment problem", Naval Research Logistics 2
    (1955); here with prices, grown by one row at a time along a cheapest alternating path.
    """
    table: list[list[float]] = cost.tolist()
    n, m = cost.shape
    # Each row has a column of its own to be alone in.  Column m + n is where a path begins.
    for i, row in enumerate(table):
        row.extend(alone if i == k else inf for k in range(n))
    row_of = [-1] * (m + n + 1)
    row_price, column_price = [0.0] * n, [0.0] * (m + n + 1)
    for i in range(n):
        _grow(table, i, row_of, row_price, column_price)
    return sorted((row, column) for column, row in enumerate(row_of[:m]) if row >= 0)


def _grow(
    table: list[list[float]],
    start: int,
    row_of: list[int],
    row_price: list[float],
    column_price: list[float],
) -> None:
    """Match one more row: walk to the nearest free column, then shift the pairs on the way."""
    ends = len(row_of) - 1
    row_of[ends] = start
    dearth = [inf] * ends
    came_from = [ends] * ends
    visited = [False] * (ends + 1)
    column = ends
    while row_of[column] >= 0:
        visited[column] = True
        row, step, nearest = row_of[column], inf, -1
        for j in range(ends):
            if visited[j]:
                continue
            over = table[row][j] - row_price[row] - column_price[j]
            if over < dearth[j]:
                dearth[j], came_from[j] = over, column
            if dearth[j] < step:
                step, nearest = dearth[j], j
        for j in range(ends + 1):
            if visited[j]:
                row_price[row_of[j]] += step
                column_price[j] -= step
            elif j < ends:
                dearth[j] -= step
        column = nearest
    while column != ends:
        row_of[column] = row_of[came_from[column]]
        column = came_from[column]
