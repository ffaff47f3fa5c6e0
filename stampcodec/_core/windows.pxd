from stampcodec._core.workspace cimport Bench, Pose, Sheet

cdef void lay_patch(const Sheet *sheet, Bench *bench, const Pose *pose) noexcept nogil
cdef void lay_windows(const Sheet *sheet, Bench *bench, const Pose *pose) noexcept nogil
cdef void match_sites(const Sheet *sheet, Bench *bench, const float *image) noexcept nogil
cdef void match_slopes(const Sheet *sheet, Bench *bench, const float *image) noexcept nogil
cdef int patch_index(const Sheet *sheet, const Bench *bench, int k) noexcept nogil
