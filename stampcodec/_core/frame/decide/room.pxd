"""The room in which a word is looked for; too large for the stack of a small processor."""

cdef enum:
    SET_SUMS = 2048         # of eight neighbouring sites each, of every set of them; of 64 sites

cdef struct WordRoom:
    float doubts[SET_SUMS]  # what the sites of a set are worth together
