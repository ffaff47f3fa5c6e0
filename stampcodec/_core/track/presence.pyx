"""From sightings to events: one stamp, from its first frame to its last (docs/tracker.md 7).

    absent --- a face ---> open --- a merchant leads ---> told --- absent for 0.1 s ---> absent
                             |                             |            "lifted"
                             |                             +-- another merchant leads by more:
                             |                                 "lifted", then "stamped"
                             +--- absent for 0.1 s ---> absent      "unread" if it was like a stamp
"""

from libc.math cimport fabs, hypot, roundf
from libc.string cimport memset
from stampcodec._core.bounds cimport clamp, larger
from stampcodec._core.frame.values cimport QUARTER
from stampcodec._core.track.chance cimport price_of
from stampcodec._core.track.motion cimport distance_of, follow, start_motion, velocity_of
from stampcodec._core.track.thresholds cimport (
    LATEST_S, LIKE_FRAMES, ON_LINE, ON_LINE_ANGLE, OTHER_NATS, OTHER_READINGS, PATIENCE_S,
    SILENT_NATS, SWIPE_MM, SWIPE_MM_S, SWIPE_PARTS_MM, TOLD_NATS,
)
from stampcodec._core.track.values cimport (
    LIFTED, MAX_TOLD, MAX_VOTES, STAMPED, UNREAD, Events, Motion, Place, Presence, Sighting, Told,
    Vote,
)


cdef void note_face(double time_s, Presence *presence) noexcept nogil:
    """Note a frame with a face; the first opens the presence."""
    if not presence.is_open:
        memset(presence, 0, sizeof(Presence))
        presence.is_open = True
        presence.first_s = time_s
    presence.face_s = time_s
    presence.n_frames += 1


cdef int place_of_vote(Presence *presence, const Sighting *seen) noexcept nogil:
    """Find the vote for a merchant; a new one replaces the weakest that was not reported."""
    cdef int k, at
    for k in range(presence.n_votes):
        if presence.votes[k].merchant_id == seen.merchant_id:
            return k
    if presence.n_votes < MAX_VOTES:
        at = presence.n_votes
        presence.n_votes += 1
    else:
        at = 1
        for k in range(1, MAX_VOTES):
            if nats_of(&presence.votes[k]) < nats_of(&presence.votes[at]):
                at = k
    memset(&presence.votes[at], 0, sizeof(Vote))
    presence.votes[at].merchant_id = seen.merchant_id
    presence.votes[at].share = 1
    return at


cdef void weigh(Vote *one) noexcept nogil:
    """Write the nats of a vote: the best reading with its repetitions, and looks, less silence."""
    one.nats = one.best * one.bonus + one.looks - one.silence
    one.nats = one.nats if one.nats > 0 else 0


cdef void note_place(const Place *place, Presence *presence) noexcept nogil:
    """Count the places at which looks at the mean found a face; quarter turns do not differ."""
    cdef const Place *last = &presence.place
    cdef float turn = (place.angle - last.angle) / QUARTER
    if (presence.n_places == 0 or hypot(place.x - last.x, place.y - last.y) > ON_LINE
            or QUARTER * fabs(turn - roundf(turn)) > ON_LINE_ANGLE):
        presence.n_places += 1
    presence.place = place[0]


cdef void vote(const Sighting *seen, double time_s, Presence *presence) noexcept nogil:
    """Count a sighting that names a merchant: a frame (3.2, 3.3), or a mean (4.4, 4.5)."""
    cdef Vote *one = &presence.votes[place_of_vote(presence, seen)]
    cdef float together
    if seen.frames == 0:
        # the share of a share: a part of a face that rests is misread as often as it is looked at
        one.bonus += one.share
        one.share *= seen.share
        one.best = seen.nats if seen.nats > one.best else one.best
        one.silence *= 0.5
    else:
        # half new counts in full
        one.looks += seen.nats * clamp(
            2.0 * (seen.frames - one.looked) / <float>seen.frames, 0, 1)
        one.looked = seen.frames
        note_place(&seen.place, presence)
        together = seen.together - price_of(presence.n_places)
        one.resting = together if together > one.resting else one.resting
    weigh(one)
    one.word = seen.word
    one.quarters = seen.quarters
    one.margin = seen.margin if seen.margin > one.margin else one.margin
    if one.motion.n == 0:
        start_motion(&seen.place, time_s, &one.motion)
    else:
        follow(&seen.place, time_s, &one.motion)


cdef void stay_silent(Presence *presence) noexcept nogil:
    """Count a frame that shows a face plainly and names nobody (3.4)."""
    cdef int k
    for k in range(presence.is_told, presence.n_votes):
        presence.votes[k].silence += SILENT_NATS
        weigh(&presence.votes[k])


cdef inline bint is_read(const Vote *one) noexcept nogil:
    """Return whether readings give the velocity: they place a face better than fused parts do."""
    return one.motion.n > 1 or one.together.n == 0


cdef void vote_fused(
        const Sighting *seen, const Motion *motion, Presence *presence) noexcept nogil:
    """Count what all frames say together: the best fusion so far; each has paid for its look."""
    cdef Vote *one = &presence.votes[place_of_vote(presence, seen)]
    one.fused = seen.nats if seen.nats > one.fused else one.fused
    one.margin = seen.margin if seen.margin > one.margin else one.margin
    one.together = motion[0]
    if not is_read(one):
        one.word = seen.word
        one.quarters = seen.quarters


cdef inline float nats_of(const Vote *one) noexcept nogil:
    """Return the nats of a merchant: by readings, one look or fusion, whichever is most."""
    return larger(one.nats, larger(one.resting, one.fused))


cdef inline const Motion *motion_of(const Vote *one) noexcept nogil:
    return &one.motion if is_read(one) else &one.together


cdef Place cells_of(const Vote *one) noexcept nogil:
    """Return the last place of the cells, in which `word` has its dots: turned against the face."""
    cdef Place place = motion_of(one).last
    place.angle -= QUARTER * one.quarters
    return place


cdef int leader_of(const Presence *presence, float *lead) noexcept nogil:
    """Find the vote with the most nats; write by how many it leads the next, and chance."""
    cdef int k, best = -1
    cdef float second = 0
    lead[0] = 0
    for k in range(presence.n_votes):
        if best < 0 or nats_of(&presence.votes[k]) > nats_of(&presence.votes[best]):
            best = k
    if best < 0:
        return best
    for k in range(presence.n_votes):
        if k != best and nats_of(&presence.votes[k]) > second:
            second = nats_of(&presence.votes[k])
    lead[0] = nats_of(&presence.votes[best]) - second
    return best


cdef Told *next_event(
        int kind, double time_s, const Presence *presence, Events *events) noexcept nogil:
    cdef Told *told = &events.told[events.n if events.n < MAX_TOLD else MAX_TOLD - 1]
    events.n += events.n < MAX_TOLD
    memset(told, 0, sizeof(Told))
    told.kind = kind
    told.merchant_id = -1
    told.time_s = time_s
    told.first_s = presence.first_s
    told.last_s = presence.face_s
    told.n_frames = presence.n_frames
    return told


cdef void add_event(
        int kind, double time_s, float pitch_mm, Presence *presence, const Vote *of,
        Events *events) noexcept nogil:
    """Add an event about the merchant of a vote."""
    cdef Told *told = next_event(kind, time_s, presence, events)
    cdef const Motion *motion = motion_of(of)
    told.merchant_id = of.merchant_id
    told.first_s = presence.told_first_s if presence.is_told else motion.first_s
    told.last_s = motion.last_s
    told.n_frames = motion.n
    told.margin = of.margin
    told.has_place = True
    told.place = motion.last
    told.has_velocity = velocity_of(motion, &told.vx, &told.vy)
    presence.has_swiped = presence.has_swiped or (
        hypot(told.vx, told.vy) * pitch_mm > SWIPE_MM_S
        and distance_of(motion) * pitch_mm > (SWIPE_MM if is_read(of) else SWIPE_PARTS_MM))
    told.is_swipe = presence.has_swiped
    if not presence.is_told:
        presence.told_first_s = told.first_s
    if told.n_frames > presence.told_frames:
        presence.told_frames = told.n_frames
    told.n_frames = presence.told_frames


cdef void tell_stamp(
        int which, double time_s, float pitch_mm, Presence *presence,
        Events *events) noexcept nogil:
    """Add "stamped" for a merchant; its vote becomes the first, the others are dropped."""
    if which > 0:
        presence.votes[0] = presence.votes[which]
    presence.n_votes = 1
    add_event(STAMPED, time_s, pitch_mm, presence, &presence.votes[0], events)
    presence.is_told = True


cdef void settle_presence(
        double time_s, float pitch_mm, Presence *presence, Events *events) noexcept nogil:
    """Add "stamped" for the merchant that leads, however short the presence was so far."""
    cdef float lead
    cdef int best
    if not presence.is_open or presence.is_told:
        return
    best = leader_of(presence, &lead)
    if best >= 0 and lead >= TOLD_NATS:
        tell_stamp(best, time_s, pitch_mm, presence, events)


cdef void end_presence(
        double time_s, float pitch_mm, Presence *presence, Events *events) noexcept nogil:
    """End a presence; add "lifted", or "unread" if it was like a stamp."""
    settle_presence(time_s, pitch_mm, presence, events)
    if presence.is_open:
        if presence.is_told:
            add_event(LIFTED, time_s, pitch_mm, presence, &presence.votes[0], events)
        elif presence.n_like >= LIKE_FRAMES:
            next_event(UNREAD, time_s, presence, events)
    presence.is_open = False


cdef void replace(
        int which, double time_s, float pitch_mm, Presence *presence,
        Events *events) noexcept nogil:
    """Add "lifted" for the reported merchant, and "stamped" for the one that took its place."""
    cdef Vote other = presence.votes[which]
    add_event(LIFTED, time_s, pitch_mm, presence, &presence.votes[0], events)
    presence.first_s = other.motion.first_s
    presence.n_frames = other.motion.n
    presence.has_swiped = presence.is_told = False
    presence.told_frames = 0
    tell_stamp(which, time_s, pitch_mm, presence, events)


cdef void tell(
        double time_s, double period_s, float pitch_mm, Presence *presence,
        Events *events) noexcept nogil:
    """Add "stamped" for a merchant that leads by enough, once its velocity can be known."""
    cdef float lead
    cdef int best, k
    cdef double since
    cdef const Vote *other
    if presence.is_told:
        for k in range(1, presence.n_votes):
            other = &presence.votes[k]
            if (other.nats >= OTHER_NATS * TOLD_NATS and other.motion.n >= OTHER_READINGS
                    and presence.votes[0].motion.last_s < other.motion.first_s):
                replace(k, time_s, pitch_mm, presence, events)
                return
        return
    best = leader_of(presence, &lead)
    if best < 0 or lead < TOLD_NATS:
        return
    # a mean shows a face that rests: there is no velocity to wait for (7.4)
    since = time_s - (presence.first_s if presence.votes[best].resting >= TOLD_NATS
                      else motion_of(&presence.votes[best]).first_s)
    if since >= PATIENCE_S or since + period_s > LATEST_S:
        tell_stamp(best, time_s, pitch_mm, presence, events)
