"""Tell all dots apart at once: amplitudes of overlapping windows by linear MMSE.

With z the frame matched to every window and G the windows' overlaps, the amplitudes a solve

    (G + l) a = z + l m,        l = noise^2 / prior variance, m = prior mean

Only the eight neighbours of a site overlap with it noticeably (below 1 % two sites away), so in
row order G is a band of width n + 1, and its Cholesky factor stays inside it:

    . . i a .        cell i overlaps, among the cells after it, with
    . b c d .        a = i + 1, b = i + n - 1, c = i + n, d = i + n + 1
"""

from libc.math cimport sqrtf
from libc.string cimport memcpy, memset
from stampcodec._core.lanes cimport stamp_add, stamp_dot, stamp_level
from stampcodec._core.windows cimport lay_windows, match_sites, patch_index
from stampcodec._core.workspace cimport MAX_CELLS, PADDED, TAPS, Bench, Pose, Sheet

cdef float NEGLIGIBLE = 1e-3    # of a dot's peak
cdef float SINGULAR = 0.02      # overlap with itself that a site must keep


cdef float overlap(const Sheet *sheet, const Bench *bench, int i, int j) noexcept nogil:
    """Inner product of two windows, separable as they are."""
    cdef int rows = bench.corner_row[i] - bench.corner_row[j]
    cdef int columns = bench.corner_column[i] - bench.corner_column[j]
    if not -TAPS < rows < TAPS or not -TAPS < columns < TAPS:
        return 0
    return (
        stamp_dot(bench.ex[i] + TAPS, bench.ex[j] + TAPS + columns, TAPS)
        * stamp_dot(bench.ey[i] + TAPS, bench.ey[j] + TAPS + rows, TAPS)
    )


cdef void overlap_neighbours(const Sheet *sheet, Bench *bench) noexcept nogil:
    cdef int n = sheet.n, i, k, column
    cdef int steps[4]
    steps[0] = 1
    steps[1] = n - 1
    steps[2] = n
    steps[3] = n + 1
    memset(bench.gram, 0, sizeof(bench.gram))
    for i in range(sheet.n_cells):
        if not bench.visible[i]:
            continue
        column = i % n
        bench.gram[i][0] = overlap(sheet, bench, i, i)
        for k in range(4):
            if i + steps[k] >= sheet.n_cells or not bench.visible[i + steps[k]]:
                continue
            # no neighbour round the corner: to the right of the last column, left of the first
            if (column == n - 1 and (k == 0 or k == 3)) or (column == 0 and k == 1):
                continue
            bench.gram[i][steps[k]] = overlap(sheet, bench, i, i + steps[k])


cdef void leave_out(const Sheet *sheet, Bench *bench, int at) noexcept nogil:
    """Take a wrong cell's share out of the overlaps."""
    cdef float share[MAX_CELLS + PADDED]
    cdef int i, across, down
    memset(share, 0, sizeof(share))
    for i in range(sheet.n_cells):
        down = at // sheet.side - bench.corner_row[i]
        across = at % sheet.side - bench.corner_column[i]
        if bench.visible[i] and 0 <= down < TAPS and 0 <= across < TAPS:
            share[i] = bench.ex[i][TAPS + across] * bench.ey[i][TAPS + down]
    for i in range(sheet.n_cells):
        if share[i] > NEGLIGIBLE:
            bench.gram[i][0] -= share[i] * share[i]
            bench.gram[i][1] -= share[i] * share[i + 1]
            bench.gram[i][sheet.n - 1] -= share[i] * share[i + sheet.n - 1]
            bench.gram[i][sheet.n] -= share[i] * share[i + sheet.n]
            bench.gram[i][sheet.n + 1] -= share[i] * share[i + sheet.n + 1]


cdef void solve_band(const Sheet *sheet, Bench *bench, float unknown) noexcept nogil:
    """Factor bench.band, columns of its lower half, in place; solve for bench.amplitude.

    Zeros stand behind every column, so whole lanes are worked on whatever a column's length.
    """
    cdef int n = sheet.n_cells, width = sheet.n + 1, j, k
    cdef float scale
    cdef float *column
    cdef float *a = bench.amplitude
    for j in range(n):
        column = bench.band[j]
        if not column[0] > SINGULAR:
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
                stamp_add(bench.band[j + k], column + k, -column[k])
        # the first of these is longer than eight where the lattice has eight columns
        bench.band[j + 1][TAPS] -= column[1] * column[TAPS + 1]
        column[0] = scale
        a[j] *= scale
        stamp_add(a + j + 1, column + 1, -a[j])
        a[j + TAPS + 1] -= a[j] * column[TAPS + 1]
    for j in range(n - 1, -1, -1):
        column = bench.band[j]
        a[j] = column[0] * (
            a[j] - stamp_dot(column + 1, a + j + 1, TAPS) - column[TAPS + 1] * a[j + TAPS + 1]
        )


cdef void demodulate(
        const Sheet *sheet, Bench *bench, const Pose *pose, float noise) noexcept nogil:
    """Estimate every site's amplitude and the log-likelihood ratio of a dot there."""
    cdef int side = sheet.side, i, r
    if not bench.is_laid:
        lay_windows(sheet, bench, pose)
    bench.seen = pose[0]
    cdef float prior = 4.0 * noise * noise / (pose.gain * pose.gain)
    for r in range(side):
        stamp_level(bench.work + r * side, bench.patch + r * side, pose.offset,
                    pose.pedestal * bench.row_sum[r], bench.column_sum, side)
    for i in range(bench.n_lone):
        r = patch_index(sheet, bench, i)
        if r >= 0:
            bench.work[r] = 0
    match_sites(sheet, bench, bench.work)
    overlap_neighbours(sheet, bench)
    for i in range(bench.n_lone):
        r = patch_index(sheet, bench, i)
        if r >= 0:
            leave_out(sheet, bench, r)
    memcpy(bench.band, bench.gram, sizeof(bench.gram))
    memset(bench.band[MAX_CELLS], 0, sizeof(bench.band) - sizeof(bench.gram))
    memset(bench.amplitude, 0, sizeof(bench.amplitude))
    for i in range(sheet.n_cells):
        bench.amplitude[i] = 0
        bench.band[i][0] = 1.0
        if bench.visible[i]:
            bench.band[i][0] = bench.gram[i][0] + prior
            bench.amplitude[i] = bench.matched[i] + prior * pose.gain * (
                1.0 if sheet.is_anchor[i] else 0.5
            )
    solve_band(sheet, bench, 0.5 * pose.gain)
    for i in range(sheet.n_cells):
        bench.evidence[i] = 0
        if bench.visible[i]:
            bench.evidence[i] = (
                pose.gain * (bench.amplitude[i] - 0.5 * pose.gain)
                * (bench.gram[i][0] * sheet.clarity[i] + prior) / (noise * noise)
            )
