"""One attempt: fit, decode and judge, starting at one candidate pose (docs/reader.md 5).

    candidate -> [demodulate, refine] x 2 or 3 -> [decode, refine] x 3 at most -> accept, name
                 approach (5.3)                   look (5.5)

`approach` does not know the word yet: it fits the pose to dots that are likely to be there. `look`
decodes a word and fits the pose to the dots of that word. `accept` judges the result.
"""

from libc.math cimport expf, fabsf, roundf, sqrtf
from libc.stdint cimport uint64_t
from libc.string cimport memset
from stampcodec._core.bounds cimport larger
from stampcodec._core.frame.decide.accept cimport accept, ask_landed, count_anchors
from stampcodec._core.frame.decide.decode cimport FAR, NEAR, decode, is_loud, is_plain
from stampcodec._core.frame.decide.landed cimport list_differences
from stampcodec._core.frame.decide.name cimport name
from stampcodec._core.frame.fit.demodulate cimport demodulate
from stampcodec._core.frame.fit.impulse cimport find_impulse
from stampcodec._core.frame.fit.refine cimport draw_planes, refine, sum_lines
from stampcodec._core.frame.fit.windows cimport (
    lay_patch, lay_windows, match_slopes, move_windows,
)
from stampcodec._core.frame.thresholds cimport (
    ANCHOR_PRIOR, ARRIVED, CAP, FINE, HOPELESS, LOOKS, NEARLY_ALL, NOISY_ROUNDS, PLENTY_OF_NOISE,
    ROUGH, SAME_START, SETTLED, STALE, START_GAIN, SUNK_ROUGH,
    SURE_PRESENCE,
)
from stampcodec._core.frame.values cimport (
    MAX_ATTEMPTS, NO, N_ANCHORS, QUARTER, Attempt, Candidate, Fit, Pose, Scene, Sites, Tables,
    Windows, Word,
)


cdef void weigh(
        const Tables *tables, const Windows *windows, const Sites *sites,
        float *presence) noexcept nogil:
    """Write how likely each cell holds a dot, from its evidence alone (docs/reader.md 5.3)."""
    cdef int i
    cdef float evidence
    for i in range(tables.n_cells):
        evidence = sites.evidence[i] + (ANCHOR_PRIOR if tables.is_anchor[i] else 0.0)
        presence[i] = (
            0.0 if not windows.visible[i] or evidence < -SURE_PRESENCE
            else 1.0 if evidence > SURE_PRESENCE else 1.0 / (1.0 + expf(-evidence))
        )


cdef void settle(
        const Tables *tables, const Windows *windows, const Sites *sites, Word *word,
        float *presence) noexcept nogil:
    """Write which cells hold a dot according to the codeword (docs/reader.md 5.5).

    Where the evidence is strongly against the codeword, the cell follows the evidence.
    """
    cdef int b, i
    cdef bint bit
    word.overruled = 0
    for b in range(tables.n_bits):
        i = tables.cell_of_bit[b]
        bit = (word.codeword >> b) & 1
        if fabsf(sites.evidence[i]) > CAP and (sites.evidence[i] > 0) != bit:
            bit = not bit
            word.overruled += is_plain(sites, i)
        presence[i] = bit and windows.visible[i]
    for b in range(N_ANCHORS):
        i = tables.anchors[b]
        presence[i] = windows.visible[i] and sites.evidence[i] > -CAP


cdef inline bint leaves(const Scene *scene, const Fit *fit, float share) noexcept nogil:
    """Tell whether the fit leaves more than this share of the face's power unexplained.

    The power that noise is expected to leave does not count.
    """
    return fit.remainder - fit.nodes * scene.noise * scene.noise > share * fit.power


cdef void raise_pedestal(
        const Tables *tables, const Scene *scene, float rise, AttemptRoom *room,
        Pose *pose) noexcept nogil:
    """Start with the pedestal that was added to the frame, multiplied by `rise`.

    docs/reader.md 5.2.
    """
    cdef int k
    for k in range(tables.side):
        if 0 <= room.patch.top + k < tables.rows:
            room.drawing.row_sum[k] = scene.rise_row[room.patch.top + k]
        if 0 <= room.patch.left + k < tables.columns:
            room.drawing.column_sum[k] = scene.rise_column[room.patch.left + k]
    pose.pedestal = -rise


cdef void begin(
        const Tables *tables, const Scene *scene, const Candidate *candidate, float rise,
        AttemptRoom *room, Fit *fit) noexcept nogil:
    """Start the fit at the candidate's pose and lay the windows there.

    `rise` multiplies the first guess of the pedestal of a floating face.
    """
    cdef Pose *pose = &fit.pose
    memset(room.drawing.row_sum, 0, tables.side * sizeof(float))
    memset(room.drawing.column_sum, 0, tables.side * sizeof(float))
    pose.x = candidate.x
    pose.y = candidate.y
    pose.angle = candidate.angle
    pose.sigma = tables.sigma
    pose.gain = START_GAIN * scene.level
    pose.offset = pose.pedestal = 0
    fit.wrong = scene.wrong
    lay_patch(tables, scene, pose, room.patch_image, &room.patch)
    lay_windows(tables, &room.patch, pose, &room.windows)
    if scene.is_sunk:
        raise_pedestal(tables, scene, rise, room, pose)


cdef void part(
        const Tables *tables, const Fit *fit, float noise, AttemptRoom *room) noexcept nogil:
    """Estimate the amplitude of every cell at the pose of the fit."""
    move_windows(tables, &room.patch, &fit.pose, &room.windows)
    demodulate(tables, &room.patch, &room.windows, &room.drawing, fit, noise, room.levelled,
               &room.sites)


cdef bint finds_impulse(
        const Tables *tables, const Scene *scene, AttemptRoom *room, Fit *fit) noexcept nogil:
    return find_impulse(tables, scene, &room.patch, &room.windows, &room.drawing, &room.sites,
                        room.fit.residual, fit)


cdef void move(
        const Tables *tables, const Scene *scene, float noise, int *fits_left, AttemptRoom *room,
        Fit *fit) noexcept nogil:
    """Fit the pose once more, to the dots in `room.presence`."""
    fits_left[0] -= 1
    move_windows(tables, &room.patch, &fit.pose, &room.windows)
    refine(tables, scene, &room.patch, &room.windows, room.presence, noise, &room.fit,
           &room.drawing, fit)


cdef bint approach(
        const Tables *tables, const Scene *scene, int *fits_left, AttemptRoom *room,
        Fit *fit) noexcept nogil:
    """Fit the pose without a word; tell whether a face may lie there (docs/reader.md 5.3, 5.4)."""
    # noise in plenty is doubt enough; where there is little, misplaced dots need some
    cdef float noise, rough = (
        0.0 if scene.noise > PLENTY_OF_NOISE * fit.pose.gain
        else SUNK_ROUGH if scene.is_sunk else ROUGH
    )
    cdef int k
    for k in range(tables.rounds if rough > 0 else NOISY_ROUNDS):
        if fits_left[0] == 0:
            return False
        noise = larger(scene.noise, (0.5 if k > 0 else 1.0) * rough * fit.pose.gain)
        part(tables, fit, noise, room)
        if k > 0 and finds_impulse(tables, scene, room, fit):
            part(tables, fit, noise, room)
        weigh(tables, &room.windows, &room.sites, room.presence)
        move(tables, scene, noise, fits_left, room, fit)
        if rough > 0 and fit.moved < ARRIVED and not leaves(scene, fit, NEARLY_ALL):
            break
    return not leaves(scene, fit, HOPELESS) and (
        count_anchors(tables, &room.windows, &room.sites, fit.pose.gain) >= 2)


cdef bint look(
        const Tables *tables, const Scene *scene, bint is_first, int *fits_left,
        AttemptRoom *room, Attempt *made) noexcept nogil:
    """Decode a word, then fit the pose to its dots (docs/reader.md 5.5, 5.6).

    Returns whether another look may improve the result.
    """
    cdef Fit *fit = &made.fit
    cdef Word *word = &made.word
    cdef float unexplained = fit.remainder / (fit.nodes + 1.0), left
    cdef uint64_t before = word.codeword
    cdef bint mended
    made.looked = larger(larger(scene.noise, FINE * fit.pose.gain), sqrtf(unexplained))
    part(tables, fit, made.looked, room)
    if is_loud(&fit.pose, made.looked):
        decode(tables, &room.windows, &room.sites, NEAR, &room.words, word)
        # dots out of place can look like a wrong cell: one is looked for where no word is near
        mended = word.corrected > tables.max_flips and finds_impulse(tables, scene, room, fit)
        if mended:
            part(tables, fit, made.looked, room)
            decode(tables, &room.windows, &room.sites, NEAR | FAR, &room.words, word)
        elif word.corrected > tables.n_bits:
            decode(tables, &room.windows, &room.sites, FAR, &room.words, word)
    else:
        match_slopes(tables, &room.windows, &room.sites)
        mended = is_first and finds_impulse(tables, scene, room, fit)
        if mended:
            part(tables, fit, made.looked, room)
            match_slopes(tables, &room.windows, &room.sites)
        decode(tables, &room.windows, &room.sites, NEAR | FAR, &room.words, word)
    if mended and fits_left[0] > 1:
        fits_left[0] -= 1           # taking the frame apart again costs about as much as a fit
    settle(tables, &room.windows, &room.sites, word, room.presence)
    move(tables, scene, made.looked, fits_left, room, fit)
    if word.corrected == 0:
        return False
    left = fit.remainder / (fit.nodes + 1.0)
    if word.is_loud and word.corrected > 2 * tables.max_flips:
        # that many sites are no noise: only without a wrong cell may they agree
        return mended
    return (mended or left < STALE * unexplained or word.codeword != before
            or (word.is_loud and fit.moved > SETTLED))


cdef bint is_known(
        const Tables *tables, const Pose *pose, const History *history) noexcept nogil:
    """Tell whether an earlier attempt ended at this pose."""
    cdef const Pose *other
    cdef int k
    for k in range(history.n):
        other = &history.made[k].fit.pose
        if (fabsf(pose.x - other.x) + fabsf(pose.y - other.y)
                + tables.half * fabsf(pose.angle - other.angle) < SETTLED):
            return True
    return False


cdef bint is_new(
        const Tables *tables, const Candidate *candidate, History *history) noexcept nogil:
    """Tell whether an attempt from this candidate is new, and note its start if it is.

    It is not new if an earlier attempt started near it, or near it turned by quarter turns.
    Returns False, too, if the list of starts is full.
    """
    cdef const Candidate *other
    cdef float turned
    cdef int k
    for k in range(history.n_starts):
        other = &history.starts[k]
        turned = (candidate.angle - other.angle) / QUARTER
        turned = QUARTER * (turned - roundf(turned))
        if (fabsf(candidate.x - other.x) + fabsf(candidate.y - other.y)
                + tables.half * fabsf(turned) < SAME_START):
            return False
    if history.n_starts == MAX_ATTEMPTS:
        return False
    history.starts[history.n_starts] = candidate[0]
    history.n_starts += 1
    return True


cdef bint was_refused(const Attempt *made, const History *history) noexcept nogil:
    """Tell whether an earlier attempt found the same word, explained the frame better and failed.

    It may have failed because of a rival word. The list of words of the new attempt may lack that
    rival, which does not make the word right (docs/reader.md 5.7).
    """
    cdef const Attempt *other
    cdef int k
    for k in range(history.n):
        other = &history.made[k]
        if (other.verdict.answer == NO and other.word.codeword == made.word.codeword
                and other.verdict.nats > made.verdict.nats):
            return True
    return False


cdef uint64_t dots_of(const Tables *tables, const float *presence) noexcept nogil:
    """Return the cells that may hold a dot, one bit a cell."""
    cdef uint64_t dots = 0
    cdef int i
    for i in range(tables.n_cells):
        dots |= <uint64_t>(presence[i] > 0) << i
    return dots


cdef void attempt(
        const Tables *tables, const Scene *scene, const Candidate *candidate, float rise,
        History *history, AttemptRoom *room, Attempt *made) noexcept nogil:
    """Fit, decode and judge, starting at one candidate; write the result to `made`."""
    cdef Fit *fit = &made.fit
    cdef int *fits_left = &history.fits_left
    cdef int k
    made.is_judged = False
    made.word.codeword = history.codeword
    begin(tables, scene, candidate, rise, room, fit)
    if (not approach(tables, scene, fits_left, room, fit)
            or is_known(tables, &fit.pose, history) or fits_left[0] == 0):
        return
    for k in range(LOOKS):
        if (not look(tables, scene, k == 0, fits_left, room, made) or fits_left[0] == 0
                or leaves(scene, fit, HOPELESS)):
            break
    history.codeword = made.word.codeword
    if leaves(scene, fit, HOPELESS):
        return
    if fit.moved > SETTLED and fits_left[0] > 0:
        move(tables, scene, made.looked, fits_left, room, fit)
    accept(tables, scene, &room.patch, &room.windows, &room.drawing, &room.sites, fit, &made.word,
           history.n == 0, history.is_alone, &made.verdict)
    if made.verdict.is_close:
        if made.verdict.answer != NO and not made.word.is_loud:
            # The amplitudes must be those at the final pose: at an earlier pose the odds would be
            # too low. The noise must be that beside the face: the remainder on the face also holds
            # the dots that a wrong word lacks, and these are not noise.
            made.looked = larger(made.verdict.noise, FINE * fit.pose.gain)
            part(tables, fit, made.looked, room)
        ask_landed(tables, &room.windows, &room.sites, &made.word, &made.verdict)
    if made.verdict.answer != NO and not made.word.is_loud and was_refused(made, history):
        made.verdict.answer = NO
    made.dots = dots_of(tables, room.presence)
    list_differences(tables, &room.windows, &room.sites, &made.word, &made.missing, &made.added)
    name(tables, made.word.codeword, made)
    made.is_judged = True


cdef void survey(
        const Tables *tables, const Scene *scene, const Candidate *candidate, float gain,
        int rounds, AttemptRoom *room, Fit *fit) noexcept nogil:
    """Fit the pose without a word, and leave the amplitudes at that pose in the room.

    The tracker calls this: it adds up the evidence of many frames (docs/tracker.md 6.3). A `gain`
    of 0 means that the gain is not known.
    """
    cdef int fits_left = rounds, k
    cdef float noise
    begin(tables, scene, candidate, 1.0, room, fit)
    fit.pose.gain = gain if gain > 0 else fit.pose.gain
    for k in range(rounds):
        noise = larger(scene.noise, (0.5 if k > 0 else 1.0) * ROUGH * fit.pose.gain)
        part(tables, fit, noise, room)
        weigh(tables, &room.windows, &room.sites, room.presence)
        move(tables, scene, noise, &fits_left, room, fit)
    part(tables, fit, larger(scene.noise, 0.5 * ROUGH * fit.pose.gain), room)


cdef void retake(
        const Tables *tables, const Scene *scene, const Attempt *made,
        AttemptRoom *room) noexcept nogil:
    """Estimate the amplitudes of an earlier attempt again.

    Later attempts have overwritten them: all attempts share one room.
    """
    cdef int i
    for i in range(tables.n_cells):
        room.presence[i] = (made.dots >> i) & 1
    lay_patch(tables, scene, &made.fit.pose, room.patch_image, &room.patch)
    lay_windows(tables, &room.patch, &made.fit.pose, &room.windows)
    # the pedestal that is taken off is the product of the line sums of these dots
    draw_planes(tables, &room.patch, &room.windows, room.presence, &room.drawing)
    sum_lines(tables, &room.drawing)
    part(tables, &made.fit, made.looked, room)
