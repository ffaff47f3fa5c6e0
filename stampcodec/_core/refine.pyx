"""Fit the pose to the frame: one Gauss-Newton step, with the dots' presence given.

    frame = gain m(x, y, angle, sigma) + offset + pedestal R_i C_j + line noise + noise

m is the sum of the present dots, R and C its row and column sums: the rank-one retransmission of
joined conductors (Apple, US 9075483), its strength left to the fit. Line noise is an unknown per
row with half the white variance; instead of being solved for, it takes its share out of every
inner product.

          row of the patch   . . . [ n n n n n n ] . . .     the face covers one span a row;
                                      |                      spans are packed into one run,
          packed run         ... n n n n n n n n n n ...     eight unknowns side by side
"""

from libc.math cimport cosf, expf, fabs, fabsf, floorf, logf, sinf, sqrt, sqrtf
from libc.string cimport memcpy, memset
from stampcodec._core.bounds cimport clamp, larger
from stampcodec._core.lanes cimport (
    stamp_add, stamp_add_many, stamp_add_two, stamp_centre, stamp_clear, stamp_dot,
)
from stampcodec._core.windows cimport lay_windows
from stampcodec._core.workspace cimport DRIFT, MAX_LONE, N_PLANES, SYSTEM, TAPS, Bench, Pose, Sheet

cdef float SKIRT = 1.8          # sigmas beyond the outermost sites that count as the face
cdef float LINE_NOISE = 2.0     # white variance over that of a line
cdef float SIGMA_SPREAD = 0.05  # prior deviation of log sigma: panels differ, and dots
cdef float SIGMA_RANGE = 1.25
# Prior deviations of an offset that all nodes have in common, and of the pedestal. Wide ones cost
# margin in noise; narrow ones, where there is little, do not let a drifted baseline be.
cdef float OFFSET_NOISES = 0.4  # noise RMS; or
cdef float OFFSET_GAINS = 0.05  # gains, if that is more
cdef float PEDESTAL_LOUD = 0.5  # gains: of a face that floats, or is loud enough to show it
cdef float PEDESTAL_NOISY = 0.1
cdef float NOISY = 0.11         # of the gain: noise that hides a pedestal
cdef float LONE_GAIN = 0.6      # of the gain: a wrong cell's residual, at least
cdef float LONE_NOISE = 6.0     # noise RMS: likewise


cdef void draw_planes(const Sheet *sheet, Bench *bench, const Pose *pose) noexcept nogil:
    """Draw the model of gain 1 and its derivatives by x, y, angle and log sigma."""
    cdef int side = sheet.side, first = (TAPS - sheet.window) // 2, i, k, at
    cdef float there, down, slope, widening
    # rows that no window reaches are never looked at
    bench.first_row = side
    bench.last_row = 0
    for i in range(sheet.n_cells):
        if sheet.present[i]:
            at = bench.corner_row[i]
            bench.first_row = at if at < bench.first_row else bench.first_row
            bench.last_row = at + TAPS if at + TAPS > bench.last_row else bench.last_row
    for k in range(N_PLANES):
        if k == ANGLE:
            continue
        stamp_clear(bench.planes[k] + bench.first_row * side,
                    (bench.last_row - bench.first_row) * side)
    for i in range(sheet.n_cells):
        there = bench.presence[i]
        if there == 0:
            continue
        at = bench.corner[i] + first * side
        for k in range(first, TAPS - first):
            down = there * bench.ey[i][TAPS + k]
            slope = there * bench.dy[i][k]
            widening = there * bench.sy[i][k]
            stamp_add(bench.planes[GAIN] + at, bench.ex[i] + TAPS, down)
            stamp_add(bench.planes[X] + at, bench.dx[i], down)
            stamp_add(bench.planes[Y] + at, bench.ex[i] + TAPS, slope)
            stamp_add_two(bench.planes[SIGMA] + at, bench.ex[i] + TAPS, widening, bench.sx[i], down)
            at += side
    turn_planes(sheet, bench, pose)


cdef void turn_planes(const Sheet *sheet, Bench *bench, const Pose *pose) noexcept nogil:
    """Draw the derivative by angle: a Gaussian's slope points at its own centre, so that every
    node turns round the face's as if all dots lay on it."""
    cdef int side = sheet.side, r, c
    cdef float x = bench.left - pose.x, y
    cdef float *target
    cdef const float *by_x
    cdef const float *by_y
    for r in range(bench.first_row, bench.last_row):
        y = r + bench.top - pose.y
        target = bench.planes[ANGLE] + r * side
        by_x = bench.planes[X] + r * side
        by_y = bench.planes[Y] + r * side
        for c in range(side):
            target[c] = (x + c) * by_y[c] - y * by_x[c]


cdef void sum_lines(const Sheet *sheet, Bench *bench) noexcept nogil:
    """Write the model's row and column sums, scaled so that their product adds up to the model."""
    cdef int side = sheet.side, r, k
    cdef float total = 0
    cdef const float *row
    cdef float sums[8]
    memset(bench.row_sum, 0, side * sizeof(float))
    memset(bench.column_sum, 0, side * sizeof(float))
    for r in range(bench.first_row, bench.last_row):
        row = bench.planes[GAIN] + r * side
        memset(sums, 0, sizeof(sums))
        for k in range(0, side, 8):
            stamp_add(sums, row + k, 1.0)
        for k in range(8):
            bench.row_sum[r] += sums[k]
        stamp_add_many(bench.column_sum, row, 1.0, side)
        total += bench.row_sum[r]
    total = 1.0 / total if total > 1e-6 else 0
    for r in range(side):
        bench.row_sum[r] *= total


cdef void narrow(float slope, float at_zero, float reach, float *low, float *high) noexcept nogil:
    """Cut [low, high] down to where |at_zero + slope * c| < reach."""
    cdef float one, other
    if fabsf(slope) < 1e-6:
        if fabsf(at_zero) >= reach:
            high[0] = low[0] - 1
        return
    one = (-reach - at_zero) / slope
    other = (reach - at_zero) / slope
    if one > other:
        one, other = other, one
    low[0] = one if one > low[0] else low[0]
    high[0] = other if other < high[0] else high[0]


cdef void find_spans(const Sheet *sheet, Bench *bench, const Pose *pose) noexcept nogil:
    """Find the nodes that the face covers, its dots' skirts included: one span a row."""
    cdef int side = sheet.side, r, first, last, n = 0
    cdef float cosine = cosf(pose.angle), sine = sinf(pose.angle), low, high, x, y
    cdef float reach = sheet.half + SKIRT * pose.sigma
    x = bench.left - pose.x
    for r in range(side):
        y = r + bench.top - pose.y
        low = -bench.left if bench.left < 0 else 0
        high = side - 1 if side + bench.left <= sheet.columns else sheet.columns - bench.left - 1
        bench.span_at[r] = n
        bench.span_length[r] = 0
        if not (bench.first_row <= r < bench.last_row and 0 <= r + bench.top < sheet.rows):
            continue
        narrow(cosine, x * cosine + y * sine, reach, &low, &high)
        narrow(-sine, y * cosine - x * sine, reach, &low, &high)
        first = <int>floorf(low + 0.999)
        last = <int>floorf(high)
        if last >= first:
            bench.span_first[r] = first
            bench.span_length[r] = last - first + 1
            n += last - first + 1
    bench.nodes = n
    bench.n_packed = (n + 7) // 8 * 8


cdef int packed_at(const Sheet *sheet, const Bench *bench, int r, int c) noexcept nogil:
    """Tell where the node (r, c) of the patch stands in the packed run, -1 where it does not."""
    if r < 0 or r >= sheet.side:
        return -1
    c -= bench.span_first[r]
    return bench.span_at[r] + c if 0 <= c < bench.span_length[r] else -1


cdef void pack(const Sheet *sheet, Bench *bench) noexcept nogil:
    """Gather the unknowns' images and the frame over the face; leave out what is wrong or common
    to a line."""
    cdef int side = sheet.side, r, k, i, at, first, length
    cdef float share
    for r in range(side):
        at = bench.span_at[r]
        first = r * side + bench.span_first[r]
        length = bench.span_length[r]
        for i in range(N_PLANES):
            memcpy(bench.packed[i] + at, bench.planes[i] + first, length * sizeof(float))
        memcpy(bench.packed[TARGET] + at, bench.patch + first, length * sizeof(float))
        for k in range(length):
            bench.packed[OFFSET][at + k] = 1
            bench.packed[PEDESTAL][at + k] = (
                bench.row_sum[r] * bench.column_sum[bench.span_first[r] + k]
            )
    for i in range(SYSTEM):
        for k in range(<int>bench.nodes, bench.n_packed):
            bench.packed[i][k] = 0
    for k in range(bench.n_lone):
        at = packed_at(sheet, bench, bench.lone[k] // sheet.columns - bench.top,
                       bench.lone[k] % sheet.columns - bench.left)
        if at >= 0:
            for i in range(SYSTEM):
                bench.packed[i][at] = 0
    # with a = 1 - sqrt(1 - s), subtracting a times the mean makes inner products lose s of it
    for r in range(side):
        length = bench.span_length[r]
        if length == 0:
            continue
        share = (1.0 - sqrtf(1.0 - length / (length + LINE_NOISE))) / length
        for i in range(SYSTEM):
            stamp_centre(bench.packed[i] + bench.span_at[r], length, share)


cdef void solve(double normal[SYSTEM][SYSTEM], double *step) noexcept nogil:
    """Cholesky; the target is the last row, and its diagonal becomes the remainder."""
    cdef int i, j, k
    for i in range(SYSTEM):
        for j in range(i):
            for k in range(j):
                normal[i][j] -= normal[i][k] * normal[j][k]
            normal[i][j] *= normal[j][j]
        for k in range(i):
            normal[i][i] -= normal[i][k] * normal[i][k]
        if i < TARGET:
            normal[i][i] = 1.0 / sqrt(normal[i][i] if normal[i][i] > 1e-9 else 1e-9)
    for i in range(TARGET - 1, -1, -1):
        step[i] = normal[TARGET][i]
        for k in range(i + 1, TARGET):
            step[i] -= normal[k][i] * step[k]
        step[i] *= normal[i][i]


cdef bint is_finite(const double *step) noexcept nogil:
    cdef int i
    for i in range(TARGET):
        if not fabs(step[i]) < 1e30:
            return False
    return True


cdef float beside(const Sheet *sheet, const Bench *bench, int r, int c) noexcept nogil:
    """The residual at a node of the patch, 0 off the face."""
    cdef int at = packed_at(sheet, bench, r, c)
    return fabsf(bench.residual[at]) if at >= 0 else 0


cdef void note_lone(
        const Sheet *sheet, Bench *bench, const Pose *pose,
        const double *step, float noise) noexcept nogil:
    """Note a wrong cell, one whose residual stands alone."""
    cdef int i, k, r, worst = -1
    cdef float most = LONE_GAIN * <float>step[GAIN], near
    most = most if most > LONE_NOISE * noise else LONE_NOISE * noise
    memcpy(bench.residual, bench.packed[TARGET], bench.n_packed * sizeof(float))
    for i in range(TARGET):
        stamp_add_many(bench.residual, bench.packed[i],
                       -<float>step[i] * (pose.gain if X <= i <= SIGMA else 1.0), bench.n_packed)
    for k in range(<int>bench.nodes):
        if fabsf(bench.residual[k]) > most:
            most = fabsf(bench.residual[k])
            worst = k
    if worst < 0 or bench.n_lone >= MAX_LONE:
        return
    r = 0
    while bench.span_at[r] + bench.span_length[r] <= worst:
        r += 1
    k = worst - bench.span_at[r] + bench.span_first[r]
    near = beside(sheet, bench, r, k - 1)
    near = near if near > beside(sheet, bench, r, k + 1) else beside(sheet, bench, r, k + 1)
    near = near if near > beside(sheet, bench, r - 1, k) else beside(sheet, bench, r - 1, k)
    near = near if near > beside(sheet, bench, r + 1, k) else beside(sheet, bench, r + 1, k)
    if near < 0.5 * most:
        bench.lone[bench.n_lone] = (r + bench.top) * sheet.columns + k + bench.left
        bench.n_lone += 1


cdef inline float pedestal_spread(const Bench *bench, const Pose *pose) noexcept nogil:
    """What the pedestal may be, in gains: the more of the noise, the less."""
    cdef float noisy = clamp(bench.hiss / (NOISY * pose.gain), 0, 1)
    return PEDESTAL_LOUD if bench.is_sunk else (
        PEDESTAL_LOUD + noisy * (PEDESTAL_NOISY - PEDESTAL_LOUD))


cdef void refine(const Sheet *sheet, Bench *bench, Pose *pose, float noise) noexcept nogil:
    """Move pose by one step.

    Writes the power of the model on the face and the squares that the fit leaves there.
    """
    cdef double normal[SYSTEM][SYSTEM]
    cdef double step[SYSTEM]
    cdef double variance = noise * noise
    cdef float offset = larger(OFFSET_NOISES * bench.hiss, OFFSET_GAINS * pose.gain)
    cdef float pedestal = pose.gain * pedestal_spread(bench, pose)
    cdef int i, j
    if not bench.is_laid:
        lay_windows(sheet, bench, pose)
    draw_planes(sheet, bench, pose)
    sum_lines(sheet, bench)
    find_spans(sheet, bench, pose)
    pack(sheet, bench)
    for i in range(SYSTEM):
        for j in range(i + 1):
            normal[i][j] = stamp_dot(bench.packed[i], bench.packed[j], bench.n_packed)
            if X <= i <= SIGMA:
                normal[i][j] *= pose.gain
            if X <= j <= SIGMA:
                normal[i][j] *= pose.gain
    bench.power = normal[GAIN][GAIN]
    bench.explained = normal[TARGET][TARGET]
    # what a step, or a constant, may be: half a node, 0.1 rad, 5 % of sigma, see above
    normal[X][X] += variance / 0.25
    normal[Y][Y] += variance / 0.25
    normal[ANGLE][ANGLE] += variance / 0.01
    cdef double stiffness = variance / (SIGMA_SPREAD * SIGMA_SPREAD)
    normal[SIGMA][SIGMA] += stiffness
    normal[TARGET][SIGMA] += stiffness * logf(sheet.sigma / pose.sigma)
    normal[OFFSET][OFFSET] += variance / (offset * offset)
    normal[PEDESTAL][PEDESTAL] += variance / (pedestal * pedestal)
    solve(normal, step)
    if not is_finite(step):
        bench.remainder = 1e30
        return
    note_lone(sheet, bench, pose, step, noise)
    bench.moved = fabsf(<float>step[X]) + fabsf(<float>step[Y]) + (
        sheet.half * fabsf(<float>step[ANGLE]))
    pose.x = clamp(pose.x + clamp(step[X], -0.6, 0.6), bench.start.x - DRIFT, bench.start.x + DRIFT)
    pose.y = clamp(pose.y + clamp(step[Y], -0.6, 0.6), bench.start.y - DRIFT, bench.start.y + DRIFT)
    pose.angle += clamp(step[ANGLE], -0.1, 0.1)
    pose.sigma = clamp(pose.sigma * expf(clamp(step[SIGMA], -0.1, 0.1)),
                       sheet.sigma / SIGMA_RANGE, sheet.sigma * SIGMA_RANGE)
    pose.gain = clamp(step[GAIN], 0.1, 32767)
    pose.offset = step[OFFSET]
    pose.pedestal = step[PEDESTAL]
    bench.power *= pose.gain * pose.gain
    bench.remainder = normal[TARGET][TARGET] if normal[TARGET][TARGET] > 0 else 0
    bench.explained -= bench.remainder
    bench.is_laid = False
