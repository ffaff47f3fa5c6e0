from stampcodec._core.workspace cimport Bench, Pose, Sheet

cdef void smooth(const Sheet *sheet, Bench *bench) noexcept nogil
cdef void polish(const Sheet *sheet, const Bench *bench, Pose *pose) noexcept nogil
