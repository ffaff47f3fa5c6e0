from stampcodec._core.workspace cimport Bench, Pose, Sheet

cdef bint find_impulse(
        const Sheet *sheet, Bench *bench, const Pose *pose, float share) noexcept nogil
