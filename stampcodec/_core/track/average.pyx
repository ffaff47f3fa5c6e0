"""Means of frames: of a face that lies still, and of the last moment (docs/tracker.md 4).

A slot is the mean of `in_slot` frames. When all are full, neighbours are merged, and a slot takes
twice as many frames: the slots always cover the whole time, in a fixed memory.

    1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1     16 frames
    2   2   2   2   2   2   2   2       the same, room for 16 more
"""

from libc.stdint cimport INT16_MAX, INT16_MIN, int16_t, int32_t
from libc.string cimport memset
from stampcodec._core.track.thresholds cimport FEWEST_SLOTS, MOST_IN_SLOT, SLOTS, TRAIL, TRAIL_S


cdef inline int16_t within(int32_t value) noexcept nogil:
    return <int16_t>(INT16_MIN if value < INT16_MIN else INT16_MAX if value > INT16_MAX else value)


cdef void empty(Average *average) noexcept nogil:
    """Forget all frames."""
    average.n_slots = average.n_open = 0
    average.in_slot = 1
    memset(average.open, 0, average.nodes * sizeof(int32_t))


cdef void merge(Average *average) noexcept nogil:
    """Make room: two neighbours become one."""
    cdef Py_ssize_t k, i, nodes = average.nodes
    cdef int16_t *target
    cdef const int16_t *source
    for k in range(SLOTS // 2):
        target = average.slots + k * nodes
        source = average.slots + 2 * k * nodes
        for i in range(nodes):
            target[i] = <int16_t>((<int32_t>source[i] + source[nodes + i]) >> 1)
    average.n_slots = SLOTS // 2
    average.in_slot *= 2


cdef bint gather(const int16_t *counts, Average *average) noexcept nogil:
    """Add a frame; return whether a look at the mean is due (docs/tracker.md 4.4)."""
    cdef Py_ssize_t i, nodes = average.nodes
    cdef int16_t *slot
    if average.n_slots == SLOTS:
        if average.in_slot == MOST_IN_SLOT:
            empty(average)
        else:
            merge(average)
    for i in range(nodes):
        average.open[i] += counts[i]
    average.n_open += 1
    if average.n_open < average.in_slot:
        return False
    slot = average.slots + average.n_slots * nodes
    for i in range(nodes):
        slot[i] = within(average.open[i] * SCALE // average.in_slot)
    average.n_slots += 1
    average.n_open = 0
    memset(average.open, 0, nodes * sizeof(int32_t))
    return is_worth_a_look(average)


cdef bint is_worth_a_look(const Average *average) noexcept nogil:
    """Return whether there are slots enough for a mean without the outer quarters."""
    return average.n_slots >= FEWEST_SLOTS


cdef int take_mean(Average *average) noexcept nogil:
    """Write the mean of each node's middle half of slots; return how many frames it is of."""
    cdef Py_ssize_t i, k, j, nodes = average.nodes
    cdef int n = average.n_slots, least = n // 4
    cdef int32_t total
    cdef int16_t value
    cdef int16_t sorted[SLOTS]
    for i in range(nodes):
        for k in range(n):
            value = average.slots[k * nodes + i]
            j = k
            while j > 0 and sorted[j - 1] > value:
                sorted[j] = sorted[j - 1]
                j -= 1
            sorted[j] = value
        total = 0
        for k in range(least, n - least):
            total += sorted[k]
        average.mean[i] = <int16_t>(total // (n - 2 * least))
    return n * average.in_slot


cdef void forget(Trail *trail) noexcept nogil:
    """Begin without frames."""
    trail.n = trail.next = 0
    memset(trail.sum, 0, trail.nodes * sizeof(int32_t))


cdef void drop_oldest(Trail *trail) noexcept nogil:
    cdef Py_ssize_t i
    cdef const int16_t *oldest = (
        trail.frames + (trail.next - trail.n + TRAIL) % TRAIL * <Py_ssize_t>trail.nodes)
    for i in range(trail.nodes):
        trail.sum[i] -= oldest[i]
    trail.n -= 1


cdef void trail_on(const int16_t *counts, double time_s, Trail *trail) noexcept nogil:
    """Add a frame, clipped; forget those that are too many or too old."""
    cdef Py_ssize_t i
    cdef int16_t *target = trail.frames + trail.next * <Py_ssize_t>trail.nodes
    cdef int16_t most = trail.limit, value
    while trail.n == TRAIL or (
            trail.n and time_s - trail.times[(trail.next - trail.n + TRAIL) % TRAIL] > TRAIL_S):
        drop_oldest(trail)
    for i in range(trail.nodes):
        value = counts[i]
        value = most if value > most else -most if value < -most else value
        target[i] = value
        trail.sum[i] += value
    trail.times[trail.next] = time_s
    trail.next = (trail.next + 1) % TRAIL
    trail.n += 1


cdef const int16_t *frame_before(const Trail *trail, int k) noexcept nogil:
    """Return the k-th of the last frames before the newest, clipped."""
    return trail.frames + (trail.next - 1 - k + TRAIL) % TRAIL * <Py_ssize_t>trail.nodes


cdef int take_trail(Trail *trail) noexcept nogil:
    """Write the mean of the last frames; return how many they are."""
    cdef Py_ssize_t i
    for i in range(trail.nodes):
        trail.mean[i] = within(trail.sum[i] * SCALE // trail.n)
    return trail.n
