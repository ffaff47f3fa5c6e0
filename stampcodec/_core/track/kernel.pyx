"""The object that owns the memory of a tracker (docs/tracker.md 8)."""

cimport numpy as cnp
from cpython.pythread cimport (
    WAIT_LOCK, PyThread_acquire_lock, PyThread_allocate_lock, PyThread_free_lock,
    PyThread_release_lock, PyThread_type_lock,
)
from libc.math cimport sqrtf
from libc.stdint cimport INT16_MAX, int16_t, int32_t, int64_t
from libc.stdlib cimport calloc, free
from stampcodec._core.bounds cimport clamp, larger
from stampcodec._core.frame.attempt cimport retake
from stampcodec._core.frame.find.gate cimport JUST_NOISE, NOTHING, WORTH_READING, enter
from stampcodec._core.frame.kernel cimport FrameKernel
from stampcodec._core.frame.read cimport read_frame
from stampcodec._core.frame.thresholds cimport TOUCHED_NODE
from stampcodec._core.track.average cimport (
    SCALE as _SCALE, Average, Trail, empty, forget, frame_before, gather,
    is_worth_a_look, take_mean, take_trail, trail_on,
)
from stampcodec._core.track.chance cimport nats_over_chance
from stampcodec._core.track.contrast cimport contrast
from stampcodec._core.track.fusion cimport Fusion, clear, fuse, note_spot
from stampcodec._core.track.presence cimport (
    cells_of, end_presence, note_face, settle_presence, stay_silent, tell, vote, vote_fused,
)
from stampcodec._core.track.sight cimport sight, sight_mean
from stampcodec._core.track.thresholds cimport (
    ABSENCE_S, CAUGHT_UP, DEPENDENCE, GAP_S, LEAST_CONTRAST, LOOK_NATS, MISSED_FRAMES,
    NOISY_NATS, SLOTS, SPOTS, STEADY_SHARE, TRAIL,
)
from stampcodec._core.track.values cimport (
    ABSENT, FACE, FAINT_TOUCH, MAX_PRICED, NAMED_FACE, WITHOUT_CATCHING_UP, WITHOUT_CONTRAST,
    WITHOUT_DISBELIEF, WITHOUT_FUSION, WITHOUT_LAST_LOOK, WITHOUT_MARGINS, WITHOUT_MEANS,
    WITHOUT_MIXTURE, WITHOUT_ODDS, Events, Motion, Place, Presence, Sighting, Told, Vote,
)

cnp.import_array()

MOST_CORRECTED = MAX_PRICED
SCALE = _SCALE
# What `leave_out` takes, by the name of the part.
PARTS = {
    "means": WITHOUT_MEANS,
    "last look": WITHOUT_LAST_LOOK,
    "margins of looks": WITHOUT_MARGINS,
    "odds of looks": WITHOUT_ODDS,
    "catching up": WITHOUT_CATCHING_UP,
    "fusion": WITHOUT_FUSION,
    "mixture": WITHOUT_MIXTURE,
    "contrast": WITHOUT_CONTRAST,
    "disbelief": WITHOUT_DISBELIEF,
}


cdef tuple plain(const Told *told):
    """Return an event as a tuple of numbers, lengths in nodes; None where nothing is known."""
    return (
        told.kind,
        told.merchant_id if told.merchant_id >= 0 else None,
        (1 if told.is_swipe else 0) if told.has_place else None,
        told.time_s, told.first_s, told.last_s,
        (told.place.x, told.place.y, told.place.angle) if told.has_place else None,
        (told.vx, told.vy) if told.has_velocity else None,
        told.margin if told.has_place else None,
        told.n_frames,
    )


cdef class TrackerKernel:
    """One tracker's room, made once.

    Parameters
    ----------
    single : FrameKernel
        Reads single frames; it must not be shared.
    calm : FrameKernel
        Reads means of frames, in parts of a count; it must not be shared.
    prices : float32 (MOST_CORRECTED,)
        Nats that a reading is worth, by the number of sites that it corrects.
    pitch_mm : float
        Pitch of the panel.
    """

    cdef FrameKernel single
    cdef FrameKernel calm
    cdef float prices[MAX_PRICED]
    cdef float pitch_mm, noise
    cdef Presence presence
    cdef Average average
    cdef Fusion fusion
    cdef Trail trail
    cdef Events events
    cdef double time_s, period_s
    cdef bint has_begun
    cdef int shows, without
    cdef int passed_over                # frames without a face just before, up to CAUGHT_UP
    cdef void *memory
    cdef PyThread_type_lock lock
    cdef readonly size_t n_bytes

    def __cinit__(self, FrameKernel single not None, FrameKernel calm not None,
                  const float[::1] prices not None, float pitch_mm):
        cdef size_t nodes = single.tables.rows * single.tables.columns
        cdef size_t n_bytes = nodes * (
            2 * sizeof(int32_t) + (SLOTS + TRAIL + 1) * sizeof(int16_t))
        cdef int k
        # frames that are fused, in a room of their own
        n_bytes += nodes * SPOTS * sizeof(int16_t)
        self.lock = PyThread_allocate_lock()
        self.memory = calloc(n_bytes, 1)
        if self.lock == NULL or self.memory == NULL:
            raise MemoryError(f"a tracker for this panel needs {n_bytes} bytes")
        self.single = single
        self.calm = calm
        self.pitch_mm = pitch_mm
        self.noise = single.tables.noise
        for k in range(MAX_PRICED):
            self.prices[k] = prices[k]
        self.average.nodes = self.trail.nodes = self.fusion.nodes = <int>nodes
        self.trail.limit = <int16_t>clamp(TOUCHED_NODE * self.noise, 1, INT16_MAX)
        self.average.open = <int32_t *>self.memory
        self.trail.sum = self.average.open + nodes
        self.average.slots = <int16_t *>(self.trail.sum + nodes)
        self.trail.frames = self.average.slots + SLOTS * nodes
        # a mean is read before the next is taken
        self.average.mean = self.trail.mean = self.trail.frames + TRAIL * nodes
        self.fusion.frames = self.average.mean + nodes
        self.n_bytes = n_bytes + single.n_bytes + calm.n_bytes + sizeof(Presence) + (
            sizeof(Events) + sizeof(Fusion))
        self._begin()

    def __dealloc__(self):
        free(self.memory)
        if self.lock != NULL:
            PyThread_free_lock(self.lock)

    cdef void _begin(self) noexcept nogil:
        """Begin a stream: forget all frames and the presence."""
        self.presence.is_open = False
        self.has_begun = False
        self.passed_over = 0
        self.time_s = self.period_s = 0
        empty(&self.average)
        clear(&self.fusion)
        forget(&self.trail)

    cdef float _noise_of(self, int n) noexcept nogil:
        """Return the assumed noise of the mean of n frames, in parts of a count (4.2)."""
        if self.without & WITHOUT_DISBELIEF:
            return _SCALE * self.noise / sqrtf(n)
        return _SCALE * self.noise * sqrtf(
            clamp(STEADY_SHARE + (1 - STEADY_SHARE) * DEPENDENCE / n, 0, 1))

    cdef float _contrast(self) noexcept nogil:
        """Return the contrast of the reported face in the mean of the last frames (4.6)."""
        cdef const Vote *told = &self.presence.votes[0]
        cdef Place place = cells_of(told)
        take_trail(&self.trail)
        return contrast(&self.single.tables, self.trail.mean, told.word, &place)

    cdef float _contrast_now(self, const Vote *of) noexcept nogil:
        """Return the contrast of a merchant's face in the newest frame (4.7)."""
        cdef Place place = cells_of(of)
        return contrast(&self.single.tables, frame_before(&self.trail, 0), of.word, &place)

    cdef bint _is_held(self) noexcept nogil:
        """Return whether the newest frame shows the pressed face that was reported (4.7)."""
        cdef const Vote *told = &self.presence.votes[0]
        if not self.presence.is_told or self.presence.has_swiped or told.contrast <= 0:
            return False
        return self._contrast_now(told) > larger(LEAST_CONTRAST * told.contrast, self.noise)

    cdef void _note_contrast(self, int64_t merchant_id) noexcept nogil:
        """Note how plainly the newest frame shows the face of a merchant just named (4.7)."""
        cdef int k
        if self.without & WITHOUT_CONTRAST:
            return
        for k in range(self.presence.n_votes):
            if self.presence.votes[k].merchant_id == merchant_id:
                self.presence.votes[k].contrast = self._contrast_now(&self.presence.votes[k])

    cdef bint _leaves_trail(self) noexcept nogil:
        """Return whether the mean of the last frames shows a face, or the one that was reported."""
        cdef const Presence *presence = &self.presence
        cdef int entered
        self.calm.tables.noise = self._noise_of(take_trail(&self.trail))
        entered = enter(&self.calm.tables, self.trail.mean, &self.calm.rooms.gate,
                        &self.calm.reading.scene)
        return entered == JUST_NOISE or entered == WORTH_READING or (
            presence.is_open and presence.is_told and presence.contrast > 0
            and self._contrast() > LEAST_CONTRAST * presence.contrast)

    cdef bint _look(self, Sighting *seen) noexcept nogil:
        """Read the mean of the frames so far, and weigh its word against chance (4.4, 4.5).

        Returns whether it names a merchant.
        """
        cdef int n, status
        if self.without & WITHOUT_MEANS:
            return False
        n = take_mean(&self.average)
        self.calm.tables.noise = self._noise_of(n)
        status = read_frame(&self.calm.tables, self.average.mean, &self.calm.rooms,
                            &self.calm.reading)
        sight_mean(status, &self.calm.reading, seen)
        seen.frames = n
        if seen.shows == NAMED_FACE and not self.without & WITHOUT_ODDS:
            if not self.calm.reading.is_latest:
                retake(&self.calm.tables, &self.calm.reading.scene, self.calm.reading.believed,
                       &self.calm.rooms.attempt)
            seen.together = nats_over_chance(
                &self.calm.tables, &self.calm.rooms.attempt.sites,
                &self.calm.reading.believed.word)
        if self.without & WITHOUT_MARGINS and seen.shows == NAMED_FACE:
            seen.nats = LOOK_NATS
        return seen.shows == NAMED_FACE

    cdef void _catch_up(self) noexcept nogil:
        """Add the frames without a face that came just before this one to the average (4.3)."""
        cdef int k, n = self.passed_over
        n = n if n < self.trail.n - 1 else self.trail.n - 1
        for k in range(n, 0, -1):
            gather(frame_before(&self.trail, k), &self.average)

    cdef void _tell(self, double time_s) noexcept nogil:
        """Report the merchant that leads by enough, and note the contrast of its face (4.6)."""
        cdef Presence *presence = &self.presence
        cdef bint was_told = presence.is_told
        tell(time_s, self.period_s, self.pitch_mm, presence, &self.events)
        if presence.is_told and not was_told and not self.without & WITHOUT_CONTRAST:
            presence.contrast = self._contrast()

    cdef void _end(self, double time_s) noexcept nogil:
        """End the presence, after a last look at all of its frames (4.4)."""
        cdef Presence *presence = &self.presence
        cdef Sighting mean
        if (presence.is_open and not presence.is_told and not self.without & WITHOUT_LAST_LOOK
                and is_worth_a_look(&self.average) and self._look(&mean)):
            vote(&mean, presence.face_s, presence)
        end_presence(time_s, self.pitch_mm, presence, &self.events)

    cdef void _take(self, const int16_t *counts, double time_s) noexcept nogil:
        """Take one frame; write its events to `self.events`."""
        cdef Presence *presence = &self.presence
        cdef Sighting seen, mean
        cdef Motion motion
        cdef int status
        self.events.n = 0
        if self.has_begun and time_s - self.time_s > GAP_S:
            self._end(time_s)
        # of the first frame nobody knows when the next one comes
        self.period_s = time_s - self.time_s if self.has_begun else GAP_S
        self.time_s = time_s
        self.has_begun = True
        status = read_frame(&self.single.tables, counts, &self.single.rooms, &self.single.reading)
        sight(status, &self.single.reading, self.prices, &seen)
        if self.without & WITHOUT_DISBELIEF:
            seen.share = 1
        trail_on(counts, time_s, &self.trail)
        if presence.is_open and seen.shows == FACE and not seen.is_plain and (
                not self._leaves_trail()):
            seen.shows = ABSENT
        elif seen.shows == ABSENT and (
                not presence.is_plain if presence.is_open
                else self.single.reading.entered == NOTHING) and self._leaves_trail():
            seen.shows = FAINT_TOUCH
        elif presence.is_open and presence.is_plain and seen.shows <= FAINT_TOUCH:
            seen.shows = FAINT_TOUCH if self._is_held() else ABSENT
        self.shows = seen.shows
        if presence.is_open and time_s - presence.face_s > ABSENCE_S and (
                seen.shows == ABSENT or time_s - presence.face_s > MISSED_FRAMES * self.period_s):
            self._end(time_s)
        if seen.shows == ABSENT:
            self.passed_over += self.passed_over < CAUGHT_UP
            if presence.is_open and not presence.is_told:
                self._tell(time_s)
            return
        if not presence.is_open:
            empty(&self.average)
            clear(&self.fusion)
        note_face(time_s, presence)
        presence.n_like += seen.is_like
        presence.is_plain = presence.is_plain or seen.is_plain
        if seen.shows == NAMED_FACE:
            vote(&seen, time_s, presence)
            self._note_contrast(seen.merchant_id)
        if not presence.is_told and seen.nats <= NOISY_NATS:
            if not (presence.is_plain or self.without & WITHOUT_CATCHING_UP):
                self._catch_up()
            if gather(counts, &self.average) and self._look(&mean):
                vote(&mean, time_s, presence)
                self._note_contrast(mean.merchant_id)
        self.passed_over = 0
        if seen.shows == FACE and seen.is_plain:
            stay_silent(presence)
        if (not presence.is_told and seen.shows >= FACE
                and not self.without & WITHOUT_FUSION):
            note_spot(counts, time_s, &self.single.reading, &self.fusion)
            if fuse(&self.single.tables, self.pitch_mm, &self.single.rooms, &self.single.reading,
                    &self.fusion, &seen, &motion):
                vote_fused(&seen, &motion, presence)
        self._tell(time_s)

    cdef list _told(self):
        cdef int k
        return [plain(&self.events.told[k]) for k in range(self.events.n)]

    def push(self, frame, double time_s):
        """Take a frame; return the events that it completes.

        Returns
        -------
        list of tuple, or None or False
            None if the kernel does not take the frame, False if the time is not after the last.
        """
        cdef const int16_t *counts
        cdef bint is_late
        if not self.single.takes(frame):
            return None
        counts = <const int16_t *>cnp.PyArray_DATA(frame)
        with nogil:
            PyThread_acquire_lock(self.lock, WAIT_LOCK)
            is_late = self.has_begun and not time_s > self.time_s
            if not is_late:
                self._take(counts, time_s)
        try:
            return False if is_late else self._told()
        finally:
            PyThread_release_lock(self.lock)

    def report(self):
        """Return the state of the presence, for tests.

        Returns
        -------
        dict
            What the last frame showed; the votes; the line; the time, place and nats of each cell
            for each fused frame; the sum of those nats.
        """
        cdef int k, i, n = self.single.tables.n_cells
        cdef const Fusion *fusion = &self.fusion
        return {
            "shows": self.shows, "is_open": self.presence.is_open, "is_told": self.presence.is_told,
            "votes": [self.presence.votes[k] for k in range(self.presence.n_votes)],
            "lines": fusion.lines,
            "line": fusion.line,
            "spots": [
                {"time_s": fusion.spots[k].time_s, "is_placed": fusion.spots[k].is_placed,
                 "place": (fusion.spots[k].x, fusion.spots[k].y, fusion.spots[k].angle),
                 "is_found": fusion.spots[k].is_found, "found": fusion.spots[k].found,
                 "nats": [fusion.spots[k].nats[i] for i in range(n)]}
                for k in [(fusion.next - fusion.n + i) % SPOTS for i in range(fusion.n)]
            ],
            "sum": [fusion.sites.evidence[i] for i in range(n)],
        }

    def leave_out(self, int parts):
        """Leave out parts of the tracker, for benchmarks: `parts` is a sum of values of `PARTS`."""
        self.without = self.fusion.without = parts

    def finish(self):
        """End the stream: return "stamped" if a merchant leads, "lifted" if its stamp has left."""
        with nogil:
            PyThread_acquire_lock(self.lock, WAIT_LOCK)
            self.events.n = 0
            if self.presence.is_open and self.presence.face_s < self.time_s:
                self._end(self.time_s)
            else:
                settle_presence(self.time_s, self.pitch_mm, &self.presence, &self.events)
            self._begin()
        try:
            return self._told()
        finally:
            PyThread_release_lock(self.lock)
