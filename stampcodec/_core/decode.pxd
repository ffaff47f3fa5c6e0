from stampcodec._core.workspace cimport Bench, Pose, Sheet

cdef void decode(const Sheet *sheet, Bench *bench, const Pose *pose, float noise) noexcept nogil
cdef void fill_pairs(Sheet *sheet) noexcept nogil
