"""Bring a candidate nearer before it is fitted: the shared face, read between the nodes.

A template stands on a node and turns by 7.5 degrees; with noise as large as it can be for a face
to be read at all, parabolas through such scores leave one candidate in six more than 2.5 mm off,
and the fit of the pose follows a wrong lattice from there. The same score at any pose, from the
image blurred once and read by linear interpolation, leaves half as many.
"""

from libc.math cimport cosf, sinf
from libc.string cimport memset
from stampcodec._core.bounds cimport clamp
from stampcodec._core.lanes cimport stamp_blur
from stampcodec._core.workspace cimport Bench, Pose, Sheet

cdef enum:
    ROUNDS = 2                  # through x, y and angle

cdef float WIDE = 0.5           # nodes: reach of the first round
cdef float NARROWER = 0.7       # of it, that of the next


cdef void smooth(const Sheet *sheet, Bench *bench) noexcept nogil:
    """Blur the clipped image, so that it can be read between nodes, into bench.smoother."""
    cdef int stride = sheet.stride, lines = sheet.rows + 2 * sheet.rim
    cdef size_t line = stride * sizeof(float)
    # a rim of zeros lets every line be blurred as if it had no ends
    stamp_blur(bench.smooth + 2 * stride, bench.clipped + 2 * stride, 1,
               sheet.blur[0], sheet.blur[1], sheet.blur[2], (lines - 4) * stride)
    memset(bench.smooth, 0, 2 * line)
    memset(bench.smooth + (lines - 2) * stride, 0, 3 * line)
    stamp_blur(bench.smoother + 2 * stride, bench.smooth + 2 * stride, stride,
               sheet.blur[0], sheet.blur[1], sheet.blur[2], (lines - 4) * stride)
    memset(bench.smoother, 0, 2 * line)
    memset(bench.smoother + (lines - 2) * stride, 0, 3 * line)


cdef float fit(
        const Sheet *sheet, const Bench *bench, float x, float y, float angle) noexcept nogil:
    """Score the face that all merchants share at a pose on the panel: a template between nodes."""
    cdef int n = sheet.n + 2, i, j, stride = sheet.stride, row, column
    cdef float step = sheet.u[1] - sheet.u[0], edge = sheet.u[0] - step
    cdef float right = step * cosf(angle), down = step * sinf(angle), total = 0, px, py, fx, fy
    cdef const float *weight = sheet.shared
    cdef const float *at
    # counted from the rim's corner, no point of a face on the panel is negative
    x = clamp(x, 0, sheet.columns - 1) + sheet.rim + edge * cosf(angle) - edge * sinf(angle)
    y = clamp(y, 0, sheet.rows - 1) + sheet.rim + edge * sinf(angle) + edge * cosf(angle)
    for i in range(n):
        px = x - i * down
        py = y + i * right
        for j in range(n):
            column = <int>px
            row = <int>py
            fx = px - column
            fy = py - row
            at = bench.smoother + row * stride + column
            total += weight[j] * (
                (1 - fy) * (at[0] + fx * (at[1] - at[0]))
                + fy * (at[stride] + fx * (at[stride + 1] - at[stride]))
            )
            px += right
            py += down
        weight += n
    return total


cdef inline float vertex(float before, float at, float after) noexcept nogil:
    """Where three values peak, -1 to 1 from the middle one: a parabola's vertex, or an end."""
    cdef float bend = before + after - 2.0 * at
    if bend >= 0:
        return -1.0 if before > after else 1.0 if after > before else 0.0
    return clamp(0.5 * (before - after) / bend, -1.0, 1.0)


cdef void polish(const Sheet *sheet, const Bench *bench, Pose *pose) noexcept nogil:
    """Move a candidate to where the shared face fits best, one coordinate after the other."""
    cdef float here = fit(sheet, bench, pose.x, pose.y, pose.angle), before, after, turn
    cdef float reach = WIDE
    for _round in range(ROUNDS):
        turn = reach / sheet.half
        before = fit(sheet, bench, pose.x - reach, pose.y, pose.angle)
        after = fit(sheet, bench, pose.x + reach, pose.y, pose.angle)
        pose.x += reach * vertex(before, here, after)
        here = fit(sheet, bench, pose.x, pose.y, pose.angle)
        before = fit(sheet, bench, pose.x, pose.y - reach, pose.angle)
        after = fit(sheet, bench, pose.x, pose.y + reach, pose.angle)
        pose.y += reach * vertex(before, here, after)
        here = fit(sheet, bench, pose.x, pose.y, pose.angle)
        before = fit(sheet, bench, pose.x, pose.y, pose.angle - turn)
        after = fit(sheet, bench, pose.x, pose.y, pose.angle + turn)
        pose.angle += turn * vertex(before, here, after)
        here = fit(sheet, bench, pose.x, pose.y, pose.angle)
        reach *= NARROWER
