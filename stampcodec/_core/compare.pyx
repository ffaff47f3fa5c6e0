"""Of several attempts that may be right, the one to believe, if any.

An attempt is believed if it explains the frame best and nothing else does about as well: neither
an attempt that names another merchant, nor a word that came next in its decoding, at the pose
that suits that word best.
"""

from libc.stdint cimport uint64_t
from libc.string cimport memcpy
from stampcodec._core.demodulate cimport demodulate
from stampcodec._core.name cimport name
from stampcodec._core.refine cimport refine
from stampcodec._core.windows cimport lay_patch, lay_windows
from stampcodec._core.workspace cimport NO, Bench, Pose, Sheet, Try

cdef float CLEARER = 10.0       # nats by which a reading beats those of other candidates
cdef float AHEAD = 6.0          # nats by which a word beats those that came next


cdef void recall(const Sheet *sheet, Bench *bench, const Try *made) noexcept nogil:
    """Put an earlier attempt back on the bench, its evidence too."""
    bench.codeword = made.codeword
    bench.corrected = made.corrected
    bench.margin = made.margin
    bench.pose = made.pose
    bench.n_lone = made.n_lone
    memcpy(bench.lone, made.lone, sizeof(bench.lone))
    lay_patch(sheet, bench, &bench.pose)
    lay_windows(sheet, bench, &bench.pose)
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


cdef float nats_of(
        const Sheet *sheet, Bench *bench, const Try *one, uint64_t word) noexcept nogil:
    """By how many nats a word explains the frame from where an attempt began, wrong cells aside."""
    cdef Pose pose = one.soft
    cdef int b, k
    bench.n_lone = one.n_lone
    memcpy(bench.lone, one.lone, sizeof(bench.lone))
    lay_windows(sheet, bench, &pose)
    for k in range(4):
        bench.presence[sheet.anchors[k]] = one.anchors[k]
    for b in range(sheet.n_bits):
        k = sheet.cell_of_bit[b]
        bench.presence[k] = ((word >> b) & 1) and bench.visible[k]
    refine(sheet, bench, &pose, bench.looked)
    return bench.explained / (2.0 * one.noise * one.noise)


cdef bint is_beaten(const Sheet *sheet, Bench *bench, const Try *one) noexcept nogil:
    """Tell whether another word, given a pose of its own, explains the frame about as well."""
    cdef int k
    lay_patch(sheet, bench, &one.soft)
    for k in range(one.n_rivals):
        if (one.rivals[k] != one.codeword
                and nats_of(sheet, bench, one, one.rivals[k]) > one.nats - AHEAD):
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
    if best == NULL or is_rivalled(bench, best) or is_beaten(sheet, bench, best):
        return NULL
    recall(sheet, bench, best)
    return best
