"""All 120 matchings of two sets of five points, each with its best turn (docs/reader.md 13.2).

    M[i][j] = z_i conj(w_j)         after the best turn the inner product of z with w is
                                    |sum over i of M[i][matching of i]|
    points 0, 1 of z | 2, 3, 4      ten ways to part the points of w in two and three,
       2 orders      | 6 orders     2 + 6 sums of each part, 12 sums of both: 120
"""

cdef int PARTS[10][DOTS]
PARTS[:] = [
    [0, 1, 2, 3, 4], [0, 2, 1, 3, 4], [0, 3, 1, 2, 4], [0, 4, 1, 2, 3], [1, 2, 0, 3, 4],
    [1, 3, 0, 2, 4], [1, 4, 0, 2, 3], [2, 3, 0, 1, 4], [2, 4, 0, 1, 3], [3, 4, 0, 1, 2],
]


cdef void match(
        const double *zx, const double *zy, const double *wx, const double *wy,
        Match *found) noexcept nogil:
    """Find the matching with the largest |sum z conj(w)|, and the second largest."""
    cdef double re[DOTS][DOTS]
    cdef double im[DOTS][DOTS]
    cdef double three_re[6]
    cdef double three_im[6]
    cdef double two_re, two_im, x, y, square
    cdef int i, j, part, order, a, b, c, d, e
    for i in range(DOTS):
        for j in range(DOTS):
            re[i][j] = zx[i] * wx[j] + zy[i] * wy[j]
            im[i][j] = zy[i] * wx[j] - zx[i] * wy[j]
    found.best = found.second = -1.0
    for part in range(10):
        a = PARTS[part][0]
        b = PARTS[part][1]
        c = PARTS[part][2]
        d = PARTS[part][3]
        e = PARTS[part][4]
        three_re[:] = [
            re[2][c] + re[3][d] + re[4][e], re[2][c] + re[3][e] + re[4][d],
            re[2][d] + re[3][c] + re[4][e], re[2][d] + re[3][e] + re[4][c],
            re[2][e] + re[3][c] + re[4][d], re[2][e] + re[3][d] + re[4][c],
        ]
        three_im[:] = [
            im[2][c] + im[3][d] + im[4][e], im[2][c] + im[3][e] + im[4][d],
            im[2][d] + im[3][c] + im[4][e], im[2][d] + im[3][e] + im[4][c],
            im[2][e] + im[3][c] + im[4][d], im[2][e] + im[3][d] + im[4][c],
        ]
        for order in range(2):
            two_re = re[0][b] + re[1][a] if order else re[0][a] + re[1][b]
            two_im = im[0][b] + im[1][a] if order else im[0][a] + im[1][b]
            for i in range(6):
                x = two_re + three_re[i]
                y = two_im + three_im[i]
                square = x * x + y * y
                if square > found.second:
                    if square > found.best:
                        found.second = found.best
                        found.best = square
                        found.re = x
                        found.im = y
                    else:
                        found.second = square
