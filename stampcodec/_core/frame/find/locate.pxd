from stampcodec._core.frame.find.room cimport TemplateRoom
from stampcodec._core.frame.values cimport Candidates, Scene, Tables

cdef void locate(
    const Tables *tables, const Scene *scene, TemplateRoom *room, Candidates *candidates
) noexcept nogil
cdef void search(
    const Tables *tables, const Scene *scene, TemplateRoom *room, Candidates *candidates
) noexcept nogil
