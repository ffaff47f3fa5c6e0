"""Add back, roughly, what a floating face takes from its own frame (docs/reader.md 1.4, 3.7).

Where no dot is, the count is -u_i v_j. The least u and v that lift every node to zero satisfy

    u_i = max_j (-count_ij / v_j),      v_j = max_i (-count_ij / u_i)

and are found by turns. Each maximum is the second largest, so that one wrong cell does not decide.
The fit of the pose later replaces this guess by the sums of the dots themselves.
"""

from libc.stdint cimport INT16_MAX, int16_t
from stampcodec._core.frame.find.room cimport GateRoom
from stampcodec._core.frame.thresholds cimport BORROWED, LIFT_SHORT, STEADY_LINE
from stampcodec._core.frame.values cimport Tables


cdef void borrow(float *line, int n) noexcept nogil:
    cdef int k
    cdef float before = 0, here
    for k in range(n):
        here = line[k]
        if k + 1 < n and BORROWED * (before + line[k + 1]) > here:
            line[k] = BORROWED * (before + line[k + 1])
        before = here


cdef float largest(const float *line, int n) noexcept nogil:
    cdef int k
    cdef float most = 0
    for k in range(n):
        most = line[k] if line[k] > most else most
    return most


cdef inline void rank(float value, float *first, float *second) noexcept nogil:
    if value > first[0]:
        second[0] = first[0]
        first[0] = value
    elif value > second[0]:
        second[0] = value


cdef void raise_frame(
        const Tables *tables, const int16_t *counts, GateRoom *room) noexcept nogil:
    cdef int columns = tables.columns, r, c
    cdef float count
    for r in range(tables.rows):
        for c in range(columns):
            count = counts[r * columns + c] + room.rise_row[r] * room.rise_column[c]
            room.lifted[r * columns + c] = <int16_t>(count if count < INT16_MAX else INT16_MAX)


cdef void lift(
        const Tables *tables, const int16_t *counts, float noise, float deepest,
        GateRoom *room) noexcept nogil:
    """Write rise_row and rise_column, and the frame lifted by their product.

    No node is taken to lie further below zero than `deepest`.
    """
    cdef int rows = tables.rows, columns = tables.columns, r, c, k, turn
    cdef float *u = room.rise_row
    cdef float *v = room.rise_column
    cdef float least, deep, first, second
    cdef float shallowest = 2.0 * noise
    for k in range(rows * columns):
        deep = -counts[k]
        room.lifted[k] = <int16_t>(0 if deep < shallowest else deep if deep < deepest else deepest)
    for r in range(rows):
        u[r] = 1
    for turn in range(3):
        least = STEADY_LINE * largest(u, rows)
        for c in range(columns):
            first = second = 0
            for r in range(rows):
                if u[r] > least:
                    rank(room.lifted[r * columns + c] / u[r], &first, &second)
            v[c] = second
        borrow(v, columns)
        if turn == 2:
            break
        least = STEADY_LINE * largest(v, columns)
        for r in range(rows):
            first = second = 0
            for c in range(columns):
                if v[c] > least:
                    rank(room.lifted[r * columns + c] / v[c], &first, &second)
            u[r] = second
        borrow(u, rows)
    for c in range(columns):
        v[c] *= LIFT_SHORT
    raise_frame(tables, counts, room)
