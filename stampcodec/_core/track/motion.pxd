from stampcodec._core.track.values cimport Motion, Place

cdef void start_motion(const Place *place, double time_s, Motion *motion) noexcept nogil

cdef void follow(const Place *place, double time_s, Motion *motion) noexcept nogil

cdef bint velocity_of(const Motion *motion, double *vx, double *vy) noexcept nogil

cdef double distance_of(const Motion *motion) noexcept nogil
