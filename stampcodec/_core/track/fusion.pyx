"""A face of which every frame shows a part: what all frames say together (docs/tracker.md 6).

    candidates of all frames  ->  a line on which most lie  ->  a fit of each frame near the line
    ->  nats of each site, added up  ->  word

           x |            .  *          * places of candidates
             |        * -               - the line: place, velocity
             |     -    *               . where the line says that a frame without candidate lies
             |  *
             +-------------- time
"""

from libc.math cimport M_LN2, expf, fabs, hypot, logf, roundf
from libc.stdint cimport int16_t
from libc.string cimport memcpy, memset
from stampcodec._core.bounds cimport clamp, larger
from stampcodec._core.frame.attempt cimport AttemptRoom, survey
from stampcodec._core.frame.decide.decode cimport NEAR, decode
from stampcodec._core.frame.decide.name cimport name
from stampcodec._core.frame.find.gate cimport WORTH_READING, enter
from stampcodec._core.frame.read cimport Reading, Rooms
from stampcodec._core.frame.values cimport (
    NAMED, QUARTER, Attempt, Candidate, Fit, Sites, Tables,
)
from stampcodec._core.track.chance cimport nats_over_chance, price_of
from stampcodec._core.track.motion cimport follow, start_motion
from stampcodec._core.track.thresholds cimport (
    FASTEST_MM_S, FEWEST_ON_LINE, LEAST_SHOWN, LINE_NATS, MOST_ABSENCE, MOST_EVIDENCE,
    MOST_OF_SITE, OFF_LINE, ON_LINE,
    ON_LINE_ANGLE, RUN_S, SPOTS, SURVEY_ROUNDS, TOLD_NATS, TOUCHING,
)
from stampcodec._core.track.values cimport (
    NAMED_FACE, WITHOUT_DISBELIEF, WITHOUT_MIXTURE, Line, Motion, Place, Sighting, Spot,
)


cdef void clear(Fusion *fusion) noexcept nogil:
    """Forget all frames."""
    fusion.n = fusion.next = fusion.lines = fusion.line.n = 0


cdef inline int at_of(const Fusion *fusion, int k) noexcept nogil:
    """Return the index of the k-th frame in the ring, the oldest first."""
    return (fusion.next - fusion.n + k + SPOTS) % SPOTS


cdef inline float turned(float angle, float to) noexcept nogil:
    """Turn an angle by quarters until it is next to another."""
    return angle + QUARTER * roundf((to - angle) / QUARTER)


cdef void note_spot(
        const int16_t *counts, double time_s, const Reading *reading,
        Fusion *fusion) noexcept nogil:
    """Keep a frame with the place of its best candidate; it replaces the oldest."""
    cdef Spot *spot = &fusion.spots[fusion.next]
    memcpy(fusion.frames + fusion.next * <Py_ssize_t>fusion.nodes, counts,
           fusion.nodes * sizeof(int16_t))
    spot.time_s = time_s
    spot.is_found = spot.is_tried = False
    spot.is_placed = True
    if reading.believed != NULL:
        spot.x = reading.believed.fit.pose.x
        spot.y = reading.believed.fit.pose.y
        spot.angle = reading.believed.fit.pose.angle
    elif reading.candidates.n > 0:
        spot.x = reading.candidates.at[0].x
        spot.y = reading.candidates.at[0].y
        spot.angle = reading.candidates.at[0].angle
    else:
        spot.is_placed = False
    fusion.next = (fusion.next + 1) % SPOTS
    fusion.n += fusion.n < SPOTS


cdef bint lies_on(const Spot *spot, const Line *line) noexcept nogil:
    """Return whether the place found in a frame lies on the line."""
    cdef double t = spot.time_s - line.time_s
    return (spot.is_placed
            and hypot(line.x + line.vx * t - spot.x, line.y + line.vy * t - spot.y) < ON_LINE
            and fabs(turned(spot.angle, line.angle) - line.angle) < ON_LINE_ANGLE)


cdef int count_on(const Fusion *fusion, const Line *line) noexcept nogil:
    cdef int k, n = 0
    for k in range(fusion.n):
        n += lies_on(&fusion.spots[at_of(fusion, k)], line)
    return n


cdef void straighten(const Fusion *fusion, Line *line) noexcept nogil:
    """Move a line by least squares to the places that lie on it."""
    cdef double n = 0, t = 0, tt = 0, x = 0, y = 0, tx = 0, ty = 0, angle = 0, since, spread
    cdef const Spot *spot
    cdef int k
    for k in range(fusion.n):
        spot = &fusion.spots[at_of(fusion, k)]
        if lies_on(spot, line):
            since = spot.time_s - line.time_s
            n += 1
            t += since
            tt += since * since
            x += spot.x
            y += spot.y
            tx += since * spot.x
            ty += since * spot.y
            angle += turned(spot.angle, line.angle) - line.angle
    spread = n * tt - t * t
    if not spread > 0:
        return
    line.vx = (n * tx - t * x) / spread
    line.vy = (n * ty - t * y) / spread
    line.x = (x - line.vx * t) / n
    line.y = (y - line.vy * t) / n
    line.angle += <float>(angle / n)


cdef void fit_line(const Fusion *fusion, float fastest, Line *line) noexcept nogil:
    """Find the line on which most places lie, through two of them (6.2)."""
    cdef Line trial
    cdef const Spot *one
    cdef const Spot *other
    cdef double t
    cdef int i, j
    line.n = 0
    line.x = line.y = line.vx = line.vy = line.time_s = line.angle = 0
    for i in range(fusion.n):
        one = &fusion.spots[at_of(fusion, i)]
        if not one.is_placed:
            continue
        for j in range(i + 1, fusion.n):
            other = &fusion.spots[at_of(fusion, j)]
            t = other.time_s - one.time_s
            if not other.is_placed or hypot(other.x - one.x, other.y - one.y) > fastest * t:
                continue
            trial.time_s = one.time_s
            trial.x = one.x
            trial.y = one.y
            trial.angle = one.angle
            trial.vx = (other.x - one.x) / t
            trial.vy = (other.y - one.y) / t
            trial.n = count_on(fusion, &trial)
            if trial.n > line.n:
                line[0] = trial
    if line.n >= FEWEST_ON_LINE:
        straighten(fusion, line)
        line.n = count_on(fusion, line)


cdef float weighed(float evidence, bint is_mixture) noexcept nogil:
    """Return the evidence of a frame for a dot that touches only part of the time (6.4)."""
    cdef float most = MOST_EVIDENCE
    evidence = evidence if evidence < most else most
    return logf(1 - TOUCHING + TOUCHING * expf(evidence)) if is_mixture else evidence


cdef void look_at(
        const Tables *tables, const Line *line, float gain, double since_s, int at, Rooms *rooms,
        Reading *reading, Fusion *fusion) noexcept nogil:
    """Fit the face in a frame near the line's place, and write the nats of each site (6.3)."""
    cdef Spot *spot = &fusion.spots[at]
    cdef AttemptRoom *room = &rooms.attempt
    cdef const int16_t *counts = fusion.frames + at * <Py_ssize_t>fusion.nodes
    cdef double t = spot.time_s - line.time_s
    cdef Candidate candidate
    cdef Fit fit
    cdef float share = (
        1 if fusion.without & WITHOUT_DISBELIEF else clamp(<float>(since_s / RUN_S), 0, 1))
    cdef bint is_mixture = not fusion.without & WITHOUT_MIXTURE
    cdef int i, shown = 0
    spot.is_found = False
    spot.is_tried = True
    candidate.x = <float>(line.x + line.vx * t)
    candidate.y = <float>(line.y + line.vy * t)
    candidate.angle = line.angle
    candidate.score = 0
    spot.tried_x = candidate.x
    spot.tried_y = candidate.y
    if not (0 <= candidate.x < tables.columns and 0 <= candidate.y < tables.rows):
        return
    if enter(tables, counts, &rooms.gate, &reading.scene) != WORTH_READING:
        return
    survey(tables, &reading.scene, &candidate, gain, SURVEY_ROUNDS, room, &fit)
    if (hypot(fit.pose.x - candidate.x, fit.pose.y - candidate.y) > OFF_LINE
            or fabs(fit.pose.angle - candidate.angle) > ON_LINE_ANGLE):
        return
    for i in range(tables.n_cells):
        shown += room.windows.visible[i]
    if shown < LEAST_SHOWN * tables.n_cells:
        return
    spot.is_found = True
    spot.found.x = fit.pose.x
    spot.found.y = fit.pose.y
    spot.found.angle = fit.pose.angle
    spot.gain = fit.pose.gain
    for i in range(tables.n_cells):
        spot.nats[i] = (share * weighed(room.sites.evidence[i], is_mixture)
                        if room.windows.visible[i] else 0)


cdef bint was_tried(const Spot *spot, const Line *line) noexcept nogil:
    """Return whether a frame was fitted from about the place that the line now has for it."""
    cdef double t = spot.time_s - line.time_s
    return spot.is_tried and hypot(
        line.x + line.vx * t - spot.tried_x, line.y + line.vy * t - spot.tried_y) < ON_LINE


cdef bint is_as_seen(const Spot *spot, const Line *line) noexcept nogil:
    """Return whether the face was found in a frame where the line now is."""
    cdef double t = spot.time_s - line.time_s
    return spot.is_found and hypot(
        line.x + line.vx * t - spot.found.x, line.y + line.vy * t - spot.found.y) < OFF_LINE


cdef void add_up(
        const Tables *tables, const Line *line, bint confirmed, Fusion *fusion) noexcept nogil:
    """Add up the evidence of the frames for each site, as if one frame without noise had it.

    `confirmed` leaves out frames whose own place does not lie on the line.
    """
    cdef Sites *sites = &fusion.sites
    cdef const Spot *spot
    cdef float most = MOST_OF_SITE
    cdef int i, k
    memset(sites.evidence, 0, sizeof(sites.evidence))
    for k in range(fusion.n):
        spot = &fusion.spots[at_of(fusion, k)]
        if is_as_seen(spot, line) and (not confirmed or lies_on(spot, line)):
            for i in range(tables.n_cells):
                sites.evidence[i] += spot.nats[i]
    sites.pose.sigma = tables.sigma
    sites.pose.gain = 1
    sites.noise = 0.01                      # formula: so little that no noise makes an error
    for i in range(tables.n_cells):
        sites.evidence[i] = clamp(sites.evidence[i], -MOST_ABSENCE, most)
        sites.amplitude[i] = 1.0 if sites.evidence[i] > 0 else 0.0


cdef float median_gain(const Fusion *fusion, const Line *line) noexcept nogil:
    """Return the median gain of the fitted frames on the line, 0 if there is none."""
    cdef float gains[SPOTS]
    cdef const Spot *spot
    cdef int k, j, n = 0
    for k in range(fusion.n):
        spot = &fusion.spots[at_of(fusion, k)]
        if spot.is_found and lies_on(spot, line):
            j = n
            while j > 0 and gains[j - 1] > spot.gain:
                gains[j] = gains[j - 1]
                j -= 1
            gains[j] = spot.gain
            n += 1
    return gains[n // 2] if n else 0


cdef void trace(
        const Fusion *fusion, const Line *line, int quarters, Motion *motion) noexcept nogil:
    """Write the motion of the upright face through the frames in which it was found."""
    cdef const Spot *spot
    cdef Place place
    cdef int k
    motion.n = 0
    for k in range(fusion.n):
        spot = &fusion.spots[at_of(fusion, k)]
        if is_as_seen(spot, line):
            place = spot.found
            place.angle += QUARTER * quarters
            if motion.n == 0:
                start_motion(&place, spot.time_s, motion)
            else:
                follow(&place, spot.time_s, motion)


cdef float read_sum(
        const Tables *tables, const Line *line, bint confirmed, AttemptRoom *room, Fusion *fusion,
        Attempt *named) noexcept nogil:
    """Name the word that the frames show together; return its nats, 0 without one."""
    add_up(tables, line, confirmed, fusion)
    decode(tables, &room.windows, &fusion.sites, NEAR, &room.words, &named.word)
    if named.word.corrected > tables.max_flips:
        return 0
    name(tables, named.word.codeword, named)
    return (nats_over_chance(tables, &fusion.sites, &named.word) if named.names == NAMED else 0)


cdef bint fuse(
        const Tables *tables, float pitch_mm, Rooms *rooms, Reading *reading, Fusion *fusion,
        Sighting *seen, Motion *motion) noexcept nogil:
    """Read all frames together; return whether they name a merchant."""
    cdef Line line
    cdef Attempt all_named, named
    cdef float gain, nats, all_nats
    cdef double since_s = RUN_S
    cdef bint is_new = False
    cdef int k, at
    if fusion.n < FEWEST_ON_LINE:
        return False
    fit_line(fusion, FASTEST_MM_S / pitch_mm, &line)
    fusion.line = line
    if line.n < FEWEST_ON_LINE:
        return False
    gain = median_gain(fusion, &line)
    for k in range(fusion.n):
        at = at_of(fusion, k)
        if k > 0:
            since_s = fusion.spots[at].time_s - fusion.spots[at_of(fusion, k - 1)].time_s
        if not was_tried(&fusion.spots[at], &line):
            is_new = is_new or fusion.spots[at].is_tried
            look_at(tables, &line, gain, since_s, at, rooms, reading, fusion)
    # frames at the edge say more of the face, or the wrong thing (6.6): both sums are read
    fusion.lines += is_new or fusion.lines == 0
    all_nats = read_sum(tables, &line, False, &rooms.attempt, fusion, &all_named)
    nats = read_sum(tables, &line, True, &rooms.attempt, fusion, &named)
    if all_nats > nats:
        nats = all_nats
        named = all_named
    if nats <= 0:
        return False
    # two sums share the error, and every line pays (6.5)
    seen.nats = LINE_NATS + nats - <float>M_LN2 - price_of(fusion.lines)
    seen.merchant_id = named.merchant_id
    seen.word = named.word.codeword
    seen.quarters = named.quarters
    seen.shows = NAMED_FACE
    seen.margin = clamp(1 - TOLD_NATS / larger(seen.nats, 1), 0, 1)
    trace(fusion, &line, named.quarters, motion)
    return motion.n >= FEWEST_ON_LINE
