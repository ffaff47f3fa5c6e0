"""The sensor's picture of a dot, for every site at a pose.

A dot of radius r under a kernel of standard deviation s looks, within 2 %, like a Gaussian of
variance s^2 + r^2 / 4. A Gaussian is separable, so a window is one row of taps and one column; on
a grid it needs two exponentials only:

    exp(-(k - f)^2 / 2 s^2) = exp(-f^2 / 2 s^2) * exp(f / s^2)^k * exp(-k^2 / 2 s^2)

with f the site's place behind the node at floor(x), and k the node, -3 to 4.
"""

from libc.math cimport cosf, expf, floorf, sinf
from libc.stdint cimport int16_t
from libc.string cimport memset
from stampcodec._core.lanes cimport stamp_add, stamp_dot, stamp_exp, stamp_taps
from stampcodec._core.workspace cimport BEFORE, TAPS, Bench, Pose, Sheet


cdef void lay_patch(const Sheet *sheet, Bench *bench, const Pose *pose) noexcept nogil:
    """Copy the frame round a candidate; nothing off the panel."""
    cdef int side = sheet.side, columns = sheet.columns, r, c, first, last
    cdef const int16_t *source
    cdef float *target
    bench.start = pose[0]
    bench.top = <int>floorf(pose.y + 0.5) - side // 2
    bench.left = <int>floorf(pose.x + 0.5) - side // 2
    memset(bench.patch, 0, side * side * sizeof(float))
    first = -bench.left if bench.left < 0 else 0
    last = columns - bench.left if columns - bench.left < side else side
    for r in range(side):
        if 0 <= r + bench.top < sheet.rows:
            source = bench.counts + (r + bench.top) * columns + bench.left
            target = bench.patch + r * side
            for c in range(first, last):
                target[c] = source[c]


cdef int patch_index(const Sheet *sheet, const Bench *bench, int k) noexcept nogil:
    """Where the k-th wrong cell lies in the patch, -1 where it does not."""
    cdef int r = bench.lone[k] // sheet.columns - bench.top
    cdef int c = bench.lone[k] % sheet.columns - bench.left
    return r * sheet.side + c if 0 <= r < sheet.side and 0 <= c < sheet.side else -1


cdef void silence(int first, int lines, float *taps, float *slope, float *widening) noexcept nogil:
    """Take out the taps on lines that the panel does not have."""
    cdef int k
    for k in range(TAPS):
        if first + k < 0 or first + k >= lines:
            taps[k] = slope[k] = widening[k] = 0


cdef void lay_windows(const Sheet *sheet, Bench *bench, const Pose *pose) noexcept nogil:
    """Put the window of every site where the pose says."""
    cdef float cosine = cosf(pose.angle), sine = sinf(pose.angle), x, y, behind
    cdef float narrow = 1.0 / (pose.sigma * pose.sigma)
    cdef float steady[TAPS]
    cdef int i, k, row, column
    bench.is_laid = True
    for k in range(TAPS):
        steady[k] = expf(-0.5 * narrow * (k - BEFORE) * (k - BEFORE))
    for i in range(sheet.n_cells):
        bench.turned_u[i] = sheet.u[i] * cosine - sheet.v[i] * sine
        bench.turned_v[i] = sheet.u[i] * sine + sheet.v[i] * cosine
        x = pose.x + bench.turned_u[i]
        y = pose.y + bench.turned_v[i]
        column = <int>floorf(x) - BEFORE
        row = <int>floorf(y) - BEFORE
        bench.corner_row[i] = row - bench.top
        bench.corner_column[i] = column - bench.left
        bench.corner[i] = bench.corner_row[i] * sheet.side + bench.corner_column[i]
        bench.visible[i] = sheet.present[i] and -1.0 < x < sheet.columns and -1.0 < y < sheet.rows
        if not sheet.present[i]:
            continue
        behind = x - column - BEFORE
        stamp_taps(behind, narrow, stamp_exp(-0.5 * narrow * behind * behind),
                   stamp_exp(narrow * behind), steady, bench.ex[i] + TAPS, bench.dx[i], bench.sx[i])
        behind = y - row - BEFORE
        stamp_taps(behind, narrow, stamp_exp(-0.5 * narrow * behind * behind),
                   stamp_exp(narrow * behind), steady, bench.ey[i] + TAPS, bench.dy[i], bench.sy[i])
        if column < 0 or column + TAPS > sheet.columns:
            silence(column, sheet.columns, bench.ex[i] + TAPS, bench.dx[i], bench.sx[i])
        if row < 0 or row + TAPS > sheet.rows:
            silence(row, sheet.rows, bench.ey[i] + TAPS, bench.dy[i], bench.sy[i])


cdef void match_sites(const Sheet *sheet, Bench *bench, const float *image) noexcept nogil:
    """Correlate a patch with every site's window, into bench.matched."""
    cdef int i, k, first = (TAPS - sheet.window) // 2
    cdef float row[TAPS]
    cdef const float *source
    for i in range(sheet.n_cells):
        bench.matched[i] = 0
        if not bench.visible[i]:
            continue
        memset(row, 0, sizeof(row))
        source = image + bench.corner[i] + first * sheet.side
        for k in range(first, TAPS - first):
            stamp_add(row, source, bench.ey[i][TAPS + k])
            source += sheet.side
        bench.matched[i] = stamp_dot(row, bench.ex[i] + TAPS, TAPS)


cdef void match_slopes(const Sheet *sheet, Bench *bench, const float *image) noexcept nogil:
    """Write how `matched` changes with the pose into bench.slopes."""
    cdef int i, k, first = (TAPS - sheet.window) // 2
    cdef float row[TAPS]
    cdef float slope[TAPS]
    cdef float by_x, by_y
    cdef const float *source
    memset(bench.slopes, 0, sizeof(bench.slopes))
    for i in range(sheet.n_cells):
        if not bench.visible[i]:
            continue
        memset(row, 0, sizeof(row))
        memset(slope, 0, sizeof(slope))
        source = image + bench.corner[i] + first * sheet.side
        for k in range(first, TAPS - first):
            stamp_add(row, source, bench.ey[i][TAPS + k])
            stamp_add(slope, source, bench.dy[i][k])
            source += sheet.side
        by_x = stamp_dot(row, bench.dx[i], TAPS)
        by_y = stamp_dot(slope, bench.ex[i] + TAPS, TAPS)
        bench.slopes[0][i] = by_x
        bench.slopes[1][i] = by_y
        bench.slopes[2][i] = bench.turned_u[i] * by_y - bench.turned_v[i] * by_x
