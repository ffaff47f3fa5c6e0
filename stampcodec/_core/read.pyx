"""The staircase of one reading, and the object that owns its room.

    frame -> enter -> locate, rank -> [demodulate, refine] x 2 -> decode, refine -> accept, name
             gate     candidates      pose and sites             codeword          verdict

Where the first candidate is not accepted beyond doubt, a wider search hands over up to TRIES more.
The likeliest of all that may be right is read, if no other merchant comes near it (compare.pyx).
"""

import numpy as np
from libc.math cimport expf, fabsf, roundf, sqrtf
from libc.stdint cimport int8_t, int16_t, int32_t, int64_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy, memset
from stampcodec._core.accept cimport accept
from stampcodec._core.bounds cimport clamp, larger
from stampcodec._core.compare cimport compare, is_rivalled
from stampcodec._core.decode cimport FAR, NEAR, decode, fill_pairs, is_loud
from stampcodec._core.demodulate cimport demodulate
from stampcodec._core.gate cimport NOTHING, WORTH_READING, enter
from stampcodec._core.impulse cimport find_impulse
from stampcodec._core.locate cimport locate, search
from stampcodec._core.name cimport NAMED, NAMED_MIRRORED, name
from stampcodec._core.polish cimport match_frame, rank
from stampcodec._core.refine cimport refine
from stampcodec._core.windows cimport lay_patch, lay_windows
from stampcodec._core.workspace cimport (
    MAX_RIVALS, MAX_TRIES, MAX_TURNS, N_PLANES, NO, ODDS_BAND, SYSTEM, TAPS, YES, Bench, Pose,
    Sheet, Try,
)

cdef enum:                      # stampcodec.reading.Outcome
    EMPTY = 0
    UNREADABLE = 1
    READ = 2
    MIRRORED = 3

cdef enum:
    LOOKS = 4                   # decodings at an ever better pose
    LOUD_LOOKS = 3              # the same where noise does not make the errors
    TRIES = 6                   # candidates after the first
    SUNK_TRIES = 4              # the same where a face floats

# Model error, of the gain, while the pose is a candidate's: the doubt that keeps dots half there
# until the pose has found them. Too little and a pose 3 mm off is lost, too much and a good one
# drifts.
cdef float ROUGH = 0.3
cdef float PLENTY = 0.11        # of the gain: noise from which on it makes the errors
cdef float LAST = 0.5           # of it, in the last round
cdef float SUNK_ROUGH = 0.2     # where a face floats, half-there dots and pedestal cancel
cdef float FINE = 0.05          # and when it is fitted: dots misplaced within their tolerance
cdef float LOUD = 14.0          # nats: evidence that speaks for itself, whatever the codeword
cdef float ANCHORED = 4.0       # nats in favour of an anchor before anything is measured
cdef float GUILTY = 0.5         # share of the unexplained that makes a cell a wrong one
cdef float CERTAIN = 30.0       # nats of lead that need no second look
cdef float HIGHER = 2.0, LOWER = 1.4
cdef float CORNER = 0.15        # of the gain: less is no anchor, even at a rough pose
cdef float CLOSE = 0.3          # nodes: attempts that begin that near each other end as one
cdef float QUARTER = 1.5707963267948966
cdef float SAME = 0.02          # nodes: two attempts that near each other see the same
cdef float ARRIVED = 0.2        # nodes: a smaller step needs no other round, if the face leaves
cdef float SETTLED = 0.02       # nodes: a smaller step needs no other after it
cdef float STALE = 0.98         # of the last remainder: another look would see the same
cdef float NEARLY = 0.05        # of its power, at most
cdef float HOPELESS = 0.8       # share of the face's power that a stamp never leaves


cdef void weigh(const Sheet *sheet, Bench *bench) noexcept nogil:
    """Presence of every dot from its evidence alone."""
    cdef int i
    cdef float evidence
    for i in range(sheet.n_cells):
        evidence = bench.evidence[i] + (ANCHORED if sheet.is_anchor[i] else 0.0)
        bench.presence[i] = (
            0.0 if not bench.visible[i] or evidence < -8.0
            else 1.0 if evidence > 8.0 else 1.0 / (1.0 + expf(-evidence))
        )


cdef void settle(const Sheet *sheet, Bench *bench) noexcept nogil:
    """Presence from the codeword, but from the frame where the frame is loud about it."""
    cdef int b, i
    cdef bint bit
    bench.overruled = 0
    for b in range(sheet.n_bits):
        i = sheet.cell_of_bit[b]
        bit = (bench.codeword >> b) & 1
        if fabsf(bench.evidence[i]) > LOUD and (bench.evidence[i] > 0) != bit:
            bit = not bit
            bench.overruled += 1
        bench.presence[i] = bit and bench.visible[i]
    for b in range(4):
        i = sheet.anchors[b]
        bench.presence[i] = bench.visible[i] and bench.evidence[i] > ANCHORED - 10.0


cdef void raise_pedestal(const Sheet *sheet, Bench *bench, Pose *pose, float rise) noexcept nogil:
    """Begin with the pedestal that lifted the frame, times rise."""
    cdef int k
    for k in range(sheet.side):
        if 0 <= bench.top + k < sheet.rows:
            bench.row_sum[k] = bench.rise_row[bench.top + k]
        if 0 <= bench.left + k < sheet.columns:
            bench.column_sum[k] = bench.rise_column[bench.left + k]
    pose.pedestal = -rise


cdef inline bint leaves(const Bench *bench, float share) noexcept nogil:
    """Tell whether a fit leaves more than a share of the face's power, noise apart."""
    return bench.remainder - bench.nodes * bench.hiss * bench.hiss > share * bench.power


cdef int count_corners(const Sheet *sheet, const Bench *bench, float least) noexcept nogil:
    """Count the anchors that show with an amplitude of `least`."""
    cdef int k, n = 0
    for k in range(4):
        if bench.visible[sheet.anchors[k]] and bench.amplitude[sheet.anchors[k]] > least:
            n += 1
    return n


cdef inline void fit(const Sheet *sheet, Bench *bench, Pose *pose, float noise) noexcept nogil:
    bench.fits_left -= 1
    refine(sheet, bench, pose, noise)


cdef void begin(const Sheet *sheet, Bench *bench, Pose *pose, float rise) noexcept nogil:
    """Lay the windows where a candidate says; rise is for the guess where a face floats."""
    memset(bench.row_sum, 0, sheet.side * sizeof(float))
    memset(bench.column_sum, 0, sheet.side * sizeof(float))
    pose.sigma = sheet.sigma
    pose.gain = 1.2 * bench.level
    pose.offset = pose.pedestal = 0
    bench.n_lone = bench.n_alone
    lay_patch(sheet, bench, pose)
    lay_windows(sheet, bench, pose)
    if bench.is_sunk:
        raise_pedestal(sheet, bench, pose, rise)


cdef bint approach(const Sheet *sheet, Bench *bench, Pose *pose) noexcept nogil:
    """Fit the pose by the evidence alone; tell whether a face may lie there."""
    # noise in plenty is doubt enough; where there is little, misplaced dots need some
    cdef float noise, rough = (
        0.0 if bench.hiss > PLENTY * pose.gain else SUNK_ROUGH if bench.is_sunk else ROUGH
    )
    cdef int k
    for k in range(sheet.rounds):
        if bench.fits_left == 0:
            return False
        noise = larger(bench.hiss, (LAST if k > 0 else 1.0) * rough * pose.gain)
        demodulate(sheet, bench, pose, noise)
        if k > 0 and find_impulse(sheet, bench, pose, GUILTY):
            demodulate(sheet, bench, pose, noise)
        weigh(sheet, bench)
        fit(sheet, bench, pose, noise)
        if rough > 0 and bench.moved < ARRIVED and not leaves(bench, NEARLY):
            break
    return not leaves(bench, HOPELESS) and count_corners(sheet, bench, CORNER * pose.gain) >= 2


cdef bint look(const Sheet *sheet, Bench *bench, Pose *pose) noexcept nogil:
    """Decode, and fit again by the codeword; tell whether another look may see more."""
    cdef float unexplained = bench.remainder / (bench.nodes + 1.0), left
    cdef uint64_t before = bench.codeword
    cdef bint mended
    bench.looked = larger(larger(bench.hiss, FINE * pose.gain), sqrtf(unexplained))
    demodulate(sheet, bench, pose, bench.looked)
    if is_loud(pose, bench.looked):
        decode(sheet, bench, pose, bench.looked, NEAR)
        # dots out of place can look like a wrong cell: one is looked for where no word is near
        mended = bench.corrected > sheet.max_flips and find_impulse(sheet, bench, pose, GUILTY)
        if mended:
            demodulate(sheet, bench, pose, bench.looked)
            decode(sheet, bench, pose, bench.looked, NEAR | FAR)
        elif bench.corrected > sheet.max_flips:
            decode(sheet, bench, pose, bench.looked, FAR)
    else:
        mended = find_impulse(sheet, bench, pose, GUILTY)
        if mended:
            demodulate(sheet, bench, pose, bench.looked)
        decode(sheet, bench, pose, bench.looked, NEAR | FAR)
    settle(sheet, bench)
    fit(sheet, bench, pose, bench.looked)
    if bench.corrected == 0 and bench.lead > CERTAIN:
        return False
    left = bench.remainder / (bench.nodes + 1.0)
    if bench.is_loud and bench.corrected > 2 * sheet.max_flips:
        # that many sites are no noise: only without a wrong cell may they agree
        return mended
    return (mended or left < STALE * unexplained or bench.codeword != before
            or (bench.is_loud and bench.moved > SETTLED))


cdef bint is_known(const Sheet *sheet, const Bench *bench, const Pose *pose) noexcept nogil:
    """Tell whether an earlier attempt ended where this one is."""
    cdef const Pose *other
    cdef int k
    for k in range(bench.n_tries):
        other = &bench.tries[k].pose
        if (fabsf(pose.x - other.x) + fabsf(pose.y - other.y)
                + sheet.half * fabsf(pose.angle - other.angle) < SAME):
            return True
    return False


cdef bint is_new(const Sheet *sheet, Bench *bench, const Pose *pose) noexcept nogil:
    """Note where an attempt begins; tell whether none began near it, quarter turns aside."""
    cdef const Pose *other
    cdef float turned
    cdef int k
    for k in range(bench.n_starts):
        other = &bench.starts[k]
        turned = (pose.angle - other.angle) / QUARTER
        turned = QUARTER * (turned - roundf(turned))
        if (fabsf(pose.x - other.x) + fabsf(pose.y - other.y)
                + sheet.half * fabsf(turned) < CLOSE):
            return False
    if bench.n_starts < MAX_TRIES:
        bench.starts[bench.n_starts] = pose[0]
        bench.n_starts += 1
    return True


cdef int attempt(const Sheet *sheet, Bench *bench, Pose *pose, float rise) noexcept nogil:
    """Fit, decode and judge from one candidate pose; note what came of it."""
    cdef Try *made = &bench.tries[bench.n_tries]
    cdef int verdict, k
    begin(sheet, bench, pose, rise)
    if not approach(sheet, bench, pose) or is_known(sheet, bench, pose) or bench.fits_left == 0:
        return NO
    made.soft = pose[0]
    made.n_rivals = 0
    for k in range(LOOKS):
        if not look(sheet, bench, pose) or bench.fits_left == 0 or leaves(bench, HOPELESS):
            break
        if k == 0:
            note_rivals(bench, made)
        if bench.is_loud and k + 1 == LOUD_LOOKS:
            break
    if leaves(bench, HOPELESS):
        return NO
    note_rivals(bench, made)
    if bench.moved > SETTLED and bench.fits_left > 0:
        fit(sheet, bench, pose, bench.looked)
    verdict = accept(sheet, bench, pose)
    note(sheet, bench, verdict)
    return verdict


cdef void note_rivals(const Bench *bench, Try *made) noexcept nogil:
    """Remember the words that came next in a decoding."""
    cdef int k, i
    cdef bint is_new
    for k in range(bench.n_rivals):
        is_new = made.n_rivals < MAX_RIVALS
        for i in range(made.n_rivals):
            is_new = is_new and made.rivals[i] != bench.rivals[k]
        if is_new:
            made.rivals[made.n_rivals] = bench.rivals[k]
            made.n_rivals += 1


cdef void note(const Sheet *sheet, Bench *bench, int verdict) noexcept nogil:
    """Write down what an attempt came to, and turn its pose upright."""
    cdef Try *made = &bench.tries[bench.n_tries]
    cdef int k
    made.verdict = verdict
    made.codeword = bench.codeword
    made.corrected = bench.corrected
    made.margin = bench.margin
    made.nats = bench.nats
    made.pose = bench.pose
    made.noise = bench.silence
    made.n_lone = bench.n_lone
    memcpy(made.lone, bench.lone, sizeof(bench.lone))
    for k in range(4):
        made.anchors[k] = bench.presence[sheet.anchors[k]]
    made.who = name(sheet, bench)
    # what names no merchant is told apart by its word
    made.merchant_id = bench.merchant_id if made.who == NAMED else -<int64_t>bench.codeword
    bench.n_tries += 1


cdef inline int outcome_of(int who) noexcept nogil:
    return READ if who == NAMED else MIRRORED if who == NAMED_MIRRORED else UNREADABLE


cdef int read_frame(const Sheet *sheet, Bench *bench, const int16_t *counts) noexcept nogil:
    """Read one frame; the outcome, with the details left on the bench."""
    cdef const Try *latest
    cdef int k, status
    bench.counts = counts
    bench.n_candidates = bench.n_tries = bench.n_starts = bench.quarters = 0
    bench.fits_left = sheet.fits
    status = enter(sheet, bench)
    if status != WORTH_READING:
        return EMPTY if status == NOTHING else UNREADABLE
    bench.n_alone = bench.n_lone
    locate(sheet, bench)
    match_frame(sheet, bench)
    rank(sheet, bench, 4, 1, 2)
    bench.pose = bench.candidates[0]
    is_new(sheet, bench, &bench.pose)
    if attempt(sheet, bench, &bench.pose, 1.0) == YES:
        return outcome_of(bench.tries[0].who)
    search(sheet, bench)
    match_frame(sheet, bench)
    rank(sheet, bench, bench.n_candidates, 2, 1)
    for k in range(SUNK_TRIES if bench.is_sunk else MAX_TURNS):
        if bench.n_starts > TRIES or k == bench.n_candidates:
            break
        # the guess of a floating face's pedestal is as doubtful as the pose: more of it, then less
        bench.pose = bench.candidates[k // 2 if bench.is_sunk else k]
        if not bench.is_sunk and not is_new(sheet, bench, &bench.pose):
            continue
        if attempt(sheet, bench, &bench.pose, LOWER if k % 2 else HIGHER) == YES:
            latest = &bench.tries[bench.n_tries - 1]
            if not is_rivalled(bench, latest):
                return outcome_of(latest.who)
    latest = compare(sheet, bench)
    return UNREADABLE if latest == NULL else outcome_of(latest.who)


cdef class Kernel:
    """One reader's room, made once. Not for two threads at a time.

    Parameters
    ----------
    sheet : stampcodec.lattice.sheet.Sheet
        Trusted.
    """

    cdef Sheet sheet
    cdef Bench bench
    cdef void *memory
    cdef readonly size_t n_bytes

    def __cinit__(self, sheet):
        self._copy_sheet(sheet)
        self._make_room(sheet.templates.ravel(), sheet.odds.share_x, sheet.odds.share_y)
        fill_pairs(&self.sheet)

    def __dealloc__(self):
        free(self.memory)

    cdef _copy_sheet(self, sheet):
        cdef Sheet *own = &self.sheet
        cdef int k, s
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
                own.factor[k][s] = sheet.odds.factor[k, s]
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
        for k in range(N_PLANES):
            bench.planes[k] = at
            at += patch
        for k in range(SYSTEM):
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

    def read(self, const int16_t[:, ::1] frame not None):
        """Read one frame; return the status of `Outcome`, details in `result`."""
        cdef int status
        with nogil:
            status = read_frame(&self.sheet, &self.bench, &frame[0, 0])
        return status

    def result(self):
        """Return merchant, x, y, angle (nodes, radians), corrected and margin of the last stamp."""
        cdef Bench *bench = &self.bench
        return (
            bench.merchant_id, bench.pose.x, bench.pose.y, bench.pose.angle,
            bench.corrected, bench.margin,
        )

    def evidence(self, float[::1] out not None):
        """Write the probability of a dot in every cell at the pose last tried.

        Returns the clockwise quarter turns of the face against those cells, -1 without a pose.
        """
        cdef int i
        if self.bench.n_candidates == 0:
            return -1
        for i in range(self.sheet.n_cells):
            out[i] = 1.0 / (1.0 + expf(-clamp(self.bench.evidence[i], -60.0, 60.0)))
        return self.bench.quarters

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
            for k in range(frames.shape[0]):
                outcome[k] = read_frame(&self.sheet, bench, &frames[k, 0, 0])
                if outcome[k] >= READ:
                    merchant[k] = bench.merchant_id
                    pose[k, 0] = bench.pose.x
                    pose[k, 1] = bench.pose.y
                    pose[k, 2] = bench.pose.angle
                    corrected[k] = bench.corrected
                    margin[k] = bench.margin

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
            "n_candidates": bench.n_candidates,
            "candidates": [bench.candidates[k] for k in range(bench.n_candidates)],
            "amplitude": [bench.amplitude[k] for k in range(n)],
            "presence": [bench.presence[k] for k in range(n)],
            "evidence": [bench.evidence[k] for k in range(n)],
        }
