"""Decide quickly whether a frame is worth reading, and prepare it (docs/reader.md 3).

The plan
--------
1. Sum windows of the size of a face, each node clipped, and count the nodes that noise seldom
   reaches (3.3).
2. Look at every node above the noise: a wrong cell stands alone (3.4).
3. Nothing above the noise and no window lifted: NOTHING. Everything in one small spot: ONE_SPOT, a
   finger (3.9).
4. Otherwise lift the frame if a floating face has sunk it (3.6, 3.7), find the level of a dot
   (3.8), and clip the frame there for the search (3.10).
"""

from libc.math cimport sqrtf
from libc.stdint cimport INT16_MAX, INT16_MIN, int16_t, int32_t
from libc.string cimport memset
from stampcodec._core.bounds cimport clamp, larger
from stampcodec._core.lanes cimport (
    stamp_clip_add, stamp_count_above, stamp_count_below, stamp_largest, stamp_next_beyond,
)
from stampcodec._core.frame.find.lift cimport lift
from stampcodec._core.frame.find.room cimport GateRoom
from stampcodec._core.frame.thresholds cimport (
    DEEPEST_SHARE, DOTTED_NODES, DOTTED_SHARE, FEWEST_DOTS, FEWEST_SUNK, FINE_RANK, LIFTED_WINDOW,
    LOUD_FOURTH, QUIET_NEIGHBOUR, QUIET_ROWS, SELDOM_NODE, SUNK_SHARE, TOUCHED_NODE, TOUCH_FOOT,
    TOUCH_RANK, WINDOW_WHITE,
)
from stampcodec._core.frame.values cimport MAX_WRONG, Scene, Tables


cdef int lifted_window(
        const Tables *tables, const int16_t *counts, int limit, GateRoom *room) noexcept nogil:
    """Find the largest sum over windows of box x box nodes, counts clipped to +-limit (3.3)."""
    cdef int rows = tables.rows, columns = tables.columns
    cdef int tall = tables.box if tables.box < rows else rows
    cdef int wide = tables.box if tables.box < columns else columns
    cdef int r, c, total, best = 0
    cdef int32_t *column = room.column
    memset(column, 0, columns * sizeof(int32_t))
    for r in range(rows):
        stamp_clip_add(column, counts + r * columns, columns, limit, 1)
        if r >= tall:
            stamp_clip_add(column, counts + (r - tall) * columns, columns, limit, -1)
        if r >= tall - 1:
            total = 0
            for c in range(wide):
                total += column[c]
            best = total if total > best else best
            for c in range(wide, columns):
                total += column[c] - column[c - wide]
                best = total if total > best else best
    return best


cdef int best_neighbour(
        const Tables *tables, const int16_t *counts, int r, int c,
        int *least, float *mean) noexcept nogil:
    """Return the largest of the four neighbours of (r, c), with the least and their mean."""
    cdef int columns = tables.columns, at = r * columns + c
    cdef int high = INT16_MIN, low = INT16_MAX, n = 0, total = 0, k, count
    cdef int steps[4]
    steps[0] = -columns if r > 0 else 0
    steps[1] = columns if r + 1 < tables.rows else 0
    steps[2] = -1 if c > 0 else 0
    steps[3] = 1 if c + 1 < columns else 0
    for k in range(4):
        if steps[k] != 0:
            count = counts[at + steps[k]]
            high = count if count > high else high
            low = count if count < low else low
            total += count
            n += 1
    least[0] = low
    mean[0] = total / <float>n if n else 0
    return high


cdef void note_wrong(Scene *scene, GateRoom *room, int at, float mean) noexcept nogil:
    if scene.wrong.n < MAX_WRONG:
        scene.wrong.at[scene.wrong.n] = at
        room.mean[scene.wrong.n] = mean
        scene.wrong.n += 1


cdef int find_wrong(
        const Tables *tables, const int16_t *counts, float loud, Scene *scene,
        GateRoom *room) noexcept nogil:
    """Note the cells that no touch explains; return how many loud nodes have company (3.4)."""
    cdef int size = tables.rows * tables.columns, at = -1, v, least, high, company = 0
    cdef int16_t limit = <int16_t>clamp(loud, 0, INT16_MAX)
    cdef float mean
    scene.wrong.n = 0
    while True:
        at = stamp_next_beyond(counts, at + 1, size, limit)
        if at == size:
            return company
        v = counts[at]
        high = best_neighbour(
            tables, counts, at // tables.columns, at % tables.columns, &least, &mean)
        if v < 0:
            if v < least - loud and v < -loud - 0.5 * high:
                note_wrong(scene, room, at, mean)
        elif high < tables.lone * v - QUIET_NEIGHBOUR * scene.noise:
            note_wrong(scene, room, at, mean)
        elif high > 0.5 * tables.lone * v + loud:
            company += 1


cdef int ranked(const int16_t *counts, int size, int rank, int peak) noexcept nogil:
    """Find the rank-th largest count, 1 to peak, to 3 %, by bisection."""
    cdef int low = 0, high = peak if peak > 1 else 1, middle
    while high - low > 1 + high // FINE_RANK:
        middle = (low + high) // 2
        if stamp_count_above(counts, size, middle) >= rank:
            low = middle
        else:
            high = middle
    return low + 1


cdef int lowest(const int16_t *counts, int size, int rank) noexcept nogil:
    """Find how far below zero the rank-th smallest count lies, to 3 %, by bisection."""
    cdef int low = 0, high = INT16_MAX, middle
    while high - low > 1 + high // FINE_RANK:
        middle = (low + high) // 2
        if stamp_count_below(counts, size, -middle) >= rank:
            low = middle
        else:
            high = middle
    return high


cdef bint is_one_spot(
        const Tables *tables, const int16_t *counts, int above) noexcept nogil:
    """Tell whether the touched nodes are too few, or too near each other, for a face.

    A node counts if it stands above and a neighbour is half as high; wrong cells do not (3.9).
    """
    cdef int size = tables.rows * tables.columns, at = -1, r, c, least, n = 0
    cdef int16_t limit = <int16_t>(above if above < INT16_MAX else INT16_MAX)
    cdef float mean
    cdef double down = 0, across = 0, squares = 0
    while True:
        at = stamp_next_beyond(counts, at + 1, size, limit)
        if at == size:
            break
        r = at // tables.columns
        c = at % tables.columns
        if (counts[at] > above
                and 2 * best_neighbour(tables, counts, r, c, &least, &mean) > above):
            n += 1
            down += r
            across += c
            squares += r * r + c * c
    if n < FEWEST_DOTS:
        return True
    return (squares - (down * down + across * across) / n
            < n * 0.5 * tables.half * tables.half)


cdef inline float within_one(float value) noexcept nogil:
    return 1.0 if value > 1.0 else -1.0 if value < -1.0 else value


cdef void clip(const Tables *tables, Scene *scene, GateRoom *room) noexcept nogil:
    """Write the frame, lifted or not, to the clipped image: the level of a dot as 1, wrong cells as
    their neighbours."""
    cdef int columns = tables.columns, size = tables.rows * columns, r, c, k
    cdef const int16_t *counts = scene.counts
    cdef float *target = room.clipped + tables.rim * tables.stride + tables.rim
    if scene.is_sunk:
        counts = room.lifted
    scene.level = ranked(counts, size, FEWEST_DOTS + scene.wrong.n, INT16_MAX)
    cdef float scale = 1.0 / scene.level
    for r in range(tables.rows):
        for c in range(columns):
            target[r * tables.stride + c] = within_one(counts[r * columns + c] * scale)
    for k in range(scene.wrong.n):
        r = scene.wrong.at[k] // columns
        c = scene.wrong.at[k] % columns
        target[r * tables.stride + c] = within_one(room.mean[k] * scale)


cdef float quiet_rows(
        const Tables *tables, const int16_t *counts, GateRoom *room) noexcept nogil:
    """Measure white noise by second differences of the quieter rows (docs/reader.md 3.5).

    Half of the rows may lie under a face; a third of them, the quietest, hardly ever do.
    """
    cdef int columns = tables.columns, rows = tables.rows, r, c, k, total, n = 0
    cdef int kept = rows // QUIET_ROWS + 1
    cdef float *least = room.quiet
    cdef const int16_t *row
    cdef float value
    if columns <= 2:
        return tables.noise
    for r in range(rows):
        row = counts + r * columns
        total = 0
        for c in range(1, columns - 1):
            k = row[c - 1] - 2 * row[c] + row[c + 1]
            total += k if k >= 0 else -k
        value = total / <float>(columns - 2)
        k = n if n < kept else n - 1
        if n == kept and value >= least[k]:
            continue
        n = k + 1
        while k > 0 and least[k - 1] > value:
            least[k] = least[k - 1]
            k -= 1
        least[k] = value
    return least[n - 1] / (0.8 * 2.449)     # formula: mean of |normal|, times sqrt(6) of 1, -2, 1


cdef inline int16_t seldom(float noise) noexcept nogil:
    return <int16_t>clamp(SELDOM_NODE * noise, 0, INT16_MAX)


cdef bint is_dotted(
        const Tables *tables, const int16_t *counts, GateRoom *room) noexcept nogil:
    """Tell whether more nodes stand out than noise, the panel's or this frame's, makes."""
    cdef int size = tables.rows * tables.columns
    cdef float least = DOTTED_NODES + DOTTED_SHARE * size
    if stamp_count_above(counts, size, seldom(tables.noise)) < least:
        return False
    cdef float noise = larger(tables.noise, quiet_rows(tables, counts, room))
    return stamp_count_above(counts, size, seldom(noise)) >= least


cdef int enter(
        const Tables *tables, const int16_t *counts, GateRoom *room, Scene *scene) noexcept nogil:
    """Judge a frame; write what is known of it where the answer is WORTH_READING."""
    cdef float loud = larger(TOUCHED_NODE * tables.noise, 1.0), box = tables.box
    cdef int size = tables.rows * tables.columns
    cdef int peak = stamp_largest(counts, size)
    # a wrong cell counts as one loud node, no more
    cdef int limit = <int>clamp(loud, 0, INT16_MAX)
    # white noise grows with the side of the window, line noise with its power 1.5 (3.3)
    cdef bint lifted = (
        lifted_window(tables, counts, limit, room)
        > LIFTED_WINDOW * tables.noise * box * sqrtf(WINDOW_WHITE + (1 - WINDOW_WHITE) * box)
    )
    cdef bint dotted = not lifted and is_dotted(tables, counts, room)
    scene.counts = counts
    scene.noise = tables.noise
    scene.wrong.n = 0
    if not lifted and not dotted and peak <= loud:
        return NOTHING
    cdef int company = find_wrong(tables, counts, loud, scene, room)
    if not lifted and not dotted and company == 0:
        return NOTHING
    scene.noise = larger(tables.noise, quiet_rows(tables, counts, room))
    if scene.noise > tables.noise:
        loud = larger(TOUCHED_NODE * scene.noise, 1.0)
        find_wrong(tables, counts, loud, scene, room)
    cdef int fourth = ranked(counts, size, TOUCH_RANK, peak)
    cdef int above = <int>larger(seldom(scene.noise) if dotted else loud, TOUCH_FOOT * fourth)
    if (not lifted or fourth > LOUD_FOURTH * loud) and is_one_spot(tables, counts, above):
        return ONE_SPOT
    cdef float level = ranked(counts, size, FEWEST_DOTS + scene.wrong.n, peak)
    cdef int below = -<int>larger(loud, SUNK_SHARE * level)
    scene.is_sunk = stamp_count_below(counts, size, below) >= FEWEST_SUNK
    if scene.is_sunk:
        lift(tables, counts, scene.noise,
             clamp(DEEPEST_SHARE * lowest(counts, size, FEWEST_SUNK), 0, INT16_MAX), room)
        find_wrong(tables, room.lifted, loud, scene, room)
    clip(tables, scene, room)
    scene.rise_row = room.rise_row
    scene.rise_column = room.rise_column
    scene.clipped = room.clipped
    if scene.level < 2.0 * scene.noise:
        return JUST_NOISE
    return WORTH_READING
