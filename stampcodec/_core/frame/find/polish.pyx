"""Improve candidates before they are fitted, by the odds of a face at a pose (docs/reader.md 4.3).

But for a constant, the log odds of a face against noise alone are

    |u|^2 / 2 + m z / s^2,        L u = (z - G m) / s^2,        L L' = G / s^2 + 1 / V

with z the frame matched to every site's window, G the windows' overlaps, m and V mean and variance
of the amplitudes, s the noise. L is made with the reader (stampcodec/lattice/odds.py). z is read
out of one image, the frame matched at every node and half-way between:

      o-+-o-+-o       o  node           sites lie anywhere: linear between four of these
      +-+-+-+-+       +  between
      o-+-o-+-o
"""

from libc.math cimport cosf, sinf
from libc.string cimport memset
from stampcodec._core.bounds cimport clamp
from stampcodec._core.lanes cimport stamp_eight_taps, stamp_odds, stamp_sample, stamp_weave
from stampcodec._core.frame.find.room cimport OddsRoom
from stampcodec._core.frame.thresholds cimport POLISHED, POLISHED_TWICE, POLISH_AGAIN, ROW_STEPS
from stampcodec._core.frame.values cimport (
    AROUND, BEFORE, MAX_CELLS, TAPS, Candidate, Candidates, Scene, Tables,
)

cdef enum:
    FOUR = 4                    # poses weighed at once


cdef void match_frame(
        const Tables *tables, const Scene *scene, OddsRoom *room) noexcept nogil:
    """Match the clipped image to a dot's window at every node and half-way (4.3)."""
    cdef int wide = tables.columns + 2 * AROUND, tall = tables.rows + 2 * AROUND
    cdef int across = 2 * wide, stride = tables.stride, r, k
    cdef const float *source
    cdef float *target
    cdef float taps[TAPS]
    # rows beyond the panel are zero, those of `halves` as those of the clipped image
    memset(room.halves, 0, (tall + TAPS) * across * sizeof(float))
    for r in range(tables.rows):
        source = scene.clipped + (r + tables.rim) * stride + tables.rim - AROUND - BEFORE
        target = room.halves + (r + AROUND + BEFORE) * across
        stamp_eight_taps(room.line, source, 1, tables.taps[0], wide)
        stamp_eight_taps(room.line + wide, source, 1, tables.taps[1], wide)
        stamp_weave(target, room.line, room.line + wide, tables.share_x, wide)
    for r in range(2 * tall):
        for k in range(TAPS):
            taps[k] = tables.taps[r & 1][k] * tables.share_y[r]
        stamp_eight_taps(room.matches + r * across, room.halves + (r >> 1) * across, across,
                         taps, across)


cdef void weigh_four(const Tables *tables, const OddsRoom *room, Candidate *poses) noexcept nogil:
    """Write the log odds of a face at four poses, in nats, but for a constant, to their scores."""
    cdef int n = tables.n, across = 2 * (tables.columns + 2 * AROUND), i, k
    cdef int tall = 2 * (tables.rows + 2 * AROUND)
    cdef float step = 2 * (tables.u[1] - tables.u[0]), edge = 0.5 * <float>(n - 1)
    cdef float x[FOUR]
    cdef float y[FOUR]
    cdef float right[FOUR]
    cdef float down[FOUR]
    cdef float told[FOUR]
    cdef float z[FOUR * MAX_CELLS]
    for k in range(FOUR):
        right[k] = step * cosf(poses[k].angle)
        down[k] = step * sinf(poses[k].angle)
        x[k] = (2 * (clamp(poses[k].x, 0, tables.columns - 1) + AROUND)
                - edge * (right[k] - down[k]))
        y[k] = (2 * (clamp(poses[k].y, 0, tables.rows - 1) + AROUND)
                - edge * (right[k] + down[k]))
    for i in range(n):
        stamp_sample(z + FOUR * i * n, room.matches, across, tall, x, y, right, down, n)
        for k in range(FOUR):
            x[k] -= down[k]
            y[k] += right[k]
    stamp_odds(told, z, tables.odds_weight, tables.odds_mean, tables.mean_overlap,
               tables.own_factor, &tables.factor[0][0][0], n + 1, tables.n_cells)
    for k in range(FOUR):
        poses[k].score = told[k]


cdef inline float vertex(float before, float at, float after) noexcept nogil:
    """Where three values peak, -1 to 1 from the middle one: a parabola's vertex, or an end."""
    cdef float bend = before + after - 2.0 * at
    if bend >= 0:
        return -1.0 if before > after else 1.0 if after > before else 0.0
    return clamp(0.5 * (before - after) / bend, -1.0, 1.0)


cdef bint take_best(const Candidate *others, int n, Candidate *pose) noexcept nogil:
    """Put the best of some poses in a pose's place, if it is better; tell whether."""
    cdef bint better = False
    cdef int k
    for k in range(n):
        if others[k].score > pose.score:
            pose[0] = others[k]
            better = True
    return better


cdef void polish(
        const Tables *tables, const OddsRoom *room, Candidate *pose, float reach) noexcept nogil:
    """Move a candidate to where the odds are best, by parabolas through six poses (4.5).

    Parabolas along three axes may miss a slanting peak: the best of four lengths of the step.
    """
    cdef Candidate about[8]
    cdef float turn = reach / tables.half, x, y, angle
    cdef int k
    for k in range(8):
        about[k] = pose[0]
    about[0].x -= reach
    about[1].x += reach
    about[2].y -= reach
    about[3].y += reach
    about[4].angle -= turn
    about[5].angle += turn
    weigh_four(tables, room, about)
    weigh_four(tables, room, about + FOUR)
    pose[0] = about[6]
    x = reach * vertex(about[0].score, pose.score, about[1].score)
    y = reach * vertex(about[2].score, pose.score, about[3].score)
    angle = turn * vertex(about[4].score, pose.score, about[5].score)
    for k in range(FOUR):
        about[k] = pose[0]
        about[k].x += 0.5 * (k + 1) * x
        about[k].y += 0.5 * (k + 1) * y
        about[k].angle += 0.5 * (k + 1) * angle
    weigh_four(tables, room, about)
    take_best(about, FOUR, pose)


cdef bint step_aside(
        const Tables *tables, const OddsRoom *room, Candidate *pose, float rows,
        bint slanting) noexcept nogil:
    """Move a candidate along the lattice where the odds are better there; tell whether it moved.

    By that many rows or columns of sites; or by twice as many, or by both, slanting:

            o               o
            o             o o o
        o o * o o         o * o
            o             o o o
            o
    """
    cdef Candidate beside[8]
    cdef float right = rows * (tables.u[1] - tables.u[0]) * cosf(pose.angle)
    cdef float down = rows * (tables.u[1] - tables.u[0]) * sinf(pose.angle), turned
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
    weigh_four(tables, room, beside)
    weigh_four(tables, room, beside + FOUR)
    return take_best(beside, 8, pose)


cdef void sort(Candidate *candidates, int n) noexcept nogil:
    """Bring the first candidates into the order of their scores, best first."""
    cdef Candidate one
    cdef int k, at
    for k in range(1, n):
        one = candidates[k]
        at = k
        while at > 0 and candidates[at - 1].score < one.score:
            candidates[at] = candidates[at - 1]
            at -= 1
        candidates[at] = one


cdef void weigh_first(
        const Tables *tables, const OddsRoom *room, Candidates *candidates,
        int n) noexcept nogil:
    """Weigh the first n candidates, a multiple of four, and sort them."""
    cdef int k
    for k in range(n // FOUR):
        weigh_four(tables, room, candidates.at + FOUR * k)
    sort(candidates.at, n)


cdef void rank(
        const Tables *tables, const Scene *scene, OddsRoom *room,
        Candidates *candidates) noexcept nogil:
    """Compare the four best of the templates; polish the best, move it by rows (4.6)."""
    cdef Candidate *best = &candidates.at[0]
    cdef int k
    match_frame(tables, scene, room)
    weigh_first(tables, room, candidates, FOUR)
    for k in range(ROW_STEPS + 1):
        polish(tables, room, best, 0.5)
        polish(tables, room, best, POLISH_AGAIN)
        if k == ROW_STEPS or not step_aside(tables, room, best, 1.0, False):
            break
    sort(candidates.at, FOUR)


cdef void rank_widely(
        const Tables *tables, const Scene *scene, OddsRoom *room,
        Candidates *candidates) noexcept nogil:
    """Compare all candidates of a search, the best of them moved by half a row and polished.

    The odds have lower peaks half a row, half a column or both beside the true pose (4.7).
    """
    cdef int k
    match_frame(tables, scene, room)
    weigh_first(tables, room, candidates, candidates.n)
    for k in range(POLISHED):
        step_aside(tables, room, &candidates.at[k], 0.5, True)
        polish(tables, room, &candidates.at[k], 0.5)
    sort(candidates.at, candidates.n)
    for k in range(POLISHED_TWICE):
        polish(tables, room, &candidates.at[k], POLISH_AGAIN)
    sort(candidates.at, candidates.n)
