from stampcodec._core.frame.fit.room cimport FitRoom
from stampcodec._core.frame.values cimport Drawing, Fit, Patch, Scene, Tables, Windows

cdef void draw_planes(
    const Tables *tables, const Patch *patch, const Windows *windows, const float *presence,
    Drawing *drawing
) noexcept nogil
cdef void sum_lines(const Tables *tables, Drawing *drawing) noexcept nogil
cdef void refine(
    const Tables *tables, const Scene *scene, const Patch *patch, const Windows *windows,
    const float *presence, float noise, FitRoom *room, Drawing *drawing, Fit *fit
) noexcept nogil
