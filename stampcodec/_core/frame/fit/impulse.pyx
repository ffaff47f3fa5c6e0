"""Find a wrong cell under the face (docs/reader.md 7.6).

Among dots it has no quiet neighbours, and free amplitudes bend to it. The fit without it shows it:
leaving node i out of a linear fit lowers the sum of squares by r_i^2 / (1 - h_i), with r_i its
residual and h_i its leverage (R. D. Cook, S. Weisberg, "Residuals and Influence in Regression",
1982, 2.2).

    h_i = |L^-1 w|^2,    w the windows' values at the node, L the factor that `demodulate` left
"""

from libc.math cimport fabsf
from libc.string cimport memcpy, memset
from stampcodec._core.bounds cimport larger
from stampcodec._core.lanes cimport stamp_add
from stampcodec._core.frame.fit.windows cimport patch_index
from stampcodec._core.frame.thresholds cimport SUSPECTS, TOUCHED_NODE
from stampcodec._core.frame.values cimport (
    MAX_CELLS, MAX_WRONG, PADDED, TAPS, TINY, Drawing, Fit, Patch, Scene, Sites, Tables, Windows,
)


cdef float leverage(
        const Tables *tables, const Windows *windows, const Sites *sites,
        int r, int c) noexcept nogil:
    """How far the fit follows a node of the patch, 0 to 1."""
    cdef float w[MAX_CELLS + PADDED]
    cdef int i, across, down, first = tables.n_cells
    cdef float total = 0
    memset(w, 0, sizeof(w))
    for i in range(tables.n_cells):
        down = r - windows.corner_row[i]
        across = c - windows.corner_column[i]
        if windows.visible[i] and 0 <= down < TAPS and 0 <= across < TAPS:
            w[i] = windows.ex[i][TAPS + across] * windows.ey[i][TAPS + down]
            first = i if i < first else first
    for i in range(first, tables.n_cells):
        w[i] *= sites.band[i][0]
        total += w[i] * w[i]
        if w[i] != 0:
            stamp_add(w + i + 1, sites.band[i] + 1, -w[i])
            w[i + TAPS + 1] -= w[i] * sites.band[i][TAPS + 1]
    return total


cdef void subtract_dots(
        const Tables *tables, const Patch *patch, const Windows *windows, const Sites *sites,
        const Fit *fit, float *rest) noexcept nogil:
    """Write what the amplitudes do not explain of the patch."""
    cdef int i, k, at, first = (TAPS - tables.window) // 2
    memcpy(rest, sites.levelled, tables.side * tables.side * sizeof(float))
    for i in range(tables.n_cells):
        if not windows.visible[i]:
            continue
        at = windows.corner[i] + first * tables.side
        for k in range(first, TAPS - first):
            stamp_add(rest + at, windows.ex[i] + TAPS,
                      -sites.amplitude[i] * windows.ey[i][TAPS + k])
            at += tables.side
    for k in range(fit.wrong.n):
        at = patch_index(tables, patch, fit.wrong.at[k])
        if at >= 0:
            rest[at] = 0


cdef float slack(
        const Tables *tables, const Windows *windows, const Sites *sites, int at) noexcept nogil:
    """The share of a cell's error that the fit leaves in its residual."""
    cdef float spare = 1.0 - leverage(tables, windows, sites, at // tables.side, at % tables.side)
    return larger(spare, TINY)


cdef int find_worst(
        const Tables *tables, const Windows *windows, const Drawing *drawing, const Sites *sites,
        const float *rest, float least) noexcept nogil:
    """Find the cell without which half of what is unexplained, and `least` squared, is gone, or -1.
    """
    cdef float worst[SUSPECTS]
    cdef int where[SUSPECTS]
    cdef int r, c, k, at, n = 0, found = -1
    cdef float total = 0, residual, most, gained
    for r in range(tables.side):
        for c in range(drawing.span_first[r], drawing.span_first[r] + drawing.span_length[r]):
            at = r * tables.side + c
            residual = fabsf(rest[at])
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
    most = larger(0.5 * total, least * least)
    for k in range(n):
        gained = worst[k] * worst[k] / slack(tables, windows, sites, where[k])
        if gained > most:
            most = gained
            found = where[k]
    return found


cdef bint find_impulse(
        const Tables *tables, const Scene *scene, const Patch *patch, const Windows *windows,
        const Drawing *drawing, const Sites *sites, float *rest, Fit *fit) noexcept nogil:
    """Note a wrong cell that passed for a dot, if there is one; tell whether.

    It must account for more than half of all that the dots cannot explain. The sites are those of
    the fit; `rest` is room for a patch.
    """
    cdef int found
    if fit.wrong.n >= MAX_WRONG:
        return False
    subtract_dots(tables, patch, windows, sites, fit, rest)
    found = find_worst(tables, windows, drawing, sites, rest, TOUCHED_NODE * scene.noise)
    if found < 0:
        return False
    fit.wrong.at[fit.wrong.n] = (
        (found // tables.side + patch.top) * tables.columns + found % tables.side + patch.left
    )
    fit.wrong.n += 1
    return True
