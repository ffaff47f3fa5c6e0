"""How much more a frame shows where a known face has dots than where not (docs/tracker.md 4.6).

    sites with a dot     * . . *        mean of the counts at *
      and without        . * . .        less the mean of those at .
                         * . . *
"""

from libc.math cimport cosf, sinf
from libc.stdint cimport int16_t, uint64_t
from stampcodec._core.frame.values cimport N_ANCHORS, Tables
from stampcodec._core.track.values cimport Place


cdef bint add_site(
        const Tables *tables, const int16_t *counts, int cell, const Place *place, float *sum
) noexcept nogil:
    """Add the count at a site, between the four nodes around it; return whether all are there."""
    cdef float cos = cosf(place.angle), sin = sinf(place.angle)
    cdef float x = place.x + tables.u[cell] * cos - tables.v[cell] * sin
    cdef float y = place.y + tables.u[cell] * sin + tables.v[cell] * cos
    cdef int c, r
    cdef const int16_t *at
    if not (0 <= x < tables.columns - 1 and 0 <= y < tables.rows - 1):
        return False
    c = <int>x
    r = <int>y
    x -= c
    y -= r
    at = counts + r * tables.columns + c
    sum[0] += ((1 - y) * ((1 - x) * at[0] + x * at[1])
               + y * ((1 - x) * at[tables.columns] + x * at[tables.columns + 1]))
    return True


cdef float contrast(
        const Tables *tables, const int16_t *counts, uint64_t word,
        const Place *place) noexcept nogil:
    """Return the difference in counts, 0 if no site with a dot, or none without, is on the panel.

    The place is that of the cells, in which `word` has its dots: not that of the upright face.
    """
    cdef float dots = 0, gaps = 0
    cdef int b, n_dots = 0, n_gaps = 0
    for b in range(tables.n_bits):
        if (word >> b) & 1:
            n_dots += add_site(tables, counts, tables.cell_of_bit[b], place, &dots)
        else:
            n_gaps += add_site(tables, counts, tables.cell_of_bit[b], place, &gaps)
    for b in range(N_ANCHORS):
        n_dots += add_site(tables, counts, tables.anchors[b], place, &dots)
    return dots / n_dots - gaps / n_gaps if n_dots > 0 and n_gaps > 0 else 0
