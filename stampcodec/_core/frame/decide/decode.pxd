from stampcodec._core.frame.decide.room cimport WordRoom
from stampcodec._core.frame.values cimport Pose, Sites, Tables, Windows, Word

cdef enum:              # how far from what was heard a word is looked for, where dots make errors
    NEAR = 1            # four sites, or four and the most doubtful one
    FAR = 2             # where the evidence leads

cdef void decode(
    const Tables *tables, const Windows *windows, const Sites *sites, int reach,
    WordRoom *room, Word *word
) noexcept nogil
cdef bint is_loud(const Pose *pose, float noise) noexcept nogil
cdef bint is_plain(const Sites *sites, int i) noexcept nogil
