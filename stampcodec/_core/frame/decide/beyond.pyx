"""Look for dots beyond a side: then the face lies a row or a column further (docs/reader.md 9.7).

With z what the fit leaves of the frame, matched to the window of a site beyond the face, E the
window's power and s the noise, a dot or none is compared with none by

    log (1 / 2 + exp((g z - g^2 E / 2) / s^2) / 2)        nats, added up along a side

            o  o  o  o                   <- beyond
          +------------+
        o |            | o
        o |    face    | o
        o |            | o
          +------------+
            o  o  o  o
"""

from libc.math cimport cosf, expf, floorf, logf, sinf
from libc.string cimport memset
from stampcodec._core.lanes cimport stamp_add, stamp_dot
from stampcodec._core.frame.thresholds cimport MOST_BEYOND
from stampcodec._core.frame.values cimport (
    BEFORE, GAIN, HUGE, TAPS, Candidate, Drawing, Patch, Pose, Tables,
)


cdef float nats_of_dot(
        const Tables *tables, const Patch *patch, const Drawing *drawing, const Pose *pose,
        float noise, float x, float y) noexcept nogil:
    """Log odds of a dot or none at a place against none; 0 off the panel, and off the patch."""
    cdef float row[TAPS]
    cdef float across[TAPS]
    cdef float narrow = 0.5 / (pose.sigma * pose.sigma), tap, down = 0
    cdef float power = 0, squares = 0, nats
    cdef int column = <int>floorf(x) - BEFORE, first = <int>floorf(y) - BEFORE, k, r
    if not (0 <= x < tables.columns and 0 <= y < tables.rows
            and 0 <= first - patch.top <= tables.side - TAPS
            and 0 <= column - patch.left <= tables.side - TAPS):
        return 0
    memset(row, 0, sizeof(row))
    for k in range(TAPS):
        if 0 <= first + k < tables.rows:
            tap = expf(-narrow * (first + k - y) * (first + k - y))
            down += tap
            power += tap * tap
            r = first + k - patch.top
            stamp_add(row, patch.counts + r * tables.side + column - patch.left, tap)
            if drawing.first_row <= r < drawing.last_row:
                stamp_add(row, drawing.planes[GAIN] + r * tables.side + column - patch.left,
                          -tap * pose.gain)
    for k in range(TAPS):
        across[k] = 0
        if 0 <= column + k < tables.columns:
            across[k] = expf(-narrow * (column + k - x) * (column + k - x))
            squares += across[k] * across[k]
        row[k] -= down * pose.offset
    power *= squares
    nats = stamp_dot(row, across, TAPS)
    nats = pose.gain * (nats - 0.5 * pose.gain * power) / (noise * noise)
    return MOST_BEYOND if nats > MOST_BEYOND else logf(0.5 + 0.5 * expf(nats))


cdef float find_beyond(
        const Tables *tables, const Patch *patch, const Drawing *drawing, const Pose *pose,
        float noise, Candidate *further) noexcept nogil:
    """Nats for dots beyond the side where they are likeliest; writes the pose, a row further."""
    cdef float step = tables.u[1] - tables.u[0], cosine = cosf(pose.angle), sine = sinf(pose.angle)
    cdef float out = tables.half + step, along, u, v, total, best = -HUGE
    cdef int side, k, at = 0
    for side in range(4):
        total = 0
        for k in range(tables.n):
            along = -tables.half + k * step
            u = out if side == 0 else -out if side == 1 else along
            v = out if side == 2 else -out if side == 3 else along
            total += nats_of_dot(tables, patch, drawing, pose, noise,
                                 pose.x + u * cosine - v * sine, pose.y + u * sine + v * cosine)
        if total > best:
            best = total
            at = side
    u = step if at == 0 else -step if at == 1 else 0
    v = step if at == 2 else -step if at == 3 else 0
    further.x = pose.x + (u * cosine - v * sine)
    further.y = pose.y + (u * sine + v * cosine)
    further.angle = pose.angle
    further.score = 0
    return best
