"""Bring candidates nearer before they are fitted: the odds of a face at a pose, whatever it says.

Templates know only what all faces share. But a frame that is taken apart into dots says more: at
the right pose its sites hold a dot or none, at any other something between. With the amplitudes a
of the sites normal, of mean m and variance V, and noise s in every node, the frame's log odds
against nothing being there are, but for a constant,

    |u|^2 / 2 + m z / s^2,        L u = (z - G m) / s^2,        L L' = G / s^2 + 1 / V

with z the frame matched to every site's window and G the windows' overlaps. On the panel G hardly
changes from pose to pose, so L is made with the reader (stampcodec/lattice/sheet.py); z is read
out of one image, the frame matched at every node and half-way between:

      o-+-o-+-o       o  node           sites lie anywhere: linear between four of these
      +-+-+-+-+       +  between
      o-+-o-+-o
"""

from libc.math cimport cosf, sinf
from libc.string cimport memset
from stampcodec._core.bounds cimport clamp
from stampcodec._core.lanes cimport stamp_eight_taps, stamp_sample, stamp_weave, stamp_whitened
from stampcodec._core.workspace cimport (
    AROUND, BEFORE, MAX_CELLS, ODDS_BAND, TAPS, Bench, Pose, Sheet,
)

cdef enum:
    ROUNDS = 2                  # through x, y and angle

cdef float WIDE = 0.5           # nodes: reach of the first round
cdef float NARROWER = 0.7       # of it, that of the next


cdef void match_frame(const Sheet *sheet, Bench *bench) noexcept nogil:
    """Match the clipped image to a dot's window at every node and half-way, into bench.matches."""
    cdef int wide = sheet.columns + 2 * AROUND, tall = sheet.rows + 2 * AROUND
    cdef int across = 2 * wide, stride = sheet.stride, r, k
    cdef const float *source
    cdef float *target
    cdef float taps[TAPS]
    # rows beyond the panel are zero, those of `halves` as those of the clipped image
    memset(bench.halves, 0, (tall + TAPS) * across * sizeof(float))
    for r in range(sheet.rows):
        source = bench.clipped + (r + sheet.rim) * stride + sheet.rim - AROUND - BEFORE
        target = bench.halves + (r + AROUND + BEFORE) * across
        stamp_eight_taps(bench.line, source, 1, sheet.taps[0], wide)
        stamp_eight_taps(bench.line + wide, source, 1, sheet.taps[1], wide)
        stamp_weave(target, bench.line, bench.line + wide, bench.share_x, wide)
    for r in range(2 * tall):
        for k in range(TAPS):
            taps[k] = sheet.taps[r & 1][k] * bench.share_y[r]
        stamp_eight_taps(bench.matches + r * across, bench.halves + (r >> 1) * across, across,
                         taps, across)


cdef float odds(
        const Sheet *sheet, const Bench *bench, float x, float y, float angle) noexcept nogil:
    """The log odds of a face at a pose on the panel, in nats, but for a constant."""
    cdef int n = sheet.n, across = 2 * (sheet.columns + 2 * AROUND), i
    cdef int tall = 2 * (sheet.rows + 2 * AROUND)
    cdef float step = 2 * (sheet.u[1] - sheet.u[0]), edge = 0.5 * <float>(n - 1)
    cdef float right = step * cosf(angle), down = step * sinf(angle), mean = 0
    cdef float z[MAX_CELLS]
    cdef float u[MAX_CELLS + ODDS_BAND]
    x = 2 * (clamp(x, 0, sheet.columns - 1) + AROUND) - edge * (right - down)
    y = 2 * (clamp(y, 0, sheet.rows - 1) + AROUND) - edge * (right + down)
    for i in range(n):
        stamp_sample(z + i * n, bench.matches, across, tall, x - i * down, y + i * right,
                     right, down, n)
    for i in range(sheet.n_cells):
        z[i] *= sheet.seen[i]
        mean += sheet.mean[i] * z[i]
        z[i] -= sheet.mean_overlap[i]
    memset(u, 0, ODDS_BAND * sizeof(float))
    return mean + <float>0.5 * stamp_whitened(
        u + ODDS_BAND, z, sheet.own_factor, &sheet.factor[0][0], sheet.n_cells)


cdef inline float vertex(float before, float at, float after) noexcept nogil:
    """Where three values peak, -1 to 1 from the middle one: a parabola's vertex, or an end."""
    cdef float bend = before + after - 2.0 * at
    if bend >= 0:
        return -1.0 if before > after else 1.0 if after > before else 0.0
    return clamp(0.5 * (before - after) / bend, -1.0, 1.0)


cdef void polish(const Sheet *sheet, const Bench *bench, Pose *pose) noexcept nogil:
    """Move a candidate to where the odds are best, one coordinate after the other."""
    cdef float here = odds(sheet, bench, pose.x, pose.y, pose.angle), before, after, turn
    cdef float reach = WIDE
    for _round in range(ROUNDS):
        turn = reach / sheet.half
        before = odds(sheet, bench, pose.x - reach, pose.y, pose.angle)
        after = odds(sheet, bench, pose.x + reach, pose.y, pose.angle)
        pose.x += reach * vertex(before, here, after)
        here = odds(sheet, bench, pose.x, pose.y, pose.angle)
        before = odds(sheet, bench, pose.x, pose.y - reach, pose.angle)
        after = odds(sheet, bench, pose.x, pose.y + reach, pose.angle)
        pose.y += reach * vertex(before, here, after)
        here = odds(sheet, bench, pose.x, pose.y, pose.angle)
        before = odds(sheet, bench, pose.x, pose.y, pose.angle - turn)
        after = odds(sheet, bench, pose.x, pose.y, pose.angle + turn)
        pose.angle += turn * vertex(before, here, after)
        here = odds(sheet, bench, pose.x, pose.y, pose.angle)
        reach *= NARROWER
    pose.score = here


cdef void sort(Bench *bench, int n) noexcept nogil:
    """Bring the first candidates into the order of their scores, best first."""
    cdef Pose one
    cdef int k, at
    for k in range(1, n):
        one = bench.candidates[k]
        at = k
        while at > 0 and bench.candidates[at - 1].score < one.score:
            bench.candidates[at] = bench.candidates[at - 1]
            at -= 1
        bench.candidates[at] = one


cdef void rank(const Sheet *sheet, Bench *bench, int weighed, int polished) noexcept nogil:
    """Bring the first candidates into the order of their odds, the best of them polished."""
    cdef Pose *one
    cdef int k
    for k in range(weighed):
        one = &bench.candidates[k]
        one.score = odds(sheet, bench, one.x, one.y, one.angle)
    sort(bench, weighed)
    for k in range(polished):
        polish(sheet, bench, &bench.candidates[k])
    sort(bench, weighed)
