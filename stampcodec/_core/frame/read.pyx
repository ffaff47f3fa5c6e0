"""The stages of one reading, in order (docs/reader.md 2).

    frame -> enter -> locate, rank -> attempt -> (search, rank -> attempt ...) -> likeliest
             gate     candidates      verdict

The first candidate is the usual answer. If its verdict is not YES, a wider search gives some more
(2.2, 2.3). The likeliest attempt is read, if no other merchant comes near it (compare.pyx).
"""

from libc.stdint cimport int16_t
from stampcodec._core.frame.attempt cimport attempt, is_new
from stampcodec._core.frame.compare cimport is_rivalled, likeliest
from stampcodec._core.frame.decide.beyond cimport goes_further
from stampcodec._core.frame.find.gate cimport NOTHING, WORTH_READING, enter
from stampcodec._core.frame.find.locate cimport locate, search
from stampcodec._core.frame.find.polish cimport rank, rank_widely
from stampcodec._core.frame.thresholds cimport ALONE_NATS
from stampcodec._core.frame.values cimport (
    NAMED, NAMED_MIRRORED, YES, Attempt, Candidate, Candidates, Tables,
)


cdef int outcome_of(const Attempt *made) noexcept nogil:
    if made == NULL:
        return UNREADABLE
    return READ if made.names == NAMED else MIRRORED if made.names == NAMED_MIRRORED else UNREADABLE


cdef void try_second(const Candidate *further, Candidates *candidates) noexcept nogil:
    """Put a pose behind the best candidate, for the last of them (docs/reader.md 2.4)."""
    cdef int k
    for k in range(candidates.n - 1, 1, -1):
        candidates.at[k] = candidates.at[k - 1]
    candidates.at[1] = further[0]


cdef const Attempt *try_one(
        const Tables *tables, const Candidate *candidate, float rise,
        Reading *reading, Rooms *rooms) noexcept nogil:
    """Make an attempt and note it; NULL where it did not come as far as a codeword."""
    cdef History *history = &reading.history
    cdef Attempt *made = &history.made[history.n]
    attempt(tables, &reading.scene, candidate, rise, history, &rooms.attempt, made)
    if not made.is_judged:
        return NULL
    history.n += 1
    return made


cdef const Attempt *try_first(
        const Tables *tables, Reading *reading, Rooms *rooms) noexcept nogil:
    """Attempt the candidate that the templates and the odds favour."""
    cdef Candidates *candidates = &reading.candidates
    locate(tables, &reading.scene, &rooms.templates, candidates)
    rank(tables, &reading.scene, &rooms.odds, candidates)
    reading.history.is_alone = candidates.at[0].score - candidates.at[1].score > ALONE_NATS
    is_new(tables, &candidates.at[0], &reading.history)
    return try_one(tables, &candidates.at[0], 1.0, reading, rooms)


cdef const Attempt *try_others(
        const Tables *tables, const Attempt *first, Reading *reading,
        Rooms *rooms) noexcept nogil:
    """Search widely; return the first attempt beyond doubt, else the likeliest of all."""
    cdef Candidates *candidates = &reading.candidates
    cdef History *history = &reading.history
    cdef const Attempt *made
    cdef const Candidate *candidate
    cdef bint is_sunk = reading.scene.is_sunk
    cdef int k
    search(tables, &reading.scene, &rooms.templates, candidates)
    rank_widely(tables, &reading.scene, &rooms.odds, candidates)
    history.is_alone = True
    if first != NULL and goes_further(&first.verdict):
        try_second(&first.verdict.further, candidates)
    # the guess of a floating face's pedestal is as doubtful as the pose: the best with twice of it
    for k in range(1 if is_sunk else candidates.n):
        candidate = &candidates.at[k]
        if not is_sunk and not is_new(tables, candidate, history):
            continue
        made = try_one(tables, candidate, 2.0, reading, rooms)
        if made != NULL and made.verdict.answer == YES and not is_rivalled(history, made):
            return made
    reading.is_latest = False
    return likeliest(history)


cdef int read_frame(
        const Tables *tables, const int16_t *counts, Rooms *rooms,
        Reading *reading) noexcept nogil:
    """Read one frame; the outcome, with the attempt that is believed in the reading."""
    cdef History *history = &reading.history
    cdef const Attempt *made
    cdef int status
    reading.believed = NULL
    reading.is_latest = True
    reading.candidates.n = history.n = history.n_starts = 0
    status = enter(tables, counts, &rooms.gate, &reading.scene)
    reading.entered = status
    if status != WORTH_READING:
        return EMPTY if status == NOTHING else UNREADABLE
    # where the face floats, the second attempt would be cut short (docs/reader.md 11.1)
    history.fits_left = tables.fits + (2 if reading.scene.is_sunk else 0)
    history.codeword = 0            # of no frame before this one
    made = try_first(tables, reading, rooms)
    if made == NULL or made.verdict.answer != YES:
        made = try_others(tables, made, reading, rooms)
    reading.believed = made
    return outcome_of(made)
