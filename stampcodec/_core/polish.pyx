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
from stampcodec._core.lanes cimport stamp_eight_taps, stamp_odds, stamp_sample, stamp_weave
from stampcodec._core.workspace cimport (
    AROUND, BEFORE, MAX_CELLS, ODDS_BAND, TAPS, Bench, Pose, Sheet,
)

cdef enum:
    ROUNDS = 2
    FOUR = 4                    # poses weighed at once

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


cdef void weigh_four(const Sheet *sheet, const Bench *bench, Pose *poses) noexcept nogil:
    """Write the log odds of a face at four poses, in nats, but for a constant, to their scores."""
    cdef int n = sheet.n, across = 2 * (sheet.columns + 2 * AROUND), i, k
    cdef int tall = 2 * (sheet.rows + 2 * AROUND)
    cdef float step = 2 * (sheet.u[1] - sheet.u[0]), edge = 0.5 * <float>(n - 1)
    cdef float x[FOUR]
    cdef float y[FOUR]
    cdef float right[FOUR]
    cdef float down[FOUR]
    cdef float told[FOUR]
    cdef float z[FOUR * MAX_CELLS]
    cdef float u[FOUR * (MAX_CELLS + ODDS_BAND)]
    for k in range(FOUR):
        right[k] = step * cosf(poses[k].angle)
        down[k] = step * sinf(poses[k].angle)
        x[k] = (2 * (clamp(poses[k].x, 0, sheet.columns - 1) + AROUND)
                - edge * (right[k] - down[k]))
        y[k] = (2 * (clamp(poses[k].y, 0, sheet.rows - 1) + AROUND)
                - edge * (right[k] + down[k]))
    for i in range(n):
        stamp_sample(z + FOUR * i * n, bench.matches, across, tall, x, y, right, down, n)
        for k in range(FOUR):
            x[k] -= down[k]
            y[k] += right[k]
    memset(u, 0, FOUR * ODDS_BAND * sizeof(float))
    stamp_odds(told, u + FOUR * ODDS_BAND, z, sheet.seen, sheet.mean, sheet.mean_overlap,
               sheet.own_factor, &sheet.factor[0][0], ODDS_BAND, (n + 4) // 4 * 4, sheet.n_cells)
    for k in range(FOUR):
        poses[k].score = told[k]


cdef inline float vertex(float before, float at, float after) noexcept nogil:
    """Where three values peak, -1 to 1 from the middle one: a parabola's vertex, or an end."""
    cdef float bend = before + after - 2.0 * at
    if bend >= 0:
        return -1.0 if before > after else 1.0 if after > before else 0.0
    return clamp(0.5 * (before - after) / bend, -1.0, 1.0)


cdef void polish(const Sheet *sheet, const Bench *bench, Pose *pose) noexcept nogil:
    """Move a candidate to where the odds are best, by parabolas through six poses about it.

    Parabolas along three axes may miss a slanting peak: of the last step, the best of four lengths.
    """
    cdef Pose about[8]
    cdef float reach = WIDE, turn, x, y, angle
    cdef int k, n
    for n in range(ROUNDS):
        turn = reach / sheet.half
        for k in range(8):
            about[k] = pose[0]
        about[0].x -= reach
        about[1].x += reach
        about[2].y -= reach
        about[3].y += reach
        about[4].angle -= turn
        about[5].angle += turn
        weigh_four(sheet, bench, about)
        weigh_four(sheet, bench, about + FOUR)
        pose[0] = about[6]
        x = reach * vertex(about[0].score, pose.score, about[1].score)
        y = reach * vertex(about[2].score, pose.score, about[3].score)
        angle = turn * vertex(about[4].score, pose.score, about[5].score)
        for k in range(FOUR):
            about[k] = pose[0]
            about[k].x += 0.5 * (k + 1) * x
            about[k].y += 0.5 * (k + 1) * y
            about[k].angle += 0.5 * (k + 1) * angle
        if n + 1 == ROUNDS:
            weigh_four(sheet, bench, about)
            for k in range(FOUR):
                if about[k].score > pose.score:
                    pose[0] = about[k]
        else:
            pose[0] = about[1]
        reach *= NARROWER


cdef bint slide(const Sheet *sheet, const Bench *bench, Pose *pose) noexcept nogil:
    """Move a candidate by a row or a column of sites, or two, where the odds are better there."""
    cdef Pose beside[FOUR]
    cdef Pose best = pose[0]
    cdef float right, down
    cdef int k, far
    for far in range(1, 3):
        right = far * (sheet.u[1] - sheet.u[0]) * cosf(pose.angle)
        down = far * (sheet.u[1] - sheet.u[0]) * sinf(pose.angle)
        for k in range(FOUR):
            beside[k] = pose[0]
        beside[0].x += right
        beside[0].y += down
        beside[1].x -= right
        beside[1].y -= down
        beside[2].x -= down
        beside[2].y += right
        beside[3].x += down
        beside[3].y -= right
        weigh_four(sheet, bench, beside)
        for k in range(FOUR):
            if beside[k].score > best.score:
                best = beside[k]
    if best.score <= pose.score:
        return False
    pose[0] = best
    return True


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


cdef void rank(
        const Sheet *sheet, Bench *bench, int weighed, int polished, int slides) noexcept nogil:
    """Bring the first candidates into the order of their odds, the best polished and slid."""
    cdef int k
    for k in range((weighed + FOUR - 1) // FOUR):
        weigh_four(sheet, bench, bench.candidates + FOUR * k)
    sort(bench, weighed)
    for k in range(polished):
        polish(sheet, bench, &bench.candidates[k])
        for _slide in range(slides):
            if not slide(sheet, bench, &bench.candidates[k]):
                break
            polish(sheet, bench, &bench.candidates[k])
    sort(bench, weighed)
