"""A wrong cell under the face: large enough to pass for a dot, or to hide one.

Where it stands among dots it has no quiet neighbours to give it away, and free amplitudes bend to
it. What gives it away is the fit without it: leaving node i out of a linear fit lowers the sum of
squares by r_i^2 / (1 - h_i), with r_i its residual and h_i its leverage (R. D. Cook, S. Weisberg,
"Residuals and Influence in Regression", 1982, 2.2). One cell that accounts for half of all that the
dots cannot explain is no dot's work.

    h_i = |L^-1 w|^2,    w the windows' values at the node, L the factor that `demodulate` left
"""

from libc.math cimport fabsf
from libc.string cimport memset
from stampcodec._core.lanes cimport stamp_add
from stampcodec._core.windows cimport patch_index
from stampcodec._core.workspace cimport MAX_CELLS, MAX_LONE, PADDED, TAPS, Bench, Pose, Sheet

cdef enum:
    SUSPECTS = 4                # nodes of largest residual that are tried

cdef float SIZE = 0.15          # of the gain: the root of that, at least
cdef float NOISES = 6.0         # noise RMS, likewise
cdef float LEAST_SLACK = 0.05


cdef float leverage(const Sheet *sheet, const Bench *bench, int r, int c) noexcept nogil:
    """How far the fit follows a node of the patch, 0 to 1."""
    cdef float w[MAX_CELLS + PADDED]
    cdef int i, across, down, first = sheet.n_cells
    cdef float total = 0
    memset(w, 0, sizeof(w))
    for i in range(sheet.n_cells):
        down = r - bench.corner_row[i]
        across = c - bench.corner_column[i]
        if bench.visible[i] and 0 <= down < TAPS and 0 <= across < TAPS:
            w[i] = bench.ex[i][TAPS + across] * bench.ey[i][TAPS + down]
            first = i if i < first else first
    for i in range(first, sheet.n_cells):
        w[i] *= bench.band[i][0]
        total += w[i] * w[i]
        if w[i] != 0:
            stamp_add(w + i + 1, bench.band[i] + 1, -w[i])
            w[i + TAPS + 1] -= w[i] * bench.band[i][TAPS + 1]
    return total


cdef void subtract_dots(const Sheet *sheet, Bench *bench) noexcept nogil:
    """Leave in bench.work what the fitted amplitudes do not explain."""
    cdef int i, k, at, first = (TAPS - sheet.window) // 2
    for i in range(sheet.n_cells):
        if not bench.visible[i]:
            continue
        at = bench.corner[i] + first * sheet.side
        for k in range(first, TAPS - first):
            stamp_add(bench.work + at, bench.ex[i] + TAPS,
                      -bench.amplitude[i] * bench.ey[i][TAPS + k])
            at += sheet.side
    for k in range(bench.n_lone):
        at = patch_index(sheet, bench, k)
        if at >= 0:
            bench.work[at] = 0


cdef float slack(const Sheet *sheet, const Bench *bench, int at) noexcept nogil:
    """The share of a cell's error that the fit leaves in its residual."""
    cdef float spare = 1.0 - leverage(sheet, bench, at // sheet.side, at % sheet.side)
    return spare if spare > LEAST_SLACK else LEAST_SLACK


cdef int find_worst(
        const Sheet *sheet, const Bench *bench, float least, float share) noexcept nogil:
    """Find the cell without which the fit is better by that share and by `least` squared, or -1."""
    cdef float worst[SUSPECTS]
    cdef int where[SUSPECTS]
    cdef int r, c, k, at, n = 0, found = -1
    cdef float total = 0, residual, most, spare, gained
    for r in range(sheet.side):
        for c in range(bench.span_first[r], bench.span_first[r] + bench.span_length[r]):
            at = r * sheet.side + c
            residual = fabsf(bench.work[at])
            total += residual * residual
            if n == SUSPECTS and residual <= worst[n - 1]:
                continue
            k = n if n < SUSPECTS else n - 1
            n = k + 1
            while k > 0 and worst[k - 1] < residual:
                worst[k] = worst[k - 1]
                where[k] = where[k - 1]
                k -= 1
            worst[k] = residual
            where[k] = at
    most = share * total
    for k in range(n):
        spare = slack(sheet, bench, where[k])
        gained = worst[k] * worst[k] / spare
        if gained > most and gained > least * least:
            most = gained
            found = where[k]
    return found


cdef bint find_impulse(
        const Sheet *sheet, Bench *bench, const Pose *pose, float share) noexcept nogil:
    """After `demodulate`: note a wrong cell that passed for a dot, if there is one; tell whether.

    It must account for that share of all that the dots cannot explain.
    """
    cdef float least = SIZE * pose.gain
    cdef int found
    if bench.n_lone >= MAX_LONE:
        return False
    subtract_dots(sheet, bench)
    if least < NOISES * bench.hiss:
        least = NOISES * bench.hiss
    found = find_worst(sheet, bench, least, share)
    if found < 0:
        return False
    bench.lone[bench.n_lone] = (
        (found // sheet.side + bench.top) * sheet.columns + found % sheet.side + bench.left
    )
    bench.n_lone += 1
    return True
