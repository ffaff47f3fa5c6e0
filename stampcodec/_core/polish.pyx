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
from stampcodec._core.workspace cimport AROUND, BEFORE, MAX_CELLS, TAPS, Bench, Pose, Sheet

cdef enum:
    FOUR = 4                    # poses weighed at once
    STEPS = 2                   # by rows, of the first candidate, at most
    BEST = 5                    # candidates of a search that are moved and polished,
    TWICE = 2                   # and of these, twice

cdef float WIDE = 0.5           # nodes: reach of a polish
cdef float NARROW = 0.35        # and of the next


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
    stamp_odds(told, z, sheet.seen, sheet.mean, sheet.mean_overlap, sheet.own_factor,
               &sheet.factor[0][0][0], n + 1, sheet.n_cells)
    for k in range(FOUR):
        poses[k].score = told[k]


cdef inline float vertex(float before, float at, float after) noexcept nogil:
    """Where three values peak, -1 to 1 from the middle one: a parabola's vertex, or an end."""
    cdef float bend = before + after - 2.0 * at
    if bend >= 0:
        return -1.0 if before > after else 1.0 if after > before else 0.0
    return clamp(0.5 * (before - after) / bend, -1.0, 1.0)


cdef bint take_best(const Pose *others, int n, Pose *pose) noexcept nogil:
    """Put the best of some poses in a pose's place, if it is better; tell whether."""
    cdef bint better = False
    cdef int k
    for k in range(n):
        if others[k].score > pose.score:
            pose[0] = others[k]
            better = True
    return better


cdef void polish(const Sheet *sheet, const Bench *bench, Pose *pose, float reach) noexcept nogil:
    """Move a candidate to where the odds are best, by parabolas through six poses about it.

    Parabolas along three axes may miss a slanting peak: the best of four lengths of the step.
    """
    cdef Pose about[8]
    cdef float turn = reach / sheet.half, x, y, angle
    cdef int k
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
    weigh_four(sheet, bench, about)
    take_best(about, FOUR, pose)


cdef bint step_aside(
        const Sheet *sheet, const Bench *bench, Pose *pose, float rows,
        bint slanting) noexcept nogil:
    """Move a candidate along the lattice where the odds are better there; tell whether it moved.

    By that many rows or columns of sites; or by twice as many, or by both, slanting:

            o               o
            o             o o o
        o o * o o         o * o
            o             o o o
            o
    """
    cdef Pose beside[8]
    cdef float right = rows * (sheet.u[1] - sheet.u[0]) * cosf(pose.angle)
    cdef float down = rows * (sheet.u[1] - sheet.u[0]) * sinf(pose.angle), turned
    cdef int k
    for k in range(FOUR):
        beside[k] = pose[0]
        beside[k].x += right
        beside[k].y += down
        beside[k + FOUR] = beside[k]
        turned = -down if slanting else right
        beside[k + FOUR].x += turned
        beside[k + FOUR].y += right if slanting else down
        turned = right
        right = -down
        down = turned
    weigh_four(sheet, bench, beside)
    weigh_four(sheet, bench, beside + FOUR)
    return take_best(beside, 8, pose)


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


cdef void weigh_first(const Sheet *sheet, Bench *bench, int n) noexcept nogil:
    """Weigh the first n candidates, a multiple of four, and sort them."""
    cdef int k
    for k in range(n // FOUR):
        weigh_four(sheet, bench, bench.candidates + FOUR * k)
    sort(bench, n)


cdef void rank(const Sheet *sheet, Bench *bench) noexcept nogil:
    """Compare the four best candidates of the templates; polish the best, move it by rows."""
    cdef Pose *best = &bench.candidates[0]
    cdef int k
    weigh_first(sheet, bench, FOUR)
    for k in range(STEPS + 1):
        polish(sheet, bench, best, WIDE)
        polish(sheet, bench, best, NARROW)
        if k == STEPS or not step_aside(sheet, bench, best, 1.0, False):
            break
    sort(bench, FOUR)


cdef void rank_widely(const Sheet *sheet, Bench *bench) noexcept nogil:
    """Compare all candidates of a search, the best of them moved by half a row and polished.

    Odds are rugged: half a row or a column off, or both, lies a lower peak beside each.
    """
    cdef int k
    weigh_first(sheet, bench, bench.n_candidates)
    for k in range(BEST):
        step_aside(sheet, bench, &bench.candidates[k], 0.5, True)
        polish(sheet, bench, &bench.candidates[k], WIDE)
    sort(bench, bench.n_candidates)
    for k in range(TWICE):
        polish(sheet, bench, &bench.candidates[k], NARROW)
    sort(bench, bench.n_candidates)
