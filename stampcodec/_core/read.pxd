from libc.stdint cimport int16_t
from stampcodec._core.workspace cimport Bench, Sheet

cdef enum:                      # stampcodec.reading.Outcome
    EMPTY = 0
    UNREADABLE = 1
    READ = 2
    MIRRORED = 3

cdef int read_frame(const Sheet *sheet, Bench *bench, const int16_t *counts) noexcept nogil
