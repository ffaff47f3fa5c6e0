from stampcodec._core.workspace cimport Bench, Sheet

cdef enum:
    NOTHING = 0
    ONE_SPOT = 1
    WORTH_READING = 2

cdef int enter(const Sheet *sheet, Bench *bench) noexcept nogil
cdef void clip(const Sheet *sheet, Bench *bench) noexcept nogil
