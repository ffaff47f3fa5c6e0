"""Choose among several attempts at one frame (docs/reader.md 10).

An attempt is believed if it explains the frame best, and if no attempt that names another merchant
explains it about as well. This file compares attempts at different poses. Different words at one
pose were compared before (decide/rescore.pyx).
"""

from stampcodec._core.frame.attempt cimport History
from stampcodec._core.frame.thresholds cimport CLEARER
from stampcodec._core.frame.values cimport NO, Attempt


cdef bint is_rivalled(const History *history, const Attempt *one) noexcept nogil:
    """Tell whether an attempt with another merchant explains the frame as well (10.2)."""
    cdef const Attempt *other
    cdef int k
    for k in range(history.n):
        other = &history.made[k]
        if other.verdict.nats > one.verdict.nats - CLEARER and (
                other.names != one.names or other.merchant_id != one.merchant_id):
            return True
    return False


cdef const Attempt *likeliest(const History *history) noexcept nogil:
    """Return the likeliest attempt that was not refused; NULL if none, or if it has a rival."""
    cdef const Attempt *best = NULL
    cdef const Attempt *made
    cdef int k
    for k in range(history.n):
        made = &history.made[k]
        if made.verdict.answer != NO and (
                best == NULL or made.verdict.nats > best.verdict.nats):
            best = made
    if best != NULL and is_rivalled(history, best):
        return NULL
    return best


cdef const Attempt *best_guess(const History *history) noexcept nogil:
    """Return the likeliest attempt that nearly passed, even with a rival; NULL if none."""
    cdef const Attempt *best = NULL
    cdef const Attempt *made
    cdef int k
    for k in range(history.n):
        made = &history.made[k]
        if made.verdict.is_close and (best == NULL or made.verdict.nats > best.verdict.nats):
            best = made
    return best
