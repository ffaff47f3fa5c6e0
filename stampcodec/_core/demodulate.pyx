"""Tell all dots apart at once: amplitudes of overlapping windows by linear MMSE.

With z the frame matched to every window and G the windows' overlaps, the amplitudes a solve

    (G + l) a = z + l m,        l = noise^2 / prior variance, m = prior mean

Only the eight neighbours of a site overlap with it noticeably (below 1 % two sites away), so in
row order G is a band of width n + 1, and its Cholesky factor stays inside it:

    . a b c .        cell i overlaps, among the cells before it, with
    . d i . .        a = i - n - 1, b = i - n, c = i - n + 1, d = i - 1
"""

from libc.math cimport sqrtf
from libc.string cimport memset
from stampcodec._core.lanes cimport stamp_dot
from stampcodec._core.windows cimport match_sites
from stampcodec._core.workspace cimport BEFORE, MAX_BAND, PADDED, TAPS, Bench, Pose, Sheet


cdef float overlap(const Sheet *sheet, const Bench *bench, int i, int j) noexcept nogil:
    """Inner product of two windows, separable as they are."""
    # corners differ by whole rows and at most TAPS columns: round to the nearer row
    cdef int shift = bench.corner[i] - bench.corner[j], side = sheet.side
    cdef int rows = (shift + (TAPS + 1) * side + side // 2) // side - (TAPS + 1)
    cdef int columns = shift - rows * side
    if not -TAPS < rows < TAPS or not -TAPS < columns < TAPS:
        return 0
    return (
        stamp_dot(bench.ex[i] + TAPS, bench.ex[j] + TAPS + columns, TAPS)
        * stamp_dot(bench.ey[i] + TAPS, bench.ey[j] + TAPS + rows, TAPS)
    )


cdef void overlap_neighbours(const Sheet *sheet, Bench *bench) noexcept nogil:
    cdef int n = sheet.n, i, column
    memset(bench.gram, 0, sizeof(bench.gram))
    for i in range(sheet.n_cells):
        if not bench.visible[i]:
            continue
        column = i % n
        bench.gram[i][0] = overlap(sheet, bench, i, i)
        if column > 0 and bench.visible[i - 1]:
            bench.gram[i][1] = overlap(sheet, bench, i, i - 1)
        if i >= n:
            if bench.visible[i - n]:
                bench.gram[i][n] = overlap(sheet, bench, i, i - n)
            if column > 0 and bench.visible[i - n - 1]:
                bench.gram[i][n + 1] = overlap(sheet, bench, i, i - n - 1)
            if column < n - 1 and bench.visible[i - n + 1]:
                bench.gram[i][n - 1] = overlap(sheet, bench, i, i - n + 1)


cdef void solve_band(const Sheet *sheet, Bench *bench) noexcept nogil:
    """Factor bench.gram, plus what stands in bench.band's diagonal, and solve for the amplitudes.

    Row i of the factor is kept as its MAX_BAND entries left of the diagonal, in order, and the
    reciprocal of the diagonal; so the inner loops run over neighbours in memory.
    """
    cdef int n = sheet.n_cells, i, j, k, first
    cdef float total
    cdef float *row
    cdef float *above
    cdef float *a = bench.amplitude
    for i in range(n):
        row = bench.band[i]
        total = row[MAX_BAND]
        for k in range(MAX_BAND):
            row[k] = bench.gram[i][MAX_BAND - k]
        first = MAX_BAND - sheet.n - 1
        if i < MAX_BAND - first:
            first = MAX_BAND - i
        for j in range(first, MAX_BAND):
            above = bench.band[i - MAX_BAND + j] + MAX_BAND - j
            for k in range(first, j):
                row[j] -= row[k] * above[k]
            row[j] *= above[j]
        for k in range(first, MAX_BAND):
            total -= row[k] * row[k]
        row[MAX_BAND] = 1.0 / sqrtf(total if total > 1e-3 else 1e-3)
        total = a[i]
        for k in range(first, MAX_BAND):
            total -= row[k] * a[i - MAX_BAND + k]
        a[i] = total * row[MAX_BAND]
    for i in range(n - 1, -1, -1):
        a[i] *= bench.band[i][MAX_BAND]
        first = MAX_BAND - sheet.n - 1
        if i < MAX_BAND - first:
            first = MAX_BAND - i
        for k in range(first, MAX_BAND):
            a[i - MAX_BAND + k] -= bench.band[i][k] * a[i]


cdef void demodulate(const Sheet *sheet, Bench *bench, const Pose *pose, float noise) noexcept nogil:
    """Estimate every site's amplitude and the log-likelihood ratio of a dot there."""
    cdef int side = sheet.side, i, r, c
    cdef float prior = 4.0 * noise * noise / (pose.gain * pose.gain)
    cdef float down
    for r in range(side):
        down = pose.pedestal * bench.row_sum[r]
        for c in range(side):
            bench.work[r * side + c] = bench.patch[r * side + c] - pose.offset - down * bench.column_sum[c]
    match_sites(sheet, bench, bench.work)
    overlap_neighbours(sheet, bench)
    for i in range(sheet.n_cells):
        if bench.visible[i]:
            bench.band[i][MAX_BAND] = bench.gram[i][0] + prior
            bench.amplitude[i] = bench.matched[i] + prior * pose.gain * (1.0 if sheet.is_anchor[i] else 0.5)
        else:
            bench.band[i][MAX_BAND] = 1.0
            bench.amplitude[i] = 0
    solve_band(sheet, bench)
    for i in range(sheet.n_cells):
        bench.evidence[i] = 0
        if bench.visible[i]:
            bench.evidence[i] = (
                pose.gain * (bench.amplitude[i] - 0.5 * pose.gain)
                * (bench.gram[i][0] * sheet.clarity[i] + prior) / (noise * noise)
            )
