"""One attempt: fit, decode and judge from one candidate pose.

    candidate -> [demodulate, refine] x 2 or 3 -> [decode, refine] x 3 at most -> accept, name
                 approach                         look                            note
"""

from libc.math cimport expf, fabsf, roundf, sqrtf
from libc.stdint cimport int64_t, uint64_t
from libc.string cimport memcpy, memset
from stampcodec._core.accept cimport accept
from stampcodec._core.bounds cimport larger
from stampcodec._core.decode cimport FAR, NEAR, decode, is_loud, is_plain
from stampcodec._core.demodulate cimport demodulate
from stampcodec._core.impulse cimport find_impulse
from stampcodec._core.name cimport NAMED, name
from stampcodec._core.refine cimport refine
from stampcodec._core.windows cimport lay_patch, lay_windows, match_slopes
from stampcodec._core.workspace cimport MAX_TRIES, NO, Bench, Pose, Sheet, Try

cdef enum:
    NOISY_ROUNDS = 2            # of fits by evidence, where noise is in plenty
    LOOKS = 3                   # decodings at an ever better pose

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
cdef float CORNER = 0.15        # of the gain: less is no anchor, even at a rough pose
cdef float CLOSE = 0.3          # nodes: attempts that begin that near each other end as one
cdef float QUARTER = 1.5707963267948966
cdef float SAME = 0.02          # nodes: two attempts that near each other see the same
cdef float ARRIVED = 0.2        # nodes: a smaller step needs no other round, if the face leaves
cdef float SETTLED = 0.02       # nodes: a smaller step needs no other after it
cdef float BETTER = 2.0         # nats by which a word is found again, and may be believed
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


cdef void settle(const Sheet *sheet, Bench *bench, const Pose *pose) noexcept nogil:
    """Presence from the codeword, but from the frame where the frame is loud about it."""
    cdef int b, i
    cdef bint bit
    bench.overruled = 0
    for b in range(sheet.n_bits):
        i = sheet.cell_of_bit[b]
        bit = (bench.codeword >> b) & 1
        if fabsf(bench.evidence[i]) > LOUD and (bench.evidence[i] > 0) != bit:
            bit = not bit
            bench.overruled += is_plain(bench, pose, i)
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
    for k in range(sheet.rounds if rough > 0 else NOISY_ROUNDS):
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


cdef bint look(const Sheet *sheet, Bench *bench, Pose *pose, bint is_first) noexcept nogil:
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
        elif bench.corrected > sheet.n_bits:
            decode(sheet, bench, pose, bench.looked, FAR)
    else:
        match_slopes(sheet, bench, bench.work)
        mended = is_first and find_impulse(sheet, bench, pose, GUILTY)
        if mended:
            demodulate(sheet, bench, pose, bench.looked)
            match_slopes(sheet, bench, bench.work)
        decode(sheet, bench, pose, bench.looked, NEAR | FAR)
    if mended and bench.fits_left > 1:
        bench.fits_left -= 1        # taking the frame apart again costs about as much as a fit
    settle(sheet, bench, pose)
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
    cdef int verdict, k
    begin(sheet, bench, pose, rise)
    if not approach(sheet, bench, pose) or is_known(sheet, bench, pose) or bench.fits_left == 0:
        return NO
    for k in range(LOOKS):
        if not look(sheet, bench, pose, k == 0) or bench.fits_left == 0 or leaves(bench, HOPELESS):
            break
    if leaves(bench, HOPELESS):
        return NO
    if bench.moved > SETTLED and bench.fits_left > 0:
        fit(sheet, bench, pose, bench.looked)
    verdict = accept(sheet, bench, pose)
    if verdict != NO and not bench.is_loud and was_refused(bench):
        verdict = NO
    note(sheet, bench, verdict)
    return verdict


cdef bint was_refused(const Bench *bench) noexcept nogil:
    """Tell whether an earlier attempt came to the same word, no worse, and was not believed.

    Another list of words may lack the rival that one had.
    """
    cdef const Try *other
    cdef int k
    for k in range(bench.n_tries):
        other = &bench.tries[k]
        if (other.verdict == NO and other.codeword == bench.codeword
                and other.nats > bench.nats - BETTER):
            return True
    return False


cdef void note(const Sheet *sheet, Bench *bench, int verdict) noexcept nogil:
    """Write down what an attempt came to, and turn its pose upright."""
    cdef Try *made = &bench.tries[bench.n_tries]
    cdef int i
    made.verdict = verdict
    made.codeword = bench.codeword
    made.corrected = bench.corrected
    made.margin = bench.margin
    made.nats = bench.nats
    made.pose = bench.pose
    made.noise = bench.silence
    made.looked = bench.looked
    made.dots = 0
    for i in range(sheet.n_cells):
        # after `settle` a dot is there or not
        made.dots |= <uint64_t>(bench.presence[i] > 0) << i
    made.n_lone = bench.n_lone
    memcpy(made.lone, bench.lone, sizeof(bench.lone))
    made.who = name(sheet, bench)
    # what names no merchant is told apart by its word
    made.merchant_id = bench.merchant_id if made.who == NAMED else -<int64_t>bench.codeword
    bench.n_tries += 1
