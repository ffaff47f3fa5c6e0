from stampcodec._core.workspace cimport Bench, Pose, Sheet

cdef void demodulate(const Sheet *sheet, Bench *bench, const Pose *pose, float noise) noexcept nogil
