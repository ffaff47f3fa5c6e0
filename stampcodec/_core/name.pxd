from stampcodec._core.workspace cimport Bench, Sheet

cdef enum:
    NOBODY = 0
    NAMED = 1
    NAMED_MIRRORED = 2

cdef int name(const Sheet *sheet, Bench *bench) noexcept nogil
