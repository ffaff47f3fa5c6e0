from libc.stdint cimport int16_t
from stampcodec._core.frame.read cimport Reading, Rooms
from stampcodec._core.frame.values cimport Sites, Tables
from stampcodec._core.track.thresholds cimport SPOTS
from stampcodec._core.track.values cimport Line, Motion, Sighting, Spot

# The last frames of a presence, in a ring.
cdef struct Fusion:
    int nodes
    int n                       # frames in it
    int next                    # place of the next one
    int without                 # parts that are left out
    int lines                   # along which frames were added up, in this presence
    Spot spots[SPOTS]
    int16_t *frames             # SPOTS of them
    Line line                   # on which they lie
    Sites sites                 # what all of them say together

cdef void clear(Fusion *fusion) noexcept nogil

cdef void note_spot(
    const int16_t *counts, double time_s, const Reading *reading, Fusion *fusion) noexcept nogil

cdef bint fuse(
    const Tables *tables, float pitch_mm, Rooms *rooms, Reading *reading, Fusion *fusion,
    Sighting *seen, Motion *motion
) noexcept nogil
