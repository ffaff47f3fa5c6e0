from libc.stdint cimport int16_t
from stampcodec._core.frame.attempt cimport AttemptRoom, History
from stampcodec._core.frame.find.room cimport GateRoom, OddsRoom, TemplateRoom
from stampcodec._core.frame.values cimport Attempt, Candidates, Scene, Tables

cdef enum:                      # stampcodec.reading.Outcome
    EMPTY = 0
    UNREADABLE = 1
    READ = 2
    MIRRORED = 3

# What is known of a frame once it was read.
cdef struct Reading:
    int entered                         # what the gate said
    Scene scene
    Candidates candidates
    History history
    const Attempt *believed             # one of the history, NULL without
    bint is_latest                      # the room of attempts still holds what it saw

# The rooms of all stages. Those of odds and of attempts lie in the same memory: a place is looked
# for, or one is tried.
cdef struct Rooms:
    GateRoom gate
    TemplateRoom templates
    OddsRoom odds
    AttemptRoom attempt

cdef int read_frame(
    const Tables *tables, const int16_t *counts, Rooms *rooms, Reading *reading
) noexcept nogil
