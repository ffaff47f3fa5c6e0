from stampcodec._core.workspace cimport Bench, Sheet

cdef void lift(const Sheet *sheet, Bench *bench, float deepest) noexcept nogil
