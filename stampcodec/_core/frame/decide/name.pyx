"""A codeword to a merchant, and to the way its face was turned (docs/spec.md, clause 5)."""

from libc.stdint cimport int64_t, uint64_t
from stampcodec._core.code.codeword cimport message_of
from stampcodec._core.code.message cimport name_of
from stampcodec._core.code.values cimport N_TURNS, Name
from stampcodec._core.frame.values cimport NAMED, NAMED_MIRRORED, NOBODY, Attempt, Tables


cdef void name(const Tables *tables, uint64_t codeword, Attempt *made) noexcept nogil:
    """Write what a codeword names, and how far its face is turned against the cells."""
    cdef Name found = name_of(&tables.orientation, message_of(&tables.seats, codeword))
    # what names no merchant is told apart by its word
    made.names = NOBODY
    made.merchant_id = -<int64_t>codeword
    made.quarters = 0
    if found.merchant_id < 0:
        return
    if found.symmetry >= N_TURNS:
        made.names = NAMED_MIRRORED
        return
    made.names = NAMED
    made.merchant_id = found.merchant_id
    made.quarters = found.symmetry
