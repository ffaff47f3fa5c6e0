from stampcodec._core.frame.read cimport Reading
from stampcodec._core.track.values cimport MAX_PRICED, Sighting

cdef void sight(
    int status, const Reading *reading, const float prices[MAX_PRICED], Sighting *seen
) noexcept nogil

cdef void sight_mean(int status, const Reading *reading, Sighting *seen) noexcept nogil
