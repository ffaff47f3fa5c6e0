from stampcodec._core.frame.find.room cimport OddsRoom
from stampcodec._core.frame.values cimport Candidates, Scene, Tables

cdef void rank(
    const Tables *tables, const Scene *scene, OddsRoom *room, Candidates *candidates
) noexcept nogil
cdef void rank_widely(
    const Tables *tables, const Scene *scene, OddsRoom *room, Candidates *candidates
) noexcept nogil
