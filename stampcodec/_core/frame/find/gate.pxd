from libc.stdint cimport int16_t
from stampcodec._core.frame.find.room cimport GateRoom
from stampcodec._core.frame.values cimport Scene, Tables

cdef enum:
    NOTHING = 0
    ONE_SPOT = 1
    JUST_NOISE = 2
    WORTH_READING = 3

cdef int enter(
    const Tables *tables, const int16_t *counts, GateRoom *room, Scene *scene
) noexcept nogil
