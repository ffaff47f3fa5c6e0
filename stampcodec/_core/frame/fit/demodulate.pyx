"""Estimate all dots at once: amplitudes of overlapping windows, linear MMSE (docs/reader.md 6.2).

With z the frame matched to every window and G the windows' overlaps, the amplitudes a solve

    (G + l) a = z + l m,        l = noise^2 / prior variance, m = prior mean

G is a band of width n + 1 in row order, and its Cholesky factor stays inside it:

    . . i a .        cell i overlaps, among the cells after it, with
    . b c d .        a = i + 1, b = i + n - 1, c = i + n, d = i + n + 1
"""

from libc.math cimport sqrtf
from libc.string cimport memcpy, memset
from stampcodec._core.lanes cimport stamp_add, stamp_dot, stamp_level
from stampcodec._core.frame.fit.windows cimport match_sites, patch_index
from stampcodec._core.frame.values cimport (
    MAX_CELLS, PADDED, TAPS, TINY, Drawing, Fit, Patch, Sites, Tables, Windows,
)


cdef float overlap(const Windows *windows, int i, int j) noexcept nogil:
    """Inner product of two windows, separable as they are."""
    cdef int rows = windows.corner_row[i] - windows.corner_row[j]
    cdef int columns = windows.corner_column[i] - windows.corner_column[j]
    if not -TAPS < rows < TAPS or not -TAPS < columns < TAPS:
        return 0
    return (
        stamp_dot(windows.ex[i] + TAPS, windows.ex[j] + TAPS + columns, TAPS)
        * stamp_dot(windows.ey[i] + TAPS, windows.ey[j] + TAPS + rows, TAPS)
    )


cdef void overlap_neighbours(
        const Tables *tables, const Windows *windows, Sites *sites) noexcept nogil:
    cdef int n = tables.n, i, k, column
    cdef int steps[4]
    steps[0] = 1
    steps[1] = n - 1
    steps[2] = n
    steps[3] = n + 1
    memset(sites.gram, 0, sizeof(sites.gram))
    for i in range(tables.n_cells):
        if not windows.visible[i]:
            continue
        column = i % n
        sites.gram[i][0] = overlap(windows, i, i)
        for k in range(4):
            if i + steps[k] >= tables.n_cells or not windows.visible[i + steps[k]]:
                continue
            # no neighbour round the corner: to the right of the last column, left of the first
            if (column == n - 1 and (k == 0 or k == 3)) or (column == 0 and k == 1):
                continue
            sites.gram[i][steps[k]] = overlap(windows, i, i + steps[k])


cdef void leave_out(
        const Tables *tables, const Windows *windows, int at, Sites *sites) noexcept nogil:
    """Take a wrong cell's share out of the overlaps (docs/reader.md 6.3)."""
    cdef float share[MAX_CELLS + PADDED]
    cdef int i, across, down
    memset(share, 0, sizeof(share))
    for i in range(tables.n_cells):
        down = at // tables.side - windows.corner_row[i]
        across = at % tables.side - windows.corner_column[i]
        if windows.visible[i] and 0 <= down < TAPS and 0 <= across < TAPS:
            share[i] = windows.ex[i][TAPS + across] * windows.ey[i][TAPS + down]
    for i in range(tables.n_cells):
        if share[i] > 0:
            sites.gram[i][0] -= share[i] * share[i]
            sites.gram[i][1] -= share[i] * share[i + 1]
            sites.gram[i][tables.n - 1] -= share[i] * share[i + tables.n - 1]
            sites.gram[i][tables.n] -= share[i] * share[i + tables.n]
            sites.gram[i][tables.n + 1] -= share[i] * share[i + tables.n + 1]


cdef void solve_band(const Tables *tables, float unknown, Sites *sites) noexcept nogil:
    """Factor the band, columns of its lower half, in place; solve for the amplitudes.

    Zeros stand behind every column, so whole lanes are worked on whatever a column's length.
    """
    cdef int n = tables.n_cells, width = tables.n + 1, j, k
    cdef float scale
    cdef float *column
    cdef float *a = sites.amplitude
    for j in range(n):
        column = sites.band[j]
        if not column[0] > TINY:
            # wrong cells hide this site: let nothing follow from it, nor it from anything
            memset(column, 0, PADDED * sizeof(float))
            column[0] = 1
            a[j] = unknown
            continue
        scale = 1.0 / sqrtf(column[0])
        for k in range(TAPS + 4):
            column[k] *= scale
        for k in range(1, width + 1):
            if column[k] != 0:
                stamp_add(sites.band[j + k], column + k, -column[k])
        # the first of these is longer than eight where the lattice has eight columns
        sites.band[j + 1][TAPS] -= column[1] * column[TAPS + 1]
        column[0] = scale
        a[j] *= scale
        stamp_add(a + j + 1, column + 1, -a[j])
        a[j + TAPS + 1] -= a[j] * column[TAPS + 1]
    for j in range(n - 1, -1, -1):
        column = sites.band[j]
        a[j] = column[0] * (
            a[j] - stamp_dot(column + 1, a + j + 1, TAPS) - column[TAPS + 1] * a[j + TAPS + 1]
        )


cdef void level(
        const Tables *tables, const Patch *patch, const Drawing *drawing, const Fit *fit,
        float *levelled) noexcept nogil:
    """Take offset and pedestal off the patch; nothing is left of wrong cells."""
    cdef int side = tables.side, k, at
    for k in range(side):
        stamp_level(levelled + k * side, patch.counts + k * side, fit.pose.offset,
                    fit.pose.pedestal * drawing.row_sum[k], drawing.column_sum, side)
    for k in range(fit.wrong.n):
        at = patch_index(tables, patch, fit.wrong.at[k])
        if at >= 0:
            levelled[at] = 0


cdef void demodulate(
        const Tables *tables, const Patch *patch, const Windows *windows, const Drawing *drawing,
        const Fit *fit, float noise, float *levelled, Sites *sites) noexcept nogil:
    """Estimate every site's amplitude and the log-likelihood ratio of a dot there (6.2, 6.4)."""
    cdef float gain = fit.pose.gain, prior = noise * noise / (0.5 * gain * 0.5 * gain)
    cdef int i, at
    level(tables, patch, drawing, fit, levelled)
    sites.pose = fit.pose
    sites.noise = noise
    sites.levelled = levelled
    match_sites(tables, windows, levelled, sites.matched)
    overlap_neighbours(tables, windows, sites)
    for i in range(fit.wrong.n):
        at = patch_index(tables, patch, fit.wrong.at[i])
        if at >= 0:
            leave_out(tables, windows, at, sites)
    memcpy(sites.band, sites.gram, sizeof(sites.gram))
    memset(sites.band[MAX_CELLS], 0, sizeof(sites.band) - sizeof(sites.gram))
    memset(sites.amplitude, 0, sizeof(sites.amplitude))
    for i in range(tables.n_cells):
        sites.amplitude[i] = 0
        sites.band[i][0] = 1.0
        if windows.visible[i]:
            sites.band[i][0] = sites.gram[i][0] + prior
            sites.amplitude[i] = sites.matched[i] + prior * gain * (
                1.0 if tables.is_anchor[i] else 0.5
            )
    solve_band(tables, 0.5 * gain, sites)
    for i in range(tables.n_cells):
        sites.evidence[i] = 0
        if windows.visible[i]:
            sites.evidence[i] = (
                gain * (sites.amplitude[i] - 0.5 * gain)
                * (sites.gram[i][0] * tables.clarity[i] + prior) / (noise * noise)
            )
