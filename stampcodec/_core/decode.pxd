from stampcodec._core.workspace cimport Bench, Pose, Sheet

cdef enum:              # how far from what was heard a word is looked for, where dots make errors
    NEAR = 1            # four sites, or four and the most doubtful one
    FAR = 2             # where the evidence leads

cdef void decode(
    const Sheet *sheet, Bench *bench, const Pose *pose, float noise, int reach
) noexcept nogil
cdef void fill_pairs(Sheet *sheet) noexcept nogil
cdef bint is_loud(const Pose *pose, float noise) noexcept nogil
cdef bint is_plain(const Bench *bench, const Pose *pose, int i) noexcept nogil
