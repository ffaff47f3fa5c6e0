"""Find where a face may lie: the fullest window, then templates (docs/reader.md 4.1, 4.2, 4.4).

A template (stampcodec/lattice/templates.py) is the picture that all faces share. From the fullest
window each template climbs, node by node, to where it fits best. Parabolas through the neighbours
give the fraction of a node and of a step in angle. Quarter turns look alike; the code tells them
apart (10.3).

          3          score of one template at a node and its neighbours: climb to
        4 8 6        the largest, or stop where none is larger and interpolate
          5
"""

from libc.string cimport memset
from stampcodec._core.bounds cimport larger
from stampcodec._core.lanes cimport stamp_add_row, stamp_correlate
from stampcodec._core.frame.find.room cimport TemplateRoom
from stampcodec._core.frame.thresholds cimport CLIMB_STEPS, SEARCHED_WINDOWS
from stampcodec._core.frame.values cimport (
    CLIMBERS, HUGE, MAX_TURNS, QUARTER, Candidate, Candidates, Scene, Tables,
)


cdef void sum_windows(
        const Tables *tables, const Scene *scene, TemplateRoom *room) noexcept nogil:
    """Sum box x box windows of the clipped image round every node of the panel.

    Zeros stand beside the column sums, so no node asks whether its window ends at the panel's edge:

          half + 1 zeros    columns    half zeros
        [ 0 0 0 0 0 0 ] [ c c c ... c ] [ 0 0 0 0 0 ]
          leaves             -->            enters
    """
    cdef int rows = tables.rows, columns = tables.columns, stride = tables.stride
    cdef int half = tables.box // 2, r, c
    cdef float total
    cdef float *leaves = room.column
    cdef float *column = room.column + half + 1
    cdef float *enters = column + half
    cdef float *sums
    cdef const float *image = scene.clipped + tables.rim * stride + tables.rim
    memset(room.column, 0, (columns + 2 * half + 1) * sizeof(float))
    for r in range(-half, rows):
        if r + half < rows:
            stamp_add_row(column, image + (r + half) * stride, 1.0, columns)
        if r > half:
            stamp_add_row(column, image + (r - half - 1) * stride, -1.0, columns)
        if r < 0:
            continue
        total = 0
        for c in range(half):
            total += column[c]
        sums = room.sums + r * columns
        for c in range(columns):
            total += enters[c]
            total -= leaves[c]
            sums[c] = total


cdef float score_at(
        const Tables *tables, const Scene *scene, int turn, int r, int c) noexcept nogil:
    """Correlate a template, centred on a node, with the clipped image; low off the panel."""
    cdef int reach = tables.template_side // 2
    if r < 0 or c < 0 or r >= tables.rows or c >= tables.columns:
        return -HUGE
    return stamp_correlate(
        scene.clipped + (r + tables.rim - reach) * tables.stride + c + tables.rim - reach,
        tables.stride,
        tables.templates + turn * tables.template_side * tables.template_width,
        tables.template_side, tables.template_width,
    )


cdef inline float summit(float before, float at, float after) noexcept nogil:
    """Where a parabola through three values peaks, -0.5 to 0.5 from the middle one."""
    cdef float bend = before + after - 2.0 * at, shift
    if bend >= 0:
        return 0
    shift = 0.5 * (before - after) / bend
    return -0.5 if shift < -0.5 else 0.5 if shift > 0.5 else shift


cdef void climb(
        const Tables *tables, const Scene *scene, int turn,
        int *row, int *column, Candidate *found) noexcept nogil:
    """Climb from (row, column) to a template's best place nearby; write it, and finer in found."""
    cdef float here = score_at(tables, scene, turn, row[0], column[0])
    cdef float up, down, left, right, best
    cdef int step
    for step in range(CLIMB_STEPS + 1):
        up = score_at(tables, scene, turn, row[0] - 1, column[0])
        down = score_at(tables, scene, turn, row[0] + 1, column[0])
        left = score_at(tables, scene, turn, row[0], column[0] - 1)
        right = score_at(tables, scene, turn, row[0], column[0] + 1)
        best = larger(larger(up, down), larger(left, right))
        if best <= here or step == CLIMB_STEPS:
            break
        if best == up:
            row[0] -= 1
        elif best == down:
            row[0] += 1
        elif best == left:
            column[0] -= 1
        else:
            column[0] += 1
        here = best
    found.x = column[0] + summit(left, here, right)
    found.y = row[0] + summit(up, here, down)
    found.score = here


cdef void rank_turns(
        const Tables *tables, const Candidate *found, Candidates *ranked) noexcept nogil:
    """Write the best place of every turn, best first, the angle refined."""
    cdef int k, t, at, turns = tables.turns
    cdef float score[MAX_TURNS]
    for t in range(turns):
        score[t] = found[t].score
    for k in range(turns):
        at = 0
        for t in range(turns):
            if score[t] > score[at]:
                at = t
        ranked.at[k] = found[at]
        ranked.at[k].angle = QUARTER / turns * (
            at + summit(found[(at + turns - 1) % turns].score, found[at].score,
                        found[(at + 1) % turns].score)
        )
        score[at] = -HUGE
    ranked.n = turns


cdef void locate(
        const Tables *tables, const Scene *scene, TemplateRoom *room,
        Candidates *candidates) noexcept nogil:
    """Climb from the fullest window; write the candidates, best first."""
    cdef int r, c, i, t, at = 0, n = tables.rows * tables.columns
    cdef const float *sums = room.sums
    cdef Candidate found[MAX_TURNS]
    sum_windows(tables, scene, room)
    for i in range(n):
        if sums[i] > sums[at]:
            at = i
    r = at // tables.columns
    c = at % tables.columns
    for t in range(tables.turns):
        climb(tables, scene, t, &r, &c, &found[t])
    rank_turns(tables, found, candidates)


cdef void climb_on(
        const Tables *tables, const Scene *scene, Candidates *candidates) noexcept nogil:
    """Put behind the candidates where the best of them get to when they climb."""
    cdef Candidate *candidate
    cdef int k, turn, r, c
    for k in range(CLIMBERS):
        candidate = &candidates.at[candidates.n]
        candidate[0] = candidates.at[k]
        turn = <int>(candidate.angle / QUARTER * tables.turns + 0.5 + tables.turns) % tables.turns
        r = <int>candidate.y
        c = <int>candidate.x
        climb(tables, scene, turn, &r, &c, candidate)
        candidates.n += 1


cdef void search(
        const Tables *tables, const Scene *scene, const TemplateRoom *room,
        Candidates *candidates) noexcept nogil:
    """Compare every full window, for frames in which the fullest one misleads (4.4).

    What templates take for the best place of an angle may not be where odds are best: each is a
    candidate as it was found, and the best also where they climb to.
    """
    cdef int n = tables.rows * tables.columns, i, t, worth = 0, looked = 0, skip
    cdef float full = 0, score
    cdef Candidate found[MAX_TURNS]
    for i in range(n):
        full = room.sums[i] if room.sums[i] > full else full
    for i in range(n):
        worth += room.sums[i] > 0.5 * full
    skip = 1 + worth // SEARCHED_WINDOWS
    for t in range(tables.turns):
        found[t].x = found[t].y = 0
        found[t].score = -HUGE
    for i in range(n):
        if room.sums[i] <= 0.5 * full:
            continue
        looked += 1
        if looked % skip:
            continue
        for t in range(looked // skip % 2, tables.turns, 2):
            score = score_at(tables, scene, t, i // tables.columns, i % tables.columns)
            if score > found[t].score:
                found[t].score = score
                found[t].x = i % tables.columns
                found[t].y = i // tables.columns
    rank_turns(tables, found, candidates)
    climb_on(tables, scene, candidates)
