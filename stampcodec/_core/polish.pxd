from stampcodec._core.workspace cimport Bench, Sheet

cdef void match_frame(const Sheet *sheet, Bench *bench) noexcept nogil
cdef void rank(const Sheet *sheet, Bench *bench) noexcept nogil
cdef void rank_widely(const Sheet *sheet, Bench *bench) noexcept nogil
