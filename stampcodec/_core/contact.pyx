"""Five points to a merchant: the search of the catalogue, and the decision.

    points -> centre_points -> measure_invariants -> search -> settle -> merchant, pose, scale
                               out of order and pose  few      all matchings, exactly

The catalogue is a tree of boxes over invariants and sizes, each node laid out before its halves:

    node:    0          1      2      3          4      5      6
             all        left   leaf   leaf       right  leaf   leaf
    after:   7          4      3      4          7      6      7

The halves of node k are k + 1 and after[k + 1]. A leaf holds LANES patterns, side by side for the
compiler's vectors.
"""

from libc.math cimport M_PI, atan2, isnan, sqrt
from libc.stdint cimport int8_t, int32_t, int64_t
from stampcodec._core.contact_lanes cimport contact_box, contact_leaf
from stampcodec._core.contact_match cimport Match, match
from stampcodec._core.contact_shape cimport (
    DOTS, INVARIANTS, Shape, centre_points, measure_invariants
)

cdef enum:                      # stampcodec.reading.Outcome
    EMPTY = 0
    UNREADABLE = 1
    READ = 2

cdef enum:                      # stampcodec.touch.catalogue
    LANES = 8                   # patterns of a leaf
    WIDTH = 16                  # features: the invariants along their principal axes
    BOX = 8                     # the first of them bound a node
    NODE = 2 * BOX + 2          # floats of a node: low, high, least and most size

cdef enum:
    DEPTH = 40                  # of the tree: halves of at most 2^31 patterns

# Of a squared chord: what single precision may add. Chords looked for are 0.001 and more.
cdef float ROUNDING = 1e-5
cdef float SPARE_MM = 1e-3      # the same of a size

cdef struct Tree:
    int n_nodes
    const float *nodes          # (n_nodes, NODE)
    const int32_t *after        # (n_nodes,): the next node that is not below this one
    const int32_t *leaf         # (n_nodes,): number of the leaf, -1 inside
    const float *features       # (leaves, WIDTH, LANES)
    const float *sizes          # (leaves, LANES): root of summed squares, mm
    const float *axes           # (INVARIANTS, WIDTH)
    const double *points        # (leaves * LANES, 2, DOTS): x, then y, about the centroid, mm
    const double *centres       # (leaves * LANES, 2): the centroid, from the face's centre
    const int32_t *merchants    # (leaves * LANES,)

cdef struct Range:
    double least                # of the scale, mm per px
    double most
    double lead                 # mm^2 that a runner-up's squared residual must be above the best
    double bend                 # squared chord over squared sine, at most

cdef struct Found:
    double best                 # squared residual of the nearest pattern, mm^2
    double second               # of the runner-up; best + lead where that is less
    double re                   # sum of z conj(w): turn and scale
    double im
    int who                     # place in the catalogue
    int entered                 # nodes
    int matched                 # patterns


cdef inline double limited(double value, double low, double high) noexcept nogil:
    return low if value < low else high if value > high else value


cdef inline double residual(
        double along, double square, double pattern, const Range *range_) noexcept nogil:
    """Compute the squared residual, mm^2, at the best scale.

    along: |sum z conj(w)|, square: of the points, px^2, pattern: of the pattern, mm^2.
    """
    cdef double scale = limited(along / square, range_.least, range_.most)
    return scale * scale * square - 2.0 * scale * along + pattern


cdef void settle(
        const Tree *tree, const Shape *shape, int who, const Range *range_,
        Found *found) noexcept nogil:
    """Match the points with one pattern and keep the two best residuals of all."""
    cdef Match matched
    cdef const double *points = tree.points + 2 * DOTS * who
    cdef double pattern = 0, first, second
    cdef int k
    for k in range(2 * DOTS):
        pattern += points[k] * points[k]
    match(shape.x, shape.y, points, points + DOTS, &matched)
    found.matched += 1
    first = residual(sqrt(matched.best), shape.square, pattern, range_)
    if first >= found.second:
        return
    if first >= found.best:
        found.second = first
        return
    second = residual(sqrt(matched.second), shape.square, pattern, range_)
    found.second = second if second < found.best else found.best
    found.best = first
    found.re = matched.re
    found.im = matched.im
    found.who = who
    # a runner-up further than this changes nothing
    if first + range_.lead < found.second:
        found.second = first + range_.lead


cdef inline float box_apart(const Tree *tree, int at, const float *feature) noexcept nogil:
    cdef const float *node = tree.nodes + at * NODE
    return contact_box(node, node + BOX, feature)


cdef inline bint is_near(
        const Tree *tree, int at, float apart, float span, float smallest,
        float largest) noexcept nogil:
    """Tell whether a node at a squared distance may hold a pattern within reach."""
    cdef const float *node = tree.nodes + at * NODE
    return (
        apart <= span / (node[2 * BOX] * node[2 * BOX]) + ROUNDING
        and node[2 * BOX] <= largest and node[2 * BOX + 1] >= smallest
    )


cdef void search(
        const Tree *tree, const Shape *shape, const Range *range_, Found *found) noexcept nogil:
    """Find the nearest pattern and the runner-up, both as far as they matter.

    Within `found.second`, which shrinks: a residual within it means that the sizes differ by no
    more, and that the shapes' chord, squared, is at most bend * residual^2 / size^2.
    """
    cdef float invariants[INVARIANTS]
    cdef float feature[WIDTH]
    cdef int waiting[DEPTH]
    cdef float apart_of[DEPTH]
    cdef float size = <float>sqrt(shape.square)
    cdef float span = 0, smallest = 0, largest = 0, apart, apart_left, apart_right
    cdef double reach = -1
    cdef int at, left, right, k, lane, i, near, n_waiting = 1
    measure_invariants(shape, invariants)
    for k in range(WIDTH):
        feature[k] = 0
    for i in range(INVARIANTS):
        for k in range(WIDTH):
            feature[k] += invariants[i] * tree.axes[i * WIDTH + k]
    waiting[0] = 0
    apart_of[0] = 0
    while n_waiting > 0:
        n_waiting -= 1
        at = waiting[n_waiting]
        apart = apart_of[n_waiting]
        while True:
            if reach != found.second:
                reach = found.second
                span = <float>(range_.bend * reach)
                smallest = <float>(size * range_.least - sqrt(reach) - SPARE_MM)
                largest = <float>(size * range_.most + sqrt(reach) + SPARE_MM)
            if not is_near(tree, at, apart, span, smallest, largest):
                break
            found.entered += 1
            if tree.leaf[at] >= 0:
                near = contact_leaf(
                    tree.features + tree.leaf[at] * WIDTH * LANES,
                    tree.sizes + tree.leaf[at] * LANES,
                    feature, span, ROUNDING, smallest, largest,
                )
                for lane in range(LANES):
                    if near >> lane & 1:
                        settle(tree, shape, tree.leaf[at] * LANES + lane, range_, found)
                break
            # the nearer half first; the other waits, and is looked at with what is then in reach
            left = at + 1
            right = tree.after[left]
            apart_left = box_apart(tree, left, feature)
            apart_right = box_apart(tree, right, feature)
            if apart_left <= apart_right:
                waiting[n_waiting] = right
                apart_of[n_waiting] = apart_right
                at = left
                apart = apart_left
            else:
                waiting[n_waiting] = left
                apart_of[n_waiting] = apart_left
                at = right
                apart = apart_right
            n_waiting += 1


cdef class Kernel:
    """A catalogue and a range of scales. Holds no state: threads may share it.

    Parameters
    ----------
    catalogue : stampcodec.touch.catalogue.Catalogue
        Trusted.
    low, high : float
        Range of the scale, px per mm.
    reach_mm : float
        Patterns further than this are not looked at, so `radius_mm` squared and `lead_mm2` together
        must not be more than its square.
    lead_mm2 : float
        A squared residual is accepted only if the runner-up's is more by this.
    """

    cdef Tree tree
    cdef Range range_
    cdef double reach
    cdef object catalogue
    cdef readonly size_t n_bytes

    def __cinit__(self, catalogue, double low, double high, double reach_mm, double lead_mm2):
        cdef const float[:, ::1] nodes = catalogue.nodes
        cdef const int32_t[::1] after = catalogue.after
        cdef const int32_t[::1] leaf = catalogue.leaf
        cdef const float[:, :, ::1] features = catalogue.features
        cdef const float[:, ::1] sizes = catalogue.sizes
        cdef const float[:, ::1] axes = catalogue.axes
        cdef const double[:, :, ::1] points = catalogue.points
        cdef const double[:, ::1] centres = catalogue.centres
        cdef const int32_t[::1] merchants = catalogue.merchants
        cdef double ratio
        self.catalogue = catalogue          # keeps the arrays behind the pointers
        self.tree.n_nodes = <int>nodes.shape[0]
        self.tree.nodes = &nodes[0, 0]
        self.tree.after = &after[0]
        self.tree.leaf = &leaf[0]
        self.tree.features = &features[0, 0, 0]
        self.tree.sizes = &sizes[0, 0]
        self.tree.axes = &axes[0, 0]
        self.tree.points = &points[0, 0, 0]
        self.tree.centres = &centres[0, 0]
        self.tree.merchants = &merchants[0]
        self.range_.least = 1.0 / high
        self.range_.most = 1.0 / low
        self.range_.lead = lead_mm2
        self.reach = reach_mm
        # what a read keeps on the stack, and the constants
        self.n_bytes = (
            sizeof(Tree) + sizeof(Range) + sizeof(Shape) + sizeof(Found) + sizeof(Match)
            + (INVARIANTS + WIDTH) * sizeof(float) + DEPTH * (sizeof(int) + sizeof(float))
        )
        # squared chord 2 - 2 cos of the angle whose sine is reach / size, for the smallest size
        ratio = reach_mm / nodes[0, 2 * BOX]
        ratio *= ratio
        self.range_.bend = 2.0 * (1.0 - sqrt(1.0 - ratio)) / ratio if ratio < 1.0 else 4.0

    cdef bint find(self, const Shape *shape, Found *found) noexcept nogil:
        """Look for patterns within reach; false where there are none."""
        found.best = found.second = self.reach * self.reach
        found.who = -1
        found.entered = found.matched = 0
        # a comparison that NaN fails: points that overflow, or that are no numbers
        if not (1e-100 < shape.square < 1e100):
            return False
        search(&self.tree, shape, &self.range_, found)
        return found.who >= 0

    cdef int decide(
            self, const double *points, double radius, double *pose, int64_t *merchant,
            double *margin) noexcept nogil:
        """Read five points; pose is x, y in px, the angle in degrees and the scale in px/mm."""
        cdef Shape shape
        cdef Found found
        cdef double along, scale, c, s, u, v
        cdef int k, missing = 0
        for k in range(DOTS):
            missing += isnan(points[2 * k]) and isnan(points[2 * k + 1])
        if missing:
            return EMPTY if missing == DOTS else UNREADABLE
        centre_points(points, &shape)
        if not self.find(&shape, &found):
            return UNREADABLE
        if found.best > radius * radius or found.best + self.range_.lead > found.second:
            return UNREADABLE
        along = sqrt(found.re * found.re + found.im * found.im)
        scale = 1.0 / limited(along / shape.square, self.range_.least, self.range_.most)
        c = scale * found.re / along
        s = scale * found.im / along
        u = self.tree.centres[2 * found.who]
        v = self.tree.centres[2 * found.who + 1]
        pose[0] = shape.centre_x - (u * c - v * s)
        pose[1] = shape.centre_y - (u * s + v * c)
        pose[2] = atan2(found.im, found.re) * (180.0 / M_PI)
        pose[3] = scale
        merchant[0] = self.tree.merchants[found.who]
        margin[0] = 1.0 - sqrt(found.best if found.best > 0 else 0.0) / radius
        return READ

    def read(self, const double[:, ::1] points not None, double radius_mm):
        """Return outcome, merchant, x and y in px, degrees, px per mm and margin."""
        cdef double pose[4]
        cdef double margin = 0
        cdef int64_t merchant = 0
        cdef int status
        pose[:] = [0.0, 0.0, 0.0, 0.0]
        with nogil:
            status = self.decide(&points[0, 0], radius_mm, pose, &merchant, &margin)
        return status, merchant, pose[0], pose[1], pose[2], pose[3], margin

    def read_block(
        self,
        const double[:, :, ::1] points not None,
        double radius_mm,
        int8_t[::1] outcome not None,
        int64_t[::1] merchant not None,
        double[:, ::1] pose not None,
        double[::1] margin not None,
    ):
        """Read sets one after the other; pose (n, 4) is x, y, degrees, px per mm."""
        cdef Py_ssize_t k
        with nogil:
            for k in range(points.shape[0]):
                outcome[k] = self.decide(
                    &points[k, 0, 0], radius_mm, &pose[k, 0], &merchant[k], &margin[k]
                )

    def nearest(self, const double[:, ::1] points not None):
        """Return what the search found, for tests and benchmarks.

        The nearest merchant within reach or -1, its residual and the runner-up's (mm, the reach
        where there is none), the nodes entered and the patterns matched.
        """
        cdef Shape shape
        cdef Found found
        with nogil:
            centre_points(&points[0, 0], &shape)
            self.find(&shape, &found)
        return (
            self.tree.merchants[found.who] if found.who >= 0 else -1,
            sqrt(found.best if found.best > 0 else 0.0),
            sqrt(found.second if found.second > 0 else 0.0),
            found.entered, found.matched,
        )
