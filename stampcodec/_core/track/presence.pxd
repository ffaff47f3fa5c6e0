from stampcodec._core.track.values cimport Events, Motion, Place, Presence, Sighting, Vote

cdef void end_presence(
    double time_s, float pitch_mm, Presence *presence, Events *events) noexcept nogil

cdef void settle_presence(
    double time_s, float pitch_mm, Presence *presence, Events *events) noexcept nogil

cdef void note_face(double time_s, Presence *presence) noexcept nogil

cdef void vote(const Sighting *seen, double time_s, Presence *presence) noexcept nogil

cdef void stay_silent(Presence *presence) noexcept nogil

cdef void vote_fused(
    const Sighting *seen, const Motion *motion, Presence *presence) noexcept nogil

cdef Place cells_of(const Vote *one) noexcept nogil

cdef void tell(
    double time_s, double period_s, float pitch_mm, Presence *presence, Events *events
) noexcept nogil
