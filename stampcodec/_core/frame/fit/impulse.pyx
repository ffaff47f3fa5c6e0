"""Find a wrong cell under the face (docs/reader.md 7.6).

A wrong cell is a node with a count that no dot explains. Under the face its neighbours are dots,
so it does not stand alone, and the amplitudes of the dots near it follow it. Its residual alone is
therefore too small to find it. Instead, ask how much better the fit becomes without the node. The
sum of squares falls by r^2 / (1 - h), where r is the residual of the node and h is its leverage
(R. D. Cook, S. Weisberg, "Residuals and Influence in Regression", 1982, 2.2):

    h = |L^-1 w|^2      w: the values of the windows at the node
                        L: the Cholesky factor that `demodulate` wrote
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
    """Return how far the fit follows a node of the patch: 0 not at all, 1 completely."""
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
    """Write the residual of the patch: the counts without the dots, and 0 at wrong cells."""
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
    """Return the share of a node's error that stays in its residual, 1 - h."""
    cdef float spare = 1.0 - leverage(tables, windows, sites, at // tables.side, at % tables.side)
    return larger(spare, TINY)


cdef int find_worst(
        const Tables *tables, const Windows *windows, const Drawing *drawing, const Sites *sites,
        const float *rest, float least) noexcept nogil:
    """Return the node that improves the fit most when it is left out, or -1.

    Leaving it out must remove at least half of the sum of squares, and at least `least` squared.
    Only the few nodes of largest residual are tried.
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
    """Find a wrong cell under the face and add it to those of the fit; tell whether there is one.

    It must account for more than half of what the dots cannot explain. `sites` must be those at the
    pose of the fit. `rest` is working memory, as large as the patch.
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
