"""The object that owns the memory of a reader (docs/reader.md 11.2, 11.3).

Python ends here: a frame comes in as an array and is checked without a call, because an idle frame
is read in less time than a few of Python's own checks take.
"""

cimport numpy as cnp
import numpy as np
from cpython.pythread cimport (
    WAIT_LOCK, PyThread_acquire_lock, PyThread_allocate_lock, PyThread_free_lock,
    PyThread_release_lock,
)
from libc.math cimport expf
from libc.stdint cimport int8_t, int16_t, int64_t, uint64_t
from libc.stdlib cimport calloc, free
from stampcodec._core.bounds cimport clamp
from stampcodec._core.code.kernel cimport CodeKernel
from stampcodec._core.code.values cimport Partials
from stampcodec._core.frame.attempt cimport AttemptRoom, retake
from stampcodec._core.frame.compare cimport best_guess
from stampcodec._core.frame.decide.pairs cimport fill_pairs
from stampcodec._core.frame.fit.windows cimport match_slopes
from stampcodec._core.frame.read cimport READ, Reading, Rooms, read_frame
from stampcodec._core.frame.result cimport Result, result_of
from stampcodec._core.frame.room cimport carve, lay_out, room_bytes
from stampcodec._core.frame.thresholds cimport (
    ADDED_NATS, FEWEST_ANCHORS, MISSING_NATS, POSE_NATS,
)
from stampcodec._core.lanes cimport STAMP_MAX_CELLS, STAMP_ODDS_BAND
from stampcodec._core.tuned cimport STAMP_IS_TUNABLE
from stampcodec._core.frame.values cimport (
    AROUND, BEFORE, DRIFT, MAX_CELLS, MAX_SETS, MAX_SET_ROWS, MAX_SIDE, NAMED, N_SLOPES, ODDS_BAND,
    TAPS, Attempt, Sites, Tables,
)

cnp.import_array()

# Whether the environment sets thresholds: only in a build for ``make thresholds``.
IS_TUNABLE = bool(STAMP_IS_TUNABLE)
# What the Python that makes the tables must agree with.
LAYOUT = {
    "TAPS": TAPS, "BEFORE": BEFORE, "AROUND": AROUND, "ODDS_BAND": ODDS_BAND, "MAX_SIDE": MAX_SIDE,
    "MAX_SETS": MAX_SETS, "MAX_SET_ROWS": MAX_SET_ROWS, "DRIFT": DRIFT,
}
# What the Python that counts partly landed faces must agree with.
LANDED = {
    "MISSING_NATS": MISSING_NATS, "ADDED_NATS": ADDED_NATS, "FEWEST_ANCHORS": FEWEST_ANCHORS,
    "POSE_NATS": POSE_NATS,
}
if (STAMP_MAX_CELLS, STAMP_ODDS_BAND) != (MAX_CELLS, ODDS_BAND):
    raise ImportError("lanes.pxd and values.pxd differ in MAX_CELLS or ODDS_BAND")

cdef float MOST_NATS = 60.0     # formula: exp of more overflows a float at 88

cdef float *carve_copy(float **at, const float[::1] values) noexcept:
    """Take room for a table off the memory at hand, and fill it."""
    cdef float *taken = carve(at, values.shape[0])
    cdef Py_ssize_t k
    for k in range(values.shape[0]):
        taken[k] = values[k]
    return taken


cdef class FrameKernel:
    """One reader's room, made once. Threads that share it wait for each other.

    Parameters
    ----------
    tables : stampcodec.lattice.tables.Tables
        Trusted.
    """

    def __cinit__(self, tables):
        self.lock = PyThread_allocate_lock()
        if self.lock == NULL:
            raise MemoryError("no lock for a reader")
        self._copy_tables(tables)
        self._make_room(tables.templates.ravel(), tables.odds.share_x, tables.odds.share_y)
        if self.tables.n_sets == 0:
            fill_pairs(&self.tables)

    def __dealloc__(self):
        free(self.memory)
        if self.lock != NULL:
            PyThread_free_lock(self.lock)

    cdef _copy_tables(self, tables):
        cdef Tables *own = &self.tables
        cdef const float[:, ::1] rival = tables.landed.rival
        cdef CodeKernel code = tables.code
        cdef int k, s, lane
        own.rows = tables.rows
        own.columns = tables.columns
        own.n = tables.n
        own.n_cells = tables.n * tables.n
        own.n_bits = len(tables.cell_of_bit)
        own.dimension = len(tables.generator)
        own.window = tables.window
        own.box = tables.box
        own.distance = tables.distance
        own.max_flips = tables.max_flips
        own.depth = tables.depth
        own.n_sets = len(tables.sets)
        own.turns, own.template_side, own.template_width = tables.templates.shape
        own.rounds = tables.rounds
        own.fits = tables.fits
        own.half = tables.half
        own.sigma = tables.sigma
        own.noise = tables.noise
        own.lone = tables.lone
        own.rim = tables.rim
        own.stride = own.columns + 2 * own.rim
        own.side = tables.side
        for k in range(own.n_cells):
            own.u[k], own.v[k] = tables.cells[k]
            own.clarity[k] = tables.clarity[k]
            own.present[k] = tables.present[k]
            own.is_anchor[k] = tables.is_anchor[k]
        for k in range(own.n_cells):
            own.odds_weight[k] = tables.odds.weight[k]
            own.odds_mean[k] = tables.odds.mean[k]
            own.mean_overlap[k] = tables.odds.mean_overlap[k]
            own.own_factor[k] = tables.odds.own_factor[k]
            for s in range(ODDS_BAND):
                for lane in range(4):
                    own.factor[k][s][lane] = tables.odds.factor[k, s]
        for k in range(TAPS):
            own.taps[0][k], own.taps[1][k] = tables.odds.taps[:, k]
        for k in range(4):
            own.anchors[k] = np.flatnonzero(tables.is_anchor)[k]
        for k in range(own.n_bits):
            own.cell_of_bit[k] = tables.cell_of_bit[k]
        for k in range(len(tables.syndrome_of_bit)):
            own.syndrome_of_bit[k] = tables.syndrome_of_bit[k]
        for k in range(own.dimension):
            own.generator[k] = tables.generator[k]
        own.offset = tables.offset
        for s in range(own.n_sets):
            own.sets[s].flips = tables.sets[s].flips
            for k in range(own.dimension):
                own.sets[s].row[k] = tables.sets[s].rows[k]
                own.sets[s].site[k] = tables.sets[s].sites[k]
        self.code = code
        own.partials = &code.partials
        own.is_still = tables.is_still
        own.faces_nats = tables.landed.faces_nats
        own.asked_loud = tables.landed.asked_loud
        own.asked_noisy = tables.landed.asked_noisy
        self.rival = tables.landed.rival
        own.rival = &rival[0, 0]
        own.seats = code.seats
        own.orientation = code.orientation

    cdef _make_room(
        self, const float[::1] templates, const float[::1] share_x, const float[::1] share_y
    ):
        """Carve the tables that are images, and all rooms, out of one allocation."""
        cdef Tables *own = &self.tables
        cdef size_t n_table = templates.shape[0] + share_x.shape[0] + share_y.shape[0]
        cdef size_t n_bytes = n_table * sizeof(float) + room_bytes(own)
        cdef float *at
        self.memory = calloc(n_bytes, 1)
        if self.memory == NULL:
            raise MemoryError(f"a reader for this panel needs {n_bytes} bytes")
        self.n_bytes = n_bytes + sizeof(Tables) + sizeof(Rooms) + sizeof(Reading)
        at = <float *>self.memory
        own.templates = carve_copy(&at, templates)
        own.share_x = carve_copy(&at, share_x)
        own.share_y = carve_copy(&at, share_y)
        lay_out(own, at, &self.rooms)

    def tables_in_memory(self):
        """Return the tables as they lie in memory, for firmware.

        Returns
        -------
        dict of str to bytes
            The struct itself under "tables"; under the names of its pointers what they point to.
        """
        cdef const Tables *own = &self.tables
        cdef size_t across = 2 * (own.columns + 2 * AROUND), tall = 2 * (own.rows + 2 * AROUND)
        cdef size_t n = own.turns * own.template_side * own.template_width
        return {
            "tables": (<const char *>own)[:sizeof(Tables)],
            "share_x": (<const char *>own.share_x)[:across * sizeof(float)],
            "share_y": (<const char *>own.share_y)[:tall * sizeof(float)],
            "templates": (<const char *>own.templates)[:n * sizeof(float)],
            "partials": (<const char *>own.partials)[:sizeof(Partials)],
            "rival": bytes(self.rival),
        }

    cdef bint takes(self, frame) noexcept:
        """Tell whether a frame is an array of int16 in the panel's shape, laid out plainly."""
        # casts: once it is known for an array, no further call looks at its type again
        return (
            cnp.PyArray_CheckExact(frame)
            and cnp.PyArray_TYPE(<cnp.ndarray>frame) == cnp.NPY_INT16
            and cnp.PyArray_NDIM(<cnp.ndarray>frame) == 2
            and cnp.PyArray_DIM(<cnp.ndarray>frame, 0) == self.tables.rows
            and cnp.PyArray_DIM(<cnp.ndarray>frame, 1) == self.tables.columns
            and cnp.PyArray_ISCARRAY_RO(<cnp.ndarray>frame)
        )

    def read(self, frame):
        """Read one frame.

        Returns
        -------
        int, tuple or None
            The status of `Outcome`; for a stamp a tuple of status, merchant, x, y, angle (nodes,
            radians), margin, odds, nats, cells that lack a dot and that show one more (bits),
            quarter turns; None, unread, for what the kernel does not take.
        """
        cdef const int16_t *counts
        cdef const Attempt *made
        cdef int status
        cdef Result result
        if not self.takes(frame):
            return None
        counts = <const int16_t *>cnp.PyArray_DATA(<cnp.ndarray>frame)
        with nogil:
            PyThread_acquire_lock(self.lock, WAIT_LOCK)
            status = read_frame(&self.tables, counts, &self.rooms, &self.reading)
            made = self.reading.believed
            if made != NULL:
                result = result_of(made)
            PyThread_release_lock(self.lock)
        if status < READ:
            return status
        return (status, result.merchant_id, result.x, result.y, result.angle, result.margin,
                result.odds, result.nats, result.missing, result.added, result.quarters)

    cdef void _read_sites(self, const int16_t *counts) noexcept nogil:
        """Read one frame; leave the sites of the attempt that is believed, or of the last one."""
        cdef const Reading *reading = &self.reading
        read_frame(&self.tables, counts, &self.rooms, &self.reading)
        if reading.believed != NULL and not reading.is_latest:
            retake(&self.tables, &reading.scene, reading.believed, &self.rooms.attempt)

    def evidence(self, const int16_t[:, ::1] frame not None, float[::1] out not None):
        """Read one frame; write the probability of a dot in every cell at the pose that was read,
        or tried last.

        Returns the clockwise quarter turns of the face against those cells, -1 without a pose.
        """
        # addresses are taken where an index out of range may raise: not behind a lock
        cdef const int16_t *counts = &frame[0, 0]
        cdef float *cells = &out[0]
        cdef const Sites *sites = &self.rooms.attempt.sites
        cdef int i, quarters = -1
        with nogil:
            PyThread_acquire_lock(self.lock, WAIT_LOCK)
            self._read_sites(counts)
            if self.reading.candidates.n > 0:
                quarters = 0
                for i in range(self.tables.n_cells):
                    cells[i] = 1.0 / (1.0 + expf(-clamp(sites.evidence[i], -MOST_NATS, MOST_NATS)))
            if self.reading.believed != NULL:
                quarters = self.reading.believed.quarters
            PyThread_release_lock(self.lock)
        return quarters

    def read_block(
        self,
        const int16_t[:, :, ::1] frames not None,
        int8_t[::1] outcome not None,
        int64_t[::1] merchant not None,
        double[:, ::1] pose not None,
        double[:, ::1] sureness not None,
        uint64_t[:, ::1] differs not None,
        int8_t[::1] quarters not None,
    ):
        """Read frames one after the other.

        Columns of pose (n, 3): x, y (nodes), angle (radians); of sureness (n, 3): margin, odds,
        nats; of differs (n, 2): cells that lack a dot and that show one more, a bit each.
        """
        cdef Py_ssize_t k
        cdef Result result
        with nogil:
            PyThread_acquire_lock(self.lock, WAIT_LOCK)
            try:
                for k in range(frames.shape[0]):
                    outcome[k] = read_frame(
                        &self.tables, &frames[k, 0, 0], &self.rooms, &self.reading)
                    if self.reading.believed != NULL:
                        result = result_of(self.reading.believed)
                        merchant[k] = result.merchant_id
                        pose[k, 0] = result.x
                        pose[k, 1] = result.y
                        pose[k, 2] = result.angle
                        sureness[k, 0] = result.margin
                        sureness[k, 1] = result.odds
                        sureness[k, 2] = result.nats
                        differs[k, 0] = result.missing
                        differs[k, 1] = result.added
                        quarters[k] = result.quarters
            finally:
                PyThread_release_lock(self.lock)

    def guess_block(
        self,
        const int16_t[:, :, ::1] frames not None,
        int64_t[::1] merchant not None,
        double[::1] margin not None,
        int8_t[::1] is_read not None,
    ):
        """Read frames one after the other, for benchmarks; write of each the likeliest name, also
        where it is nearly certain enough to be read.

        merchant (n,) is -1 without a name, margin (n,) 0 then; is_read (n,) tells which are read.
        """
        cdef Py_ssize_t k
        cdef const Attempt *made
        with nogil:
            PyThread_acquire_lock(self.lock, WAIT_LOCK)
            try:
                for k in range(frames.shape[0]):
                    is_read[k] = READ == read_frame(
                        &self.tables, &frames[k, 0, 0], &self.rooms, &self.reading)
                    made = self.reading.believed
                    if made == NULL:
                        made = best_guess(&self.reading.history)
                    merchant[k] = -1
                    margin[k] = 0
                    if made != NULL and made.names == NAMED:
                        merchant[k] = made.merchant_id
                        margin[k] = made.verdict.margin
            finally:
                PyThread_release_lock(self.lock)

    def report(self, const int16_t[:, ::1] frame not None):
        """Read one frame and return what the reading knows of it, for tests and benchmarks.

        Returns
        -------
        dict
            The scene, the candidates, all attempts that came as far as a word, which of them is
            believed (None without), and the sites of that one, or of the attempt made last.
        """
        cdef const int16_t *counts = &frame[0, 0]
        cdef Reading *reading = &self.reading
        cdef AttemptRoom *room = &self.rooms.attempt
        cdef int n = self.tables.n_cells, k
        with nogil:
            PyThread_acquire_lock(self.lock, WAIT_LOCK)
            self._read_sites(counts)
            match_slopes(&self.tables, &room.windows, &room.sites)
        try:
            return {
                "level": reading.scene.level,
                "wrong": [reading.scene.wrong.at[k] for k in range(reading.scene.wrong.n)],
                "candidates": [reading.candidates.at[k] for k in range(reading.candidates.n)],
                "attempts": [reading.history.made[k] for k in range(reading.history.n)],
                "believed": (
                    None if reading.believed == NULL
                    else reading.believed - &reading.history.made[0]),
                "pose": room.sites.pose,
                "noise": room.sites.noise,
                "presence": [room.presence[k] for k in range(n)],
                "amplitude": [room.sites.amplitude[k] for k in range(n)],
                "evidence": [room.sites.evidence[k] for k in range(n)],
                "slopes": [[room.sites.slopes[j][k] for k in range(n)] for j in range(N_SLOPES)],
            }
        finally:
            PyThread_release_lock(self.lock)
