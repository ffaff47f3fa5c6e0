cdef enum:
    DOTS = 5
    PAIRS = 10
    INVARIANTS = 25             # 5 distances from the centroid, 10 of pairs, 10 of pairs' middles

# Five points about their centroid, and the root of their summed squares.
cdef struct Shape:
    double x[DOTS]
    double y[DOTS]
    double centre_x
    double centre_y
    double square               # summed squared distances from the centroid

cdef void centre_points(const double *points, Shape *shape) noexcept nogil
cdef void measure_invariants(const Shape *shape, float *out) noexcept nogil
