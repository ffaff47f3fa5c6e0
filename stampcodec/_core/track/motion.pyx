"""A straight line through the places where a face was seen (docs/tracker.md 5)."""

from libc.math cimport hypot
from libc.string cimport memset
from stampcodec._core.track.values cimport Motion, Place


cdef void start_motion(const Place *place, double time_s, Motion *motion) noexcept nogil:
    """Begin with one place; sums are taken from there, so that they stay small."""
    memset(motion, 0, sizeof(Motion))
    motion.first = place[0]
    motion.first_s = time_s
    follow(place, time_s, motion)


cdef void follow(const Place *place, double time_s, Motion *motion) noexcept nogil:
    """Add a place."""
    cdef double t = time_s - motion.first_s
    cdef double x = place.x - motion.first.x, y = place.y - motion.first.y
    motion.n += 1
    motion.t += t
    motion.tt += t * t
    motion.x += x
    motion.y += y
    motion.tx += t * x
    motion.ty += t * y
    motion.last = place[0]
    motion.last_s = time_s


cdef bint velocity_of(const Motion *motion, double *vx, double *vy) noexcept nogil:
    """Write the slope of the line, nodes a second; return whether there is one."""
    cdef double n = motion.n, spread = n * motion.tt - motion.t * motion.t
    vx[0] = vy[0] = 0
    if motion.n < 2 or not spread > 0:
        return False
    vx[0] = (n * motion.tx - motion.t * motion.x) / spread
    vy[0] = (n * motion.ty - motion.t * motion.y) / spread
    return True


cdef double distance_of(const Motion *motion) noexcept nogil:
    """Return how far the last place is from the first, nodes."""
    return hypot(motion.last.x - motion.first.x, motion.last.y - motion.first.y)
