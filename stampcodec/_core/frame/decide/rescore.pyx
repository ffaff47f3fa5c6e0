"""Compare the faces that a list of words draws, each at its own gain and pose (docs/reader.md 8.7).

With b the dots of a word, z the frame matched to their windows, and G the windows' overlaps, a face
at its best gain takes off the squares of the frame

    (b z)^2 / b G b

and a small move of the pose adds to b z

    sum of s^2 / 2 (C + prior)     over x, y and angle

with s the slopes of b z and C its mean bend. This is a profile likelihood: D. R. Cox,
D. V. Hinkley, "Theoretical Statistics", 1974, 9.3.
"""

from libc.math cimport M_PI
from libc.stdint cimport uint64_t
from libc.string cimport memset
from stampcodec._core.lanes cimport stamp_dot, stamp_lowest
from stampcodec._core.frame.thresholds cimport POSE_SPREAD
from stampcodec._core.frame.values cimport (
    MAX_BAND, MAX_CELLS, N_ANCHORS, N_OVERLAPS, Sites, Tables, Windows,
)

cdef float BEND = M_PI / 4      # formula: half of a lone dot's pi / 2, gains a squared node (8.7)


cdef void tabulate_overlaps(
        const Tables *tables, const Sites *sites,
        float overlaps[N_OVERLAPS][MAX_CELLS]) noexcept nogil:
    """Write every cell's overlap with itself, and twice those with its later neighbours."""
    cdef int i
    memset(overlaps, 0, N_OVERLAPS * sizeof(overlaps[0]))
    for i in range(tables.n_cells):
        overlaps[0][i] = sites.gram[i][0]
        overlaps[1][i] = 2.0 * sites.gram[i][1]
        overlaps[2][i] = 2.0 * sites.gram[i][tables.n - 1]
        overlaps[3][i] = 2.0 * sites.gram[i][tables.n]
        overlaps[4][i] = 2.0 * sites.gram[i][tables.n + 1]


cdef float squares_of(
        const Tables *tables, const Windows *windows, const Sites *sites,
        const float overlaps[N_OVERLAPS][MAX_CELLS], const float *arms, float softness,
        uint64_t word) noexcept nogil:
    """Squared counts that the face of a word takes off the frame; softness is noise^2 / gain."""
    cdef float there[MAX_CELLS + MAX_BAND]
    cdef float own[MAX_CELLS]
    # named, so that the compiler sees four neighbours of four cells lie side by side
    cdef const float *right = there + 1
    cdef const float *below_left = there + tables.n - 1
    cdef const float *below = there + tables.n
    cdef const float *below_right = there + tables.n + 1
    cdef float x, y, turn, power, common, reach = POSE_SPREAD / tables.half
    cdef int i, b, dots = 0
    cdef float gain = sites.pose.gain
    memset(there, 0, sizeof(there))
    for b in range(N_ANCHORS):
        i = tables.anchors[b]
        there[i] = windows.visible[i]
        dots += windows.visible[i]
    while word != 0:
        i = tables.cell_of_bit[stamp_lowest(word)]
        there[i] = windows.visible[i]
        dots += windows.visible[i]
        word &= word - 1
    for i in range(MAX_CELLS):
        own[i] = (
            overlaps[0][i] + overlaps[1][i] * right[i] + overlaps[2][i] * below_left[i]
            + overlaps[3][i] * below[i] + overlaps[4][i] * below_right[i]
        )
    power = stamp_dot(there, own, MAX_CELLS)
    x = stamp_dot(there, sites.slopes[0], MAX_CELLS)
    y = stamp_dot(there, sites.slopes[1], MAX_CELLS)
    turn = stamp_dot(there, sites.slopes[2], MAX_CELLS)
    common = stamp_dot(there, sites.matched, MAX_CELLS) + 0.5 * (
        (x * x + y * y) / (BEND * gain * dots + softness / (POSE_SPREAD * POSE_SPREAD))
        + turn * turn / (BEND * gain * stamp_dot(there, arms, MAX_CELLS)
                         + softness / (reach * reach))
    )
    return common * common / power if common > 0 and power > 0 else 0


cdef void rescore(
        const Tables *tables, const Windows *windows, const Sites *sites,
        const uint64_t *words, int count, float *costs) noexcept nogil:
    """Write what each word costs: squared counts, less the frame's own."""
    cdef float overlaps[N_OVERLAPS][MAX_CELLS]
    cdef float arms[MAX_CELLS]
    cdef int i, k
    tabulate_overlaps(tables, sites, overlaps)
    for i in range(MAX_CELLS):
        arms[i] = tables.u[i] * tables.u[i] + tables.v[i] * tables.v[i]
    for k in range(count):
        costs[k] = -squares_of(tables, windows, sites, overlaps, arms,
                               sites.noise * sites.noise / sites.pose.gain, words[k])
