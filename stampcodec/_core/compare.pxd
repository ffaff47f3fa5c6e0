from stampcodec._core.workspace cimport Bench, Sheet, Try

cdef bint is_rivalled(const Bench *bench, const Try *one) noexcept nogil
cdef const Try *compare(const Sheet *sheet, Bench *bench) noexcept nogil
