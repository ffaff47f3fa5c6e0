from stampcodec._core.frame.values cimport Patch, Pose, Scene, Sites, Tables, Windows

cdef void lay_patch(
    const Tables *tables, const Scene *scene, const Pose *pose, float *image, Patch *patch
) noexcept nogil
cdef int patch_index(const Tables *tables, const Patch *patch, int at) noexcept nogil
cdef void lay_windows(
    const Tables *tables, const Patch *patch, const Pose *pose, Windows *windows
) noexcept nogil
cdef void move_windows(
    const Tables *tables, const Patch *patch, const Pose *pose, Windows *windows
) noexcept nogil
cdef void match_sites(
    const Tables *tables, const Windows *windows, const float *image, float *matched
) noexcept nogil
cdef void match_slopes(
    const Tables *tables, const Windows *windows, Sites *sites
) noexcept nogil
