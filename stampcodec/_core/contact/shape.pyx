"""Five points about their centroid, and their invariants (docs/reader.md 13.3).

The invariants do not change with order, turn, shift or size.

They are three sorted lists of lengths, each of a tight frame: a set of vectors, linear in
the points z (centroid at 0), that permuting the points permutes, and whose squares sum to a
multiple of S, the points' own sum of squares:

    z_i             the centroid to a point              5 lengths,   1 S
    z_i - z_j       a point to another                  10 lengths,   5 S
    z_i + z_j       the centroid to a pair's middle     10 lengths,   3 S

Divided by the root of the multiple, and all by the root of 3 S, they are one vector of length 1.
For any matching of two sets z and w, the inner product of two such sorted vectors is no less than
|sum z_i conj(w_i)| / |z| |w|, the cosine of the two shapes' angle: sorting makes the most of a sum
of products, lengths make the most of a product, and a tight frame keeps a sum. So the vectors of
two sets are never further apart than the shapes, and whatever is out of reach among them may be
skipped.
"""

from libc.math cimport sqrt

cdef double WEIGHTS[3]
WEIGHTS[:] = [1.0 / 3.0, 1.0 / 15.0, 1.0 / 9.0]


cdef void centre_points(const double *points, Shape *shape) noexcept nogil:
    """Move five points, x and y by turns, to their centroid."""
    cdef int k
    cdef double x = 0, y = 0, square = 0
    for k in range(DOTS):
        x += points[2 * k]
        y += points[2 * k + 1]
    x /= DOTS
    y /= DOTS
    for k in range(DOTS):
        shape.x[k] = points[2 * k] - x
        shape.y[k] = points[2 * k + 1] - y
        square += shape.x[k] * shape.x[k] + shape.y[k] * shape.y[k]
    shape.centre_x = x
    shape.centre_y = y
    shape.square = square


cdef inline void sort(double *values, int n) noexcept nogil:
    """Sort a few numbers by insertion, the least first."""
    cdef int i, k
    cdef double value
    for i in range(1, n):
        value = values[i]
        k = i
        while k > 0 and values[k - 1] > value:
            values[k] = values[k - 1]
            k -= 1
        values[k] = value


cdef void measure_invariants(const Shape *shape, float *out) noexcept nogil:
    """Write the vector of INVARIANTS; the points must not all be equal."""
    cdef double squares[INVARIANTS]
    cdef int i, j, k = 0
    cdef double x, y
    for i in range(DOTS):
        squares[i] = shape.x[i] * shape.x[i] + shape.y[i] * shape.y[i]
    for i in range(DOTS):
        for j in range(i + 1, DOTS):
            x = shape.x[i] - shape.x[j]
            y = shape.y[i] - shape.y[j]
            squares[DOTS + k] = x * x + y * y
            x = shape.x[i] + shape.x[j]
            y = shape.y[i] + shape.y[j]
            squares[DOTS + PAIRS + k] = x * x + y * y
            k += 1
    sort(squares, DOTS)
    sort(squares + DOTS, PAIRS)
    sort(squares + DOTS + PAIRS, PAIRS)
    for i in range(INVARIANTS):
        k = 0 if i < DOTS else 1 if i < DOTS + PAIRS else 2
        out[i] = <float>sqrt(squares[i] * WEIGHTS[k] / shape.square)


def invariants(const double[:, :, ::1] sets not None, float[:, ::1] out not None):
    """Write the invariants (n, 25) of sets (n, 5, 2), none of which has all points equal."""
    cdef Py_ssize_t k
    cdef Shape shape
    with nogil:
        for k in range(sets.shape[0]):
            centre_points(&sets[k, 0, 0], &shape)
            measure_invariants(&shape, &out[k, 0])
