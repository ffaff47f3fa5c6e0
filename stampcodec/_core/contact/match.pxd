from stampcodec._core.contact.shape cimport DOTS

# The best of all matchings of two sets of five, and how good the second best is.
cdef struct Match:
    double re                   # sum of z conj(w) over the best matching: its angle turns w to z
    double im
    double best                 # squared magnitude of that sum
    double second               # the largest squared magnitude of any other matching

cdef void match(
    const double *zx, const double *zy, const double *wx, const double *wy, Match *found
) noexcept nogil
