from stampcodec._core.workspace cimport Bench, Sheet

cdef enum:
    NOTHING = 0
    ONE_SPOT = 1
    JUST_NOISE = 2
    WORTH_READING = 3

cdef int enter(const Sheet *sheet, Bench *bench) noexcept nogil
cdef void clip(const Sheet *sheet, Bench *bench) noexcept nogil
