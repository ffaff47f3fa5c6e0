from libc.stdint cimport int16_t, int32_t
from stampcodec._core.track.thresholds cimport TRAIL

# Sums of frames of a face that lies still; twice as long ones whenever the slots are full.
cdef struct Average:
    int nodes
    int n_slots                 # full ones
    int in_slot                 # frames that fill a slot
    int n_open                  # frames in the one that is being filled
    int32_t *open               # their sum
    int16_t *slots              # SLOTS means, SCALE counts each
    int16_t *mean               # of them, trimmed, SCALE counts

# The last few frames, whatever they show.
cdef struct Trail:
    int nodes
    int16_t limit               # counts beyond are cut: no weak face has them
    int n                       # frames in it
    int next                    # place of the next one
    double times[TRAIL]
    int32_t *sum
    int16_t *frames             # TRAIL of them
    int16_t *mean               # SCALE counts

cdef enum:
    SCALE = 8                   # of a mean: parts of a count

cdef void empty(Average *average) noexcept nogil

cdef bint gather(const int16_t *counts, Average *average) noexcept nogil

cdef bint is_worth_a_look(const Average *average) noexcept nogil

cdef int take_mean(Average *average) noexcept nogil

cdef void forget(Trail *trail) noexcept nogil

cdef void trail_on(const int16_t *counts, double time_s, Trail *trail) noexcept nogil

cdef const int16_t *frame_before(const Trail *trail, int k) noexcept nogil

cdef int take_trail(Trail *trail) noexcept nogil
