from stampcodec._core.frame.attempt cimport History
from stampcodec._core.frame.values cimport Attempt

cdef bint is_rivalled(const History *history, const Attempt *one) noexcept nogil
cdef const Attempt *likeliest(const History *history) noexcept nogil
cdef const Attempt *best_guess(const History *history) noexcept nogil
