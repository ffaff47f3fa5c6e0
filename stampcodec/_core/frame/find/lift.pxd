from libc.stdint cimport int16_t
from stampcodec._core.frame.find.room cimport GateRoom
from stampcodec._core.frame.values cimport Tables

cdef void lift(
    const Tables *tables, const int16_t *counts, float noise, float deepest, GateRoom *room
) noexcept nogil
