"""The staircase of one reading.

    frame -> enter -> locate, rank -> attempt -> (search, rank -> attempt ...) -> compare
             gate     candidates      verdict                                      the likeliest

Where the first candidate is not accepted beyond doubt, a wider search hands over up to TRIES more.
The likeliest of all that may be right is read, if no other merchant comes near it (compare.pyx).
"""

from libc.stdint cimport int16_t
from stampcodec._core.attempt cimport attempt, is_new
from stampcodec._core.beyond cimport goes_further
from stampcodec._core.compare cimport compare, is_rivalled
from stampcodec._core.gate cimport NOTHING, WORTH_READING, enter
from stampcodec._core.locate cimport locate, search
from stampcodec._core.name cimport NAMED, NAMED_MIRRORED
from stampcodec._core.polish cimport match_frame, rank, rank_widely
from stampcodec._core.workspace cimport MAX_CANDIDATES, YES, Bench, Pose, Sheet, Try

cdef enum:
    TRIES = 6                   # candidates after the first
    SUNK_TRIES = 4              # the same where a face floats

cdef float ALONE = 6.0           # nats between the odds of two places, of which one is the face's
cdef float HIGHER = 2.0, LOWER = 1.4    # times a floating face's pedestal, as guessed


cdef inline int outcome_of(int who) noexcept nogil:
    return READ if who == NAMED else MIRRORED if who == NAMED_MIRRORED else UNREADABLE


cdef void try_second(Bench *bench, const Pose *pose) noexcept nogil:
    """Put a pose behind the best candidate, for the last of them."""
    cdef int k
    for k in range(bench.n_candidates - 1, 1, -1):
        bench.candidates[k] = bench.candidates[k - 1]
    bench.candidates[1] = pose[0]


cdef int read_frame(const Sheet *sheet, Bench *bench, const int16_t *counts) noexcept nogil:
    """Read one frame; the outcome, with the details left on the bench."""
    cdef const Try *latest
    cdef int k, status
    bench.counts = counts
    bench.n_candidates = bench.n_tries = bench.n_starts = bench.quarters = 0
    bench.fits_left = sheet.fits
    bench.beyond = bench.n_lone = 0
    bench.codeword = 0              # of no frame before this one
    status = enter(sheet, bench)
    if status != WORTH_READING:
        return EMPTY if status == NOTHING else UNREADABLE
    bench.n_alone = bench.n_lone
    locate(sheet, bench)
    match_frame(sheet, bench)
    rank(sheet, bench)
    bench.is_alone = bench.candidates[0].score - bench.candidates[1].score > ALONE
    bench.pose = bench.candidates[0]
    is_new(sheet, bench, &bench.pose)
    if attempt(sheet, bench, &bench.pose, 1.0) == YES:
        return outcome_of(bench.tries[0].who)
    search(sheet, bench)
    match_frame(sheet, bench)
    rank_widely(sheet, bench)
    bench.is_alone = True
    if goes_further(bench):
        try_second(bench, &bench.further)
    for k in range(SUNK_TRIES if bench.is_sunk else MAX_CANDIDATES):
        if bench.n_starts > TRIES or k == bench.n_candidates:
            break
        # the guess of a floating face's pedestal is as doubtful as the pose: more of it, then less
        bench.pose = bench.candidates[k // 2 if bench.is_sunk else k]
        if not bench.is_sunk and not is_new(sheet, bench, &bench.pose):
            continue
        if attempt(sheet, bench, &bench.pose, LOWER if k % 2 else HIGHER) == YES:
            latest = &bench.tries[bench.n_tries - 1]
            if not is_rivalled(bench, latest):
                return outcome_of(latest.who)
    latest = compare(sheet, bench)
    return UNREADABLE if latest == NULL else outcome_of(latest.who)
