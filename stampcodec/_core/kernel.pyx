"""The object that owns the room of a reader.

It is where Python ends: a frame comes in as an array, checked here without a call, since an idle
frame is read in less time than a few of Python's own checks take.
"""

cimport numpy as cnp
import numpy as np
from cpython.pythread cimport (
    WAIT_LOCK, PyThread_acquire_lock, PyThread_allocate_lock, PyThread_free_lock,
    PyThread_release_lock, PyThread_type_lock,
)
from libc.math cimport expf
from libc.stdint cimport int8_t, int16_t, int32_t, int64_t
from libc.stdlib cimport calloc, free
from stampcodec._core.bounds cimport clamp
from stampcodec._core.decode cimport fill_pairs
from stampcodec._core.read cimport READ, read_frame
from stampcodec._core.workspace cimport (
    N_PLANES, N_SLOPES, ODDS_BAND, SYSTEM, TAPS, Bench, Pose, Sheet,
)

cnp.import_array()


cdef class Kernel:
    """One reader's room, made once. Threads that share it wait for each other.

    Parameters
    ----------
    sheet : stampcodec.lattice.sheet.Sheet
        Trusted.
    """

    cdef Sheet sheet
    cdef Bench bench
    cdef void *memory
    cdef PyThread_type_lock lock
    cdef readonly size_t n_bytes

    def __cinit__(self, sheet):
        self.lock = PyThread_allocate_lock()
        if self.lock == NULL:
            raise MemoryError("no lock for a reader")
        self._copy_sheet(sheet)
        self._make_room(sheet.templates.ravel(), sheet.odds.share_x, sheet.odds.share_y)
        fill_pairs(&self.sheet)

    def __dealloc__(self):
        free(self.memory)
        if self.lock != NULL:
            PyThread_free_lock(self.lock)

    cdef _copy_sheet(self, sheet):
        cdef Sheet *own = &self.sheet
        cdef int k, s, lane
        own.rows = sheet.rows
        own.columns = sheet.columns
        own.n = sheet.n
        own.n_cells = sheet.n * sheet.n
        own.n_bits = len(sheet.cell_of_bit)
        own.dimension = len(sheet.generator)
        own.window = sheet.window
        own.box = sheet.box
        own.distance = sheet.distance
        own.max_flips = sheet.max_flips
        own.turns, own.template_side, own.template_width = sheet.templates.shape
        own.rounds = sheet.rounds
        own.fits = sheet.fits
        own.half = sheet.half
        own.sigma = sheet.sigma
        own.noise = sheet.noise
        own.lone = sheet.lone
        own.rim = sheet.rim
        own.stride = own.columns + 2 * own.rim
        own.side = sheet.side
        for k in range(own.n_cells):
            own.u[k], own.v[k] = sheet.cells[k]
            own.clarity[k] = sheet.clarity[k]
            own.present[k] = sheet.present[k]
            own.is_anchor[k] = sheet.is_anchor[k]
        for k in range(own.n_cells):
            own.seen[k] = sheet.odds.seen[k]
            own.mean[k] = sheet.odds.mean[k]
            own.mean_overlap[k] = sheet.odds.mean_overlap[k]
            own.own_factor[k] = sheet.odds.own_factor[k]
            for s in range(ODDS_BAND):
                for lane in range(4):
                    own.factor[k][s][lane] = sheet.odds.factor[k, s]
        for k in range(TAPS):
            own.taps[0][k], own.taps[1][k] = sheet.odds.taps[:, k]
        for k in range(4):
            own.anchors[k] = np.flatnonzero(sheet.is_anchor)[k]
        for k in range(own.n_bits):
            own.cell_of_bit[k] = sheet.cell_of_bit[k]
            own.syndrome_of_bit[k] = sheet.syndrome_of_bit[k]
        for k in range(own.dimension):
            own.generator[k] = sheet.generator[k]
            own.message_masks[k] = sheet.message_masks[k]
        for k in range(256):
            own.orbit_of[k] = sheet.orbit_of[k]
            own.symmetry_of[k] = sheet.symmetry_of[k]
            for s in range(8):
                own.byte_under[s][k] = sheet.byte_under[s, k]

    cdef _make_room(
        self, const float[::1] templates, const float[::1] share_x, const float[::1] share_y
    ):
        """Carve all images out of one allocation."""
        cdef Sheet *own = &self.sheet
        cdef Bench *bench = &self.bench
        cdef size_t patch = own.side * own.side, nodes = own.rows * own.columns
        cdef size_t clipped = own.stride * (own.rows + 2 * own.rim + 1), k
        cdef size_t across = share_x.shape[0], tall = share_y.shape[0]
        # the matched frame is done with when a patch is laid: they share their room
        cdef size_t shared = patch * (2 + N_PLANES + SYSTEM + 1)
        cdef size_t matched = across * (tall + TAPS + 1)
        shared = shared if shared > matched else matched
        cdef size_t n_floats = (
            shared + clipped + templates.shape[0] + nodes + 2 * own.columns + own.rows
            + 2 * across + tall
        )
        cdef float *at
        cdef size_t n_bytes = (
            n_floats * sizeof(float) + own.columns * sizeof(int32_t) + nodes * sizeof(int16_t)
        )
        self.memory = calloc(n_bytes, 1)
        if self.memory == NULL:
            raise MemoryError(f"a reader for this panel needs {n_bytes} bytes")
        self.n_bytes = n_bytes + sizeof(Sheet) + sizeof(Bench)
        at = <float *>self.memory
        bench.matches = at
        # row r is matched from rows r to r + 7 of the halves, into rows 2 r and 2 r + 1
        bench.halves = at + across * (tall // 2 + 1)
        bench.clipped = at + shared
        bench.patch = at
        bench.work = at + patch
        at += 2 * patch
        for k in range(<size_t>N_PLANES):
            bench.planes[k] = at
            at += patch
        for k in range(<size_t>SYSTEM):
            bench.packed[k] = at
            at += patch
        bench.residual = at
        bench.templates = bench.clipped + clipped
        bench.sums = bench.templates + templates.shape[0]
        bench.column = bench.sums + nodes
        bench.rise_column = bench.column + own.columns
        bench.rise_row = bench.rise_column + own.columns
        bench.line = bench.rise_row + own.rows
        bench.share_x = bench.line + across
        bench.share_y = bench.share_x + across
        bench.whole = <int32_t *>(bench.share_y + tall)
        bench.lifted = <int16_t *>(bench.whole + own.columns)
        for k in range(<size_t>templates.shape[0]):
            bench.templates[k] = templates[k]
        for k in range(across):
            bench.share_x[k] = share_x[k]
        for k in range(tall):
            bench.share_y[k] = share_y[k]

    cdef bint takes(self, frame) noexcept:
        """Tell whether a frame is an array of int16 in the panel's shape, laid out plainly."""
        return (
            cnp.PyArray_CheckExact(frame)
            and cnp.PyArray_TYPE(frame) == cnp.NPY_INT16
            and cnp.PyArray_NDIM(frame) == 2
            and cnp.PyArray_DIM(frame, 0) == self.sheet.rows
            and cnp.PyArray_DIM(frame, 1) == self.sheet.columns
            and cnp.PyArray_ISCARRAY_RO(frame)
        )

    def read(self, frame):
        """Read one frame.

        Returns
        -------
        int, tuple or None
            The status of `Outcome`; for a stamp a tuple of status, merchant, x, y, angle (nodes,
            radians), corrected and margin; None, unread, for what the kernel does not take.
        """
        cdef const int16_t *counts
        cdef int status, corrected
        cdef int64_t merchant
        cdef Pose pose
        cdef float margin
        if not self.takes(frame):
            return None
        counts = <const int16_t *>cnp.PyArray_DATA(frame)
        with nogil:
            PyThread_acquire_lock(self.lock, WAIT_LOCK)
            status = read_frame(&self.sheet, &self.bench, counts)
            merchant = self.bench.merchant_id
            pose = self.bench.pose
            corrected = self.bench.corrected
            margin = self.bench.margin
            PyThread_release_lock(self.lock)
        if status < READ:
            return status
        return status, merchant, pose.x, pose.y, pose.angle, corrected, margin

    def evidence(self, const int16_t[:, ::1] frame not None, float[::1] out not None):
        """Read one frame; write the probability of a dot in every cell at the pose last tried.

        Returns the clockwise quarter turns of the face against those cells, -1 without a pose.
        """
        # addresses are taken where an index out of range may raise: not behind a lock
        cdef const int16_t *counts = &frame[0, 0]
        cdef float *cells = &out[0]
        cdef int i, quarters = -1
        with nogil:
            PyThread_acquire_lock(self.lock, WAIT_LOCK)
            read_frame(&self.sheet, &self.bench, counts)
            if self.bench.n_candidates > 0:
                quarters = self.bench.quarters
                for i in range(self.sheet.n_cells):
                    cells[i] = 1.0 / (1.0 + expf(-clamp(self.bench.evidence[i], -60.0, 60.0)))
            PyThread_release_lock(self.lock)
        return quarters

    def read_block(
        self,
        const int16_t[:, :, ::1] frames not None,
        int8_t[::1] outcome not None,
        int64_t[::1] merchant not None,
        double[:, ::1] pose not None,
        int32_t[::1] corrected not None,
        double[::1] margin not None,
    ):
        """Read frames one after the other; pose (n, 3) is x, y, angle in nodes and radians."""
        cdef Py_ssize_t k
        cdef Bench *bench = &self.bench
        with nogil:
            PyThread_acquire_lock(self.lock, WAIT_LOCK)
            try:
                for k in range(frames.shape[0]):
                    outcome[k] = read_frame(&self.sheet, bench, &frames[k, 0, 0])
                    if outcome[k] >= READ:
                        merchant[k] = bench.merchant_id
                        pose[k, 0] = bench.pose.x
                        pose[k, 1] = bench.pose.y
                        pose[k, 2] = bench.pose.angle
                        corrected[k] = bench.corrected
                        margin[k] = bench.margin
            finally:
                PyThread_release_lock(self.lock)

    def report(self):
        """Return what the last reading left on the bench, for tests and benchmarks."""
        cdef Bench *bench = &self.bench
        cdef int n = self.sheet.n_cells
        return {
            "codeword": bench.codeword, "heard": bench.heard, "corrected": bench.corrected,
            "overruled": bench.overruled, "lead": bench.lead, "misfit": bench.misfit,
            "tries": [bench.tries[k] for k in range(bench.n_tries)],
            "nodes": bench.nodes, "power": bench.power, "remainder": bench.remainder,
            "lone": [bench.lone[k] for k in range(bench.n_lone)], "level": bench.level,
            "pose": bench.pose, "seen": bench.seen, "looked": bench.looked,
            "is_loud": bench.is_loud, "beyond": bench.beyond,
            "slopes": [[bench.slopes[j][k] for k in range(n)] for j in range(N_SLOPES)],
            "n_candidates": bench.n_candidates,
            "candidates": [bench.candidates[k] for k in range(bench.n_candidates)],
            "amplitude": [bench.amplitude[k] for k in range(n)],
            "presence": [bench.presence[k] for k in range(n)],
            "evidence": [bench.evidence[k] for k in range(n)],
        }
