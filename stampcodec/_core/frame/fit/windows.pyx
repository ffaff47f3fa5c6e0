"""The sensor's picture of a dot, for every site at a pose (docs/reader.md 1.3, 6.1).

A dot is a Gaussian of variance s^2 + r^2 / 4. A window is one row of taps and one column, and an
axis needs two exponentials:

    exp(-(k - f)^2 / 2 s^2) = exp(-f^2 / 2 s^2) * exp(f / s^2)^k * exp(-k^2 / 2 s^2)

f is the place of the site behind the node at floor(x), and k the node, -3 to 4.
"""

from libc.math cimport cosf, expf, floorf, sinf
from libc.stdint cimport int16_t
from libc.string cimport memset
from stampcodec._core.lanes cimport stamp_add, stamp_dot, stamp_exp, stamp_taps
from stampcodec._core.frame.values cimport BEFORE, TAPS, Patch, Pose, Scene, Sites, Tables, Windows


cdef void lay_patch(
        const Tables *tables, const Scene *scene, const Pose *pose, float *image,
        Patch *patch) noexcept nogil:
    """Copy the frame round a candidate; nothing off the panel."""
    cdef int side = tables.side, columns = tables.columns, r, c, first, last
    cdef const int16_t *source
    cdef float *target
    patch.x = pose.x
    patch.y = pose.y
    patch.counts = image
    patch.top = <int>floorf(pose.y + 0.5) - side // 2
    patch.left = <int>floorf(pose.x + 0.5) - side // 2
    memset(image, 0, side * side * sizeof(float))
    first = -patch.left if patch.left < 0 else 0
    last = columns - patch.left if columns - patch.left < side else side
    for r in range(side):
        if 0 <= r + patch.top < tables.rows:
            source = scene.counts + (r + patch.top) * columns + patch.left
            target = image + r * side
            for c in range(first, last):
                target[c] = source[c]


cdef int patch_index(const Tables *tables, const Patch *patch, int at) noexcept nogil:
    """Where a cell of the panel lies in the patch, -1 where it does not."""
    cdef int r = at // tables.columns - patch.top
    cdef int c = at % tables.columns - patch.left
    return r * tables.side + c if 0 <= r < tables.side and 0 <= c < tables.side else -1


cdef void cut_off(int first, int lines, float *taps, float *slope, float *widening) noexcept nogil:
    """Take out the taps on lines that the panel does not have."""
    cdef int k
    for k in range(TAPS):
        if first + k < 0 or first + k >= lines:
            taps[k] = slope[k] = widening[k] = 0


cdef void lay_windows(
        const Tables *tables, const Patch *patch, const Pose *pose,
        Windows *windows) noexcept nogil:
    """Put the window of every site where the pose says."""
    cdef float cosine = cosf(pose.angle), sine = sinf(pose.angle), x, y, behind
    cdef float narrow = 1.0 / (pose.sigma * pose.sigma)
    cdef float steady[TAPS]
    cdef int i, k, row, column
    windows.pose = pose[0]
    for k in range(TAPS):
        steady[k] = expf(-0.5 * narrow * (k - BEFORE) * (k - BEFORE))
    for i in range(tables.n_cells):
        windows.turned_u[i] = tables.u[i] * cosine - tables.v[i] * sine
        windows.turned_v[i] = tables.u[i] * sine + tables.v[i] * cosine
        x = pose.x + windows.turned_u[i]
        y = pose.y + windows.turned_v[i]
        column = <int>floorf(x) - BEFORE
        row = <int>floorf(y) - BEFORE
        windows.corner_row[i] = row - patch.top
        windows.corner_column[i] = column - patch.left
        windows.corner[i] = windows.corner_row[i] * tables.side + windows.corner_column[i]
        windows.visible[i] = (
            tables.present[i] and -1.0 < x < tables.columns and -1.0 < y < tables.rows)
        if not tables.present[i]:
            continue
        behind = x - column - BEFORE
        stamp_taps(behind, narrow, stamp_exp(-0.5 * narrow * behind * behind),
                   stamp_exp(narrow * behind), steady,
                   windows.ex[i] + TAPS, windows.dx[i], windows.sx[i])
        behind = y - row - BEFORE
        stamp_taps(behind, narrow, stamp_exp(-0.5 * narrow * behind * behind),
                   stamp_exp(narrow * behind), steady,
                   windows.ey[i] + TAPS, windows.dy[i], windows.sy[i])
        if column < 0 or column + TAPS > tables.columns:
            cut_off(column, tables.columns, windows.ex[i] + TAPS, windows.dx[i], windows.sx[i])
        if row < 0 or row + TAPS > tables.rows:
            cut_off(row, tables.rows, windows.ey[i] + TAPS, windows.dy[i], windows.sy[i])


cdef void move_windows(
        const Tables *tables, const Patch *patch, const Pose *pose,
        Windows *windows) noexcept nogil:
    """Put the windows where the pose says, unless they lie there."""
    cdef const Pose *laid = &windows.pose
    if (laid.x != pose.x or laid.y != pose.y or laid.angle != pose.angle
            or laid.sigma != pose.sigma):
        lay_windows(tables, patch, pose, windows)


cdef void match_sites(
        const Tables *tables, const Windows *windows, const float *image,
        float *matched) noexcept nogil:
    """Correlate a patch with every site's window."""
    cdef int i, k, first = (TAPS - tables.window) // 2
    cdef float row[TAPS]
    cdef const float *source
    for i in range(tables.n_cells):
        matched[i] = 0
        if not windows.visible[i]:
            continue
        memset(row, 0, sizeof(row))
        source = image + windows.corner[i] + first * tables.side
        for k in range(first, TAPS - first):
            stamp_add(row, source, windows.ey[i][TAPS + k])
            source += tables.side
        matched[i] = stamp_dot(row, windows.ex[i] + TAPS, TAPS)


cdef void match_slopes(
        const Tables *tables, const Windows *windows, Sites *sites) noexcept nogil:
    """Write how `matched` changes with the pose."""
    cdef int i, k, first = (TAPS - tables.window) // 2
    cdef float row[TAPS]
    cdef float slope[TAPS]
    cdef float by_x, by_y
    cdef const float *source
    memset(sites.slopes, 0, sizeof(sites.slopes))
    for i in range(tables.n_cells):
        if not windows.visible[i]:
            continue
        memset(row, 0, sizeof(row))
        memset(slope, 0, sizeof(slope))
        source = sites.levelled + windows.corner[i] + first * tables.side
        for k in range(first, TAPS - first):
            stamp_add(row, source, windows.ey[i][TAPS + k])
            stamp_add(slope, source, windows.dy[i][k])
            source += tables.side
        by_x = stamp_dot(row, windows.dx[i], TAPS)
        by_y = stamp_dot(slope, windows.ex[i] + TAPS, TAPS)
        sites.slopes[0][i] = by_x
        sites.slopes[1][i] = by_y
        sites.slopes[2][i] = windows.turned_u[i] * by_y - windows.turned_v[i] * by_x
