from stampcodec._core.frame.values cimport (
    Drawing, Fit, Patch, Scene, Sites, Tables, Windows,
)

cdef bint find_impulse(
    const Tables *tables, const Scene *scene, const Patch *patch, const Windows *windows,
    const Drawing *drawing, const Sites *sites, float *rest, Fit *fit
) noexcept nogil
