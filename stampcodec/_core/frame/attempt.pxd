from libc.stdint cimport uint64_t
from stampcodec._core.frame.decide.room cimport WordRoom
from stampcodec._core.frame.fit.room cimport FitRoom
from stampcodec._core.frame.values cimport (
    MAX_ATTEMPTS, MAX_CELLS, Attempt, Candidate, Drawing, Fit, Patch, Scene, Sites, Tables, Windows,
)

# What the attempts before this one came to.
cdef struct History:
    int n
    Attempt made[MAX_ATTEMPTS]          # those that came as far as a codeword
    int n_starts
    Candidate starts[MAX_ATTEMPTS]      # where attempts began
    int fits_left                       # of the pose, that may still be made
    uint64_t codeword                   # of the last decoding
    bint is_alone                       # the best candidate has by far the best odds

cdef struct AttemptRoom:
    Patch patch
    Windows windows
    Drawing drawing
    Sites sites
    float presence[MAX_CELLS]           # 0..1
    float *patch_image
    float *levelled                     # shown by Sites
    WordRoom words
    FitRoom fit                         # its residual is also room for find_impulse

cdef bint is_new(const Tables *tables, const Candidate *candidate, History *history) noexcept nogil
cdef void attempt(
    const Tables *tables, const Scene *scene, const Candidate *candidate, float rise,
    History *history, AttemptRoom *room, Attempt *made
) noexcept nogil
cdef void survey(
    const Tables *tables, const Scene *scene, const Candidate *candidate, float gain,
    int rounds, AttemptRoom *room, Fit *fit
) noexcept nogil
cdef void retake(
    const Tables *tables, const Scene *scene, const Attempt *made, AttemptRoom *room
) noexcept nogil
