"""Improve the pose by one Gauss-Newton step (docs/reader.md 7).

Which dots are there is given. The model of the frame is

    frame = gain m(x, y, angle, sigma) + offset + pedestal R_i C_j + line noise + noise

m is the sum of the dots; R and C are its row and column sums (1.4). The step does not estimate the
noise of the lines. It removes most of what is common to a row before it solves (1.5).

The step needs only the nodes that the face covers. They are copied next to each other, so that an
inner product is one run over memory:

          row of the patch   . . . [ n n n n n n ] . . .     the face covers one span of a row
                                      |
          packed run         ... n n n n n n n n n n ...     the spans of all rows; there is one run
                                                             for each unknown and one for the frame
"""

from libc.math cimport ceilf, cosf, expf, fabs, fabsf, floorf, logf, sinf, sqrt, sqrtf
from libc.stdint cimport INT16_MAX
from libc.string cimport memcpy, memset
from stampcodec._core.bounds cimport clamp, larger
from stampcodec._core.lanes cimport (
    stamp_add, stamp_add_many, stamp_add_two, stamp_centre, stamp_clear, stamp_dot,
)
from stampcodec._core.frame.fit.room cimport FitRoom
from stampcodec._core.frame.thresholds cimport (
    LINE_NOISE, OFFSET_GAINS, PEDESTAL_NOISY, PLENTY_OF_NOISE, SIGMA_SPREAD, SKIRT, STEP_ANGLE,
    TOUCHED_NODE,
)
from stampcodec._core.frame.values cimport (
    ANGLE, DRIFT, GAIN, HUGE, LANES, MAX_WRONG, N_PLANES, OFFSET, PEDESTAL, SIGMA, SYSTEM, TAPS,
    TARGET, TINY, X, Y, Drawing, Fit, Patch, Pose, Scene, Tables, Windows,
)


cdef void draw_planes(
        const Tables *tables, const Patch *patch, const Windows *windows, const float *presence,
        Drawing *drawing) noexcept nogil:
    """Draw the model with gain 1, and its derivatives by x, y, angle and log sigma."""
    cdef int side = tables.side, first = (TAPS - tables.window) // 2, i, k, at
    cdef float there, down, slope, widening
    # the rows that a window reaches; the others are not used
    drawing.first_row = side
    drawing.last_row = 0
    for i in range(tables.n_cells):
        if tables.present[i]:
            at = windows.corner_row[i]
            drawing.first_row = at if at < drawing.first_row else drawing.first_row
            drawing.last_row = at + TAPS if at + TAPS > drawing.last_row else drawing.last_row
    for k in range(N_PLANES):
        if k == ANGLE:
            continue
        stamp_clear(drawing.planes[k] + drawing.first_row * side,
                    (drawing.last_row - drawing.first_row) * side)
    for i in range(tables.n_cells):
        there = presence[i]
        if there == 0:
            continue
        at = windows.corner[i] + first * side
        for k in range(first, TAPS - first):
            down = there * windows.ey[i][TAPS + k]
            slope = there * windows.dy[i][k]
            widening = there * windows.sy[i][k]
            stamp_add(drawing.planes[GAIN] + at, windows.ex[i] + TAPS, down)
            stamp_add(drawing.planes[X] + at, windows.dx[i], down)
            stamp_add(drawing.planes[Y] + at, windows.ex[i] + TAPS, slope)
            stamp_add_two(drawing.planes[SIGMA] + at, windows.ex[i] + TAPS, widening,
                          windows.sx[i], down)
            at += side
    turn_planes(tables, patch, &windows.pose, drawing)


cdef void turn_planes(
        const Tables *tables, const Patch *patch, const Pose *pose,
        Drawing *drawing) noexcept nogil:
    """Draw the derivative by angle, from those by x and y.

    The slope of a Gaussian points at its own centre. The position of the node can therefore stand
    for the position of the dot, and one formula serves all dots.
    """
    cdef int side = tables.side, r, c
    cdef float x = patch.left - pose.x, y
    cdef float *target
    cdef const float *by_x
    cdef const float *by_y
    for r in range(drawing.first_row, drawing.last_row):
        y = r + patch.top - pose.y
        target = drawing.planes[ANGLE] + r * side
        by_x = drawing.planes[X] + r * side
        by_y = drawing.planes[Y] + r * side
        for c in range(side):
            target[c] = (x + c) * by_y[c] - y * by_x[c]


cdef void sum_lines(const Tables *tables, Drawing *drawing) noexcept nogil:
    """Write the row and column sums of the model; their product adds up to the model (1.4)."""
    cdef int side = tables.side, r, k
    cdef float total = 0
    cdef const float *row
    cdef float sums[LANES]
    memset(drawing.row_sum, 0, side * sizeof(float))
    memset(drawing.column_sum, 0, side * sizeof(float))
    for r in range(drawing.first_row, drawing.last_row):
        row = drawing.planes[GAIN] + r * side
        memset(sums, 0, sizeof(sums))
        for k in range(0, side, 8):
            stamp_add(sums, row + k, 1.0)
        for k in range(LANES):
            drawing.row_sum[r] += sums[k]
        stamp_add_many(drawing.column_sum, row, 1.0, side)
        total += drawing.row_sum[r]
    total = 1.0 / total if total > TINY else 0
    for r in range(side):
        drawing.row_sum[r] *= total


cdef void narrow(float slope, float at_zero, float reach, float *low, float *high) noexcept nogil:
    """Narrow [low, high] to those c for which |at_zero + slope * c| < reach."""
    cdef float one, other
    if fabsf(slope) < TINY:
        if fabsf(at_zero) >= reach:
            high[0] = low[0] - 1
        return
    one = (-reach - at_zero) / slope
    other = (reach - at_zero) / slope
    if one > other:
        one, other = other, one
    low[0] = one if one > low[0] else low[0]
    high[0] = other if other < high[0] else high[0]


cdef void find_spans(
        const Tables *tables, const Patch *patch, const Pose *pose,
        Drawing *drawing) noexcept nogil:
    """Find the nodes that the face and the edges of its dots cover: one span a row (7.2)."""
    cdef int side = tables.side, r, first, last, n = 0
    cdef float cosine = cosf(pose.angle), sine = sinf(pose.angle), low, high, x, y
    # a dot is drawn no further than half a window
    cdef float reach = tables.half + clamp(SKIRT * pose.sigma, 0, TAPS / 2)
    x = patch.left - pose.x
    for r in range(side):
        y = r + patch.top - pose.y
        low = -patch.left if patch.left < 0 else 0
        high = side - 1 if side + patch.left <= tables.columns else tables.columns - patch.left - 1
        drawing.span_at[r] = n
        drawing.span_length[r] = 0
        if not (drawing.first_row <= r < drawing.last_row and 0 <= r + patch.top < tables.rows):
            continue
        narrow(cosine, x * cosine + y * sine, reach, &low, &high)
        narrow(-sine, y * cosine - x * sine, reach, &low, &high)
        first = <int>ceilf(low)
        last = <int>floorf(high)
        if last >= first:
            drawing.span_first[r] = first
            drawing.span_length[r] = last - first + 1
            n += last - first + 1
    drawing.n_nodes = n
    drawing.n_packed = (n + LANES - 1) // LANES * LANES


cdef int packed_at(const Tables *tables, const Drawing *drawing, int r, int c) noexcept nogil:
    """Return the index in the packed run of node (r, c) of the patch, or -1 if it is not there."""
    if r < 0 or r >= tables.side:
        return -1
    c -= drawing.span_first[r]
    return drawing.span_at[r] + c if 0 <= c < drawing.span_length[r] else -1


cdef void pack(
        const Tables *tables, const Patch *patch, const Drawing *drawing, const Fit *fit,
        FitRoom *room) noexcept nogil:
    """Copy the image of each unknown, and the frame, into packed runs.

    Wrong cells become 0. Most of each row's mean is subtracted, for the noise of the line.
    """
    cdef int side = tables.side, r, k, i, at, first, length
    cdef float share
    for r in range(side):
        at = drawing.span_at[r]
        first = r * side + drawing.span_first[r]
        length = drawing.span_length[r]
        for i in range(N_PLANES):
            memcpy(room.packed[i] + at, drawing.planes[i] + first, length * sizeof(float))
        memcpy(room.packed[TARGET] + at, patch.counts + first, length * sizeof(float))
        for k in range(length):
            room.packed[OFFSET][at + k] = 1
            room.packed[PEDESTAL][at + k] = (
                drawing.row_sum[r] * drawing.column_sum[drawing.span_first[r] + k]
            )
    for i in range(SYSTEM):
        for k in range(drawing.n_nodes, drawing.n_packed):
            room.packed[i][k] = 0
    for k in range(fit.wrong.n):
        at = packed_at(tables, drawing, fit.wrong.at[k] // tables.columns - patch.top,
                       fit.wrong.at[k] % tables.columns - patch.left)
        if at >= 0:
            for i in range(SYSTEM):
                room.packed[i][at] = 0
    # subtracting a times the mean, a = 1 - sqrt(1 - s), takes the share s off inner products (1.5)
    for r in range(side):
        length = drawing.span_length[r]
        if length == 0:
            continue
        share = (1.0 - sqrtf(1.0 - length / (length + LINE_NOISE))) / length
        for i in range(SYSTEM):
            stamp_centre(room.packed[i] + drawing.span_at[r], length, share)


cdef double LEAST_PIVOT = 1e-9     # formula: of doubles, far below any unknown's own square


cdef void solve(double normal[SYSTEM][SYSTEM], double *step) noexcept nogil:
    """Solve the normal equations by Cholesky's method.

    The frame is the last row of `normal`. Its diagonal becomes the sum of squares that the step
    leaves.
    """
    cdef int i, j, k
    for i in range(SYSTEM):
        for j in range(i):
            for k in range(j):
                normal[i][j] -= normal[i][k] * normal[j][k]
            normal[i][j] *= normal[j][j]
        for k in range(i):
            normal[i][i] -= normal[i][k] * normal[i][k]
        if i < TARGET:
            normal[i][i] = 1.0 / sqrt(normal[i][i] if normal[i][i] > LEAST_PIVOT else LEAST_PIVOT)
    for i in range(TARGET - 1, -1, -1):
        step[i] = normal[TARGET][i]
        for k in range(i + 1, TARGET):
            step[i] -= normal[k][i] * step[k]
        step[i] *= normal[i][i]


cdef bint is_finite(const double *step) noexcept nogil:
    cdef int i
    for i in range(TARGET):
        if not fabs(step[i]) < HUGE:
            return False
    return True


cdef float beside(
        const Tables *tables, const Drawing *drawing, const FitRoom *room,
        int r, int c) noexcept nogil:
    """Return the size of the residual at a node of the patch, or 0 off the face."""
    cdef int at = packed_at(tables, drawing, r, c)
    return fabsf(room.residual[at]) if at >= 0 else 0


cdef void note_wrong(
        const Tables *tables, const Patch *patch, const Drawing *drawing, const double *step,
        float noise, FitRoom *room, Fit *fit) noexcept nogil:
    """Add a wrong cell to those of the fit, if there is one (docs/reader.md 7.5).

    It has a large residual, and none of its four neighbours has half of it.
    """
    cdef int i, k, r, worst = -1
    cdef float most = 0.5 * <float>step[GAIN], near
    most = larger(most, TOUCHED_NODE * noise)
    memcpy(room.residual, room.packed[TARGET], drawing.n_packed * sizeof(float))
    for i in range(TARGET):
        stamp_add_many(room.residual, room.packed[i],
                       -<float>step[i] * (fit.pose.gain if X <= i <= SIGMA else 1.0),
                       drawing.n_packed)
    for k in range(drawing.n_nodes):
        if fabsf(room.residual[k]) > most:
            most = fabsf(room.residual[k])
            worst = k
    if worst < 0 or fit.wrong.n >= MAX_WRONG:
        return
    r = 0
    while drawing.span_at[r] + drawing.span_length[r] <= worst:
        r += 1
    k = worst - drawing.span_at[r] + drawing.span_first[r]
    near = larger(
        larger(beside(tables, drawing, room, r, k - 1), beside(tables, drawing, room, r, k + 1)),
        larger(beside(tables, drawing, room, r - 1, k), beside(tables, drawing, room, r + 1, k)))
    if near < 0.5 * most:
        fit.wrong.at[fit.wrong.n] = (r + patch.top) * tables.columns + k + patch.left
        fit.wrong.n += 1


cdef inline float pedestal_spread(const Scene *scene, const Pose *pose) noexcept nogil:
    """Return the prior deviation of the pedestal, in gains; it falls as noise rises (7.4)."""
    cdef float noisy = clamp(scene.noise / (PLENTY_OF_NOISE * pose.gain), 0, 1)
    return 0.5 if scene.is_sunk else 0.5 + noisy * (PEDESTAL_NOISY - 0.5)


cdef void refine(
        const Tables *tables, const Scene *scene, const Patch *patch, const Windows *windows,
        const float *presence, float noise, FitRoom *room, Drawing *drawing,
        Fit *fit) noexcept nogil:
    """Move the pose of a fit by one step (docs/reader.md 7.1).

    Also writes the power of the model on the face, the sum of squares that the fit leaves there,
    and a wrong cell if there is one. The windows must lie at the pose.
    """
    cdef Pose *pose = &fit.pose
    cdef double normal[SYSTEM][SYSTEM]
    cdef double step[SYSTEM]
    cdef double variance = noise * noise
    cdef float offset = larger(0.5 * scene.noise, OFFSET_GAINS * pose.gain)
    cdef float pedestal = pose.gain * pedestal_spread(scene, pose)
    cdef int i, j
    draw_planes(tables, patch, windows, presence, drawing)
    sum_lines(tables, drawing)
    find_spans(tables, patch, pose, drawing)
    fit.nodes = drawing.n_nodes
    pack(tables, patch, drawing, fit, room)
    for i in range(SYSTEM):
        for j in range(i + 1):
            normal[i][j] = stamp_dot(room.packed[i], room.packed[j], drawing.n_packed)
            if X <= i <= SIGMA:
                normal[i][j] *= pose.gain
            if X <= j <= SIGMA:
                normal[i][j] *= pose.gain
    fit.power = normal[GAIN][GAIN]
    fit.explained = normal[TARGET][TARGET]
    # priors of the steps and of the constants (7.3, 7.4)
    normal[X][X] += variance / (0.5 * 0.5)
    normal[Y][Y] += variance / (0.5 * 0.5)
    normal[ANGLE][ANGLE] += variance / (STEP_ANGLE * STEP_ANGLE)
    cdef double stiffness = variance / (SIGMA_SPREAD * SIGMA_SPREAD)
    normal[SIGMA][SIGMA] += stiffness
    normal[TARGET][SIGMA] += stiffness * logf(tables.sigma / pose.sigma)
    normal[OFFSET][OFFSET] += variance / (offset * offset)
    normal[PEDESTAL][PEDESTAL] += variance / (pedestal * pedestal)
    solve(normal, step)
    if not is_finite(step):
        fit.remainder = HUGE
        return
    note_wrong(tables, patch, drawing, step, noise, room, fit)
    fit.moved = fabsf(<float>step[X]) + fabsf(<float>step[Y]) + (
        tables.half * fabsf(<float>step[ANGLE]))
    pose.x = clamp(pose.x + clamp(step[X], -0.5, 0.5),
                   patch.x - DRIFT, patch.x + DRIFT)
    pose.y = clamp(pose.y + clamp(step[Y], -0.5, 0.5),
                   patch.y - DRIFT, patch.y + DRIFT)
    pose.angle += clamp(step[ANGLE], -STEP_ANGLE, STEP_ANGLE)
    pose.sigma = clamp(pose.sigma * expf(clamp(step[SIGMA], -STEP_ANGLE, STEP_ANGLE)),
                       0.5 * tables.sigma, 2.0 * tables.sigma)
    pose.gain = clamp(step[GAIN], 1.0, INT16_MAX)
    pose.offset = step[OFFSET]
    pose.pedestal = step[PEDESTAL]
    fit.power *= pose.gain * pose.gain
    fit.remainder = normal[TARGET][TARGET] if normal[TARGET][TARGET] > 0 else 0
    fit.explained -= fit.remainder
