"""Of several attempts that may be right, the one to believe, if any.

An attempt is believed if it explains the frame best and none that names another merchant does about
as well. Other words at its own pose are the decoding's business (rescore.pyx).
"""

from libc.string cimport memcpy
from stampcodec._core.demodulate cimport demodulate
from stampcodec._core.name cimport name
from stampcodec._core.refine cimport draw_planes, sum_lines
from stampcodec._core.windows cimport lay_patch, lay_windows
from stampcodec._core.workspace cimport NO, Bench, Sheet, Try

cdef float CLEARER = 7.0        # nats by which a reading beats those of other candidates


cdef void recall(const Sheet *sheet, Bench *bench, const Try *made) noexcept nogil:
    """Put an earlier attempt back on the bench and take its evidence again.

    The line sums of its dots come first: they shape the pedestal that `demodulate` subtracts, and
    those on the bench belong to the attempt made last.
    """
    cdef int i
    bench.codeword = made.codeword
    bench.corrected = made.corrected
    bench.margin = made.margin
    bench.pose = made.pose
    bench.looked = made.looked
    bench.n_lone = made.n_lone
    memcpy(bench.lone, made.lone, sizeof(bench.lone))
    for i in range(sheet.n_cells):
        bench.presence[i] = (made.dots >> i) & 1
    lay_patch(sheet, bench, &bench.pose)
    lay_windows(sheet, bench, &bench.pose)
    draw_planes(sheet, bench, &bench.pose)
    sum_lines(sheet, bench)
    demodulate(sheet, bench, &bench.pose, bench.looked)
    name(sheet, bench)


cdef bint is_rivalled(const Bench *bench, const Try *one) noexcept nogil:
    """Tell whether an attempt that names another merchant explains the frame about as well."""
    cdef const Try *other
    cdef int k
    for k in range(bench.n_tries):
        other = &bench.tries[k]
        if other.nats > one.nats - CLEARER and (
                other.who != one.who or other.merchant_id != one.merchant_id):
            return True
    return False


cdef const Try *compare(const Sheet *sheet, Bench *bench) noexcept nogil:
    """Of the attempts that may be right, the likeliest, back on the bench; NULL with a rival."""
    cdef const Try *best = NULL
    cdef const Try *made
    cdef int k
    for k in range(bench.n_tries):
        made = &bench.tries[k]
        if made.verdict != NO and (best == NULL or made.nats > best.nats):
            best = made
    if best == NULL or is_rivalled(bench, best):
        return NULL
    recall(sheet, bench, best)
    return best
