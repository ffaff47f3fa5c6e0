"""Five points to a merchant: the search of the catalogue, and the decision (docs/reader.md 13).

    points ── centre_points ── describe ── search ── search ── decide ─► merchant, pose, scale
              about their      invariants  nearest   runner-up, where one is possible
              centroid         as features pattern

The catalogue is a tree of boxes over invariants and sizes, each node laid out before its halves:

    node:    0          1      2      3          4      5      6
             all        left   leaf   leaf       right  leaf   leaf
    after:   7          4      3      4          7      6      7

The halves of node k are k + 1 and after[k + 1]. A leaf holds LANES patterns, side by side for the
compiler's vectors.
"""

from libc.math cimport M_PI, atan2, isnan, sqrt
from libc.stdint cimport int8_t, int32_t, int64_t
from stampcodec._core.contact.lanes cimport contact_box, contact_leaf
from stampcodec._core.contact.match cimport Match, match
from stampcodec._core.contact.shape cimport (
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
    double sure                 # mm^2: up to this residual the code leaves none that is not

# Five points, ready to be looked for.
cdef struct Query:
    Shape shape
    float size                  # px
    float feature[WIDTH]

cdef struct Found:
    double limit                # mm^2: what is further does not matter any more
    double best                 # squared residual of the nearest pattern, mm^2
    double second               # of the runner-up: another pattern, or the same matched otherwise
    double re                   # sum of z conj(w) of the best: turn and scale
    double im
    int who                     # place in the catalogue, -1: nobody
    bint settled                # the nearest is known, the runner-up is looked for
    int entered                 # nodes
    int matched                 # patterns


cdef inline double limited(double value, double low, double high) noexcept nogil:
    return low if value < low else high if value > high else value


cdef inline double residual(
        double along, double square, double pattern, const Range *range_) noexcept nogil:
    """Compute the squared residual, mm^2, at the best scale (docs/reader.md 13.2).

    along: |sum z conj(w)|, square: of the points, px^2, pattern: of the pattern, mm^2.
    """
    cdef double scale = limited(along / square, range_.least, range_.most)
    return scale * scale * square - 2.0 * scale * along + pattern


cdef void settle(
        const Tree *tree, const Shape *shape, int who, const Range *range_,
        Found *found) noexcept nogil:
    """Match the points with one pattern; keep it where it is nearer than what was found."""
    cdef Match matched
    cdef const double *points = tree.points + 2 * DOTS * who
    cdef double pattern = 0, along, apart
    cdef int k
    for k in range(2 * DOTS):
        pattern += points[k] * points[k]
    match(shape.x, shape.y, points, points + DOTS, &matched)
    found.matched += 1
    along = sqrt(matched.second if found.settled and who == found.who else matched.best)
    apart = residual(along, shape.square, pattern, range_)
    if apart >= found.limit:
        return
    found.limit = apart
    if found.settled:
        found.second = apart
    else:
        found.best = apart
        found.re = matched.re
        found.im = matched.im
        found.who = who


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


cdef void describe(const Tree *tree, Query *query) noexcept nogil:
    """Turn the invariants of the points to the axes of the catalogue."""
    cdef float invariants[INVARIANTS]
    cdef int i, k
    measure_invariants(&query.shape, invariants)
    query.size = <float>sqrt(query.shape.square)
    for k in range(WIDTH):
        query.feature[k] = 0
    for i in range(INVARIANTS):
        for k in range(WIDTH):
            query.feature[k] += invariants[i] * tree.axes[i * WIDTH + k]


cdef double bend_of(const Tree *tree, double limit) noexcept nogil:
    """Compute the largest squared chord over squared sine of a residual against any pattern.

    The sine of the shapes' angle is the residual over the pattern's size; the squared chord is
    2 - 2 cos, and the cosine is never negative.
    """
    cdef double ratio = limit / (tree.nodes[2 * BOX] * tree.nodes[2 * BOX])
    return 2.0 * (1.0 - sqrt(1.0 - ratio)) / ratio if 1e-9 < ratio < 1.0 else 2.0


cdef void search(
        const Tree *tree, const Query *query, const Range *range_, Found *found) noexcept nogil:
    """Find the nearest pattern, or the runner-up, within `found.limit`, which shrinks to it (13.4).

    A residual within the limit means that sizes differ by no more than its root, and that the
    shapes' squared chord, and so that of their features, is at most bend * limit / size^2.
    """
    cdef const float *feature = &query.feature[0]
    cdef int waiting[DEPTH]
    cdef float apart_of[DEPTH]
    cdef float span = 0, smallest = 0, largest = 0, apart, apart_left, apart_right
    cdef double bend = bend_of(tree, found.limit), limit = -1
    cdef int at, left, right, lane, near, n_waiting = 1
    waiting[0] = 0
    apart_of[0] = 0
    while n_waiting > 0:
        n_waiting -= 1
        at = waiting[n_waiting]
        apart = apart_of[n_waiting]
        while True:
            if limit != found.limit:
                limit = found.limit
                span = <float>(bend * limit)
                smallest = <float>(query.size * range_.least - sqrt(limit) - SPARE_MM)
                largest = <float>(query.size * range_.most + sqrt(limit) + SPARE_MM)
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
                        settle(tree, &query.shape, tree.leaf[at] * LANES + lane, range_, found)
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


cdef class ContactKernel:
    """A catalogue and a range of scales. Holds no state: threads may share it.

    Parameters
    ----------
    catalogue : stampcodec.touch.catalogue.Catalogue
        Trusted.
    low, high : float
        Range of the scale, px per mm.
    lead_mm2 : float
        A squared residual is accepted only if the runner-up's is more by this.
    sure_mm : float
        Up to this residual the patterns' separation leaves no runner-up that is not.
    """

    cdef Tree tree
    cdef Range range_
    cdef object catalogue
    cdef readonly size_t n_bytes

    def __cinit__(self, catalogue, double low, double high, double lead_mm2, double sure_mm):
        cdef const float[:, ::1] nodes = catalogue.nodes
        cdef const int32_t[::1] after = catalogue.after
        cdef const int32_t[::1] leaf = catalogue.leaf
        cdef const float[:, :, ::1] features = catalogue.features
        cdef const float[:, ::1] sizes = catalogue.sizes
        cdef const float[:, ::1] axes = catalogue.axes
        cdef const double[:, :, ::1] points = catalogue.points
        cdef const double[:, ::1] centres = catalogue.centres
        cdef const int32_t[::1] merchants = catalogue.merchants
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
        self.range_.sure = sure_mm * sure_mm
        # what a read keeps on the stack, and the constants
        self.n_bytes = (
            sizeof(Tree) + sizeof(Range) + sizeof(Query) + sizeof(Found) + sizeof(Match)
            + INVARIANTS * sizeof(float) + DEPTH * (sizeof(int) + sizeof(float))
        )

    cdef bint find(
            self, const double *points, double radius, bint sure, Query *query,
            Found *found) noexcept nogil:
        """Find the nearest pattern within a radius, and its runner-up unless there is surely none.

        Returns false where no pattern is within the radius; the runner-up's residual is the
        nearest's and the lead where it is more.
        """
        found.limit = radius * radius
        found.best = found.second = found.limit
        found.settled = False
        found.who = -1
        found.entered = found.matched = 0
        centre_points(points, &query.shape)
        # a comparison that NaN fails: points that overflow, or that are no numbers
        if not (1e-100 < query.shape.square < 1e100):
            return False
        describe(&self.tree, query)
        search(&self.tree, query, &self.range_, found)
        if found.who < 0:
            return False
        found.second = found.limit = found.best + self.range_.lead
        if not sure or found.best > self.range_.sure:
            found.settled = True
            search(&self.tree, query, &self.range_, found)
        return True

    cdef int decide(
            self, const double *points, double radius, double *pose, int64_t *merchant,
            double *margin) noexcept nogil:
        """Read five points; pose is x, y in px, the angle in degrees and the scale in px/mm."""
        cdef Query query
        cdef Found found
        cdef double along, scale, c, s, u, v
        cdef int k, missing = 0
        for k in range(DOTS):
            missing += isnan(points[2 * k]) and isnan(points[2 * k + 1])
        if missing:
            return EMPTY if missing == DOTS else UNREADABLE
        if not self.find(points, radius, True, &query, &found):
            return UNREADABLE
        if found.second < found.best + self.range_.lead:
            return UNREADABLE
        along = sqrt(found.re * found.re + found.im * found.im)
        scale = 1.0 / limited(along / query.shape.square, self.range_.least, self.range_.most)
        c = scale * found.re / along
        s = scale * found.im / along
        u = self.tree.centres[2 * found.who]
        v = self.tree.centres[2 * found.who + 1]
        pose[0] = query.shape.centre_x - (u * c - v * s)
        pose[1] = query.shape.centre_y - (u * s + v * c)
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

    def nearest(self, const double[:, ::1] points not None, double radius_mm):
        """Return what the search found, for tests and benchmarks.

        The nearest merchant within the radius or -1, its residual and the runner-up's (mm, no
        more than the lead above it), the nodes entered and the patterns matched.
        """
        cdef Query query
        cdef Found found
        with nogil:
            self.find(&points[0, 0], radius_mm, False, &query, &found)
        return (
            self.tree.merchants[found.who] if found.who >= 0 else -1,
            sqrt(found.best if found.best > 0 else 0.0),
            sqrt(found.second if found.second > 0 else 0.0),
            found.entered, found.matched,
        )
