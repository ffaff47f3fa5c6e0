from libc.stdint cimport int64_t, uint64_t
from stampcodec._core.frame.values cimport Attempt

# What a reading comes to; the pose is upright.
cdef struct Result:
    int64_t merchant_id
    float x, y, angle           # nodes, radians
    float margin
    float odds, nats            # of the word, and of the face: what readers of other families ask
    uint64_t missing, added     # cells, a bit each, not turned
    int quarters                # clockwise turns of the face against them

cdef Result result_of(const Attempt *made) noexcept nogil
