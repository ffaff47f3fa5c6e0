from stampcodec._core.workspace cimport Bench, Sheet

cdef void locate(const Sheet *sheet, Bench *bench) noexcept nogil
cdef void search(const Sheet *sheet, Bench *bench) noexcept nogil
