"""What a reading is worth to the tracker (docs/tracker.md 3)."""

from libc.string cimport memset
from stampcodec._core.frame.find.gate cimport JUST_NOISE, WORTH_READING
from stampcodec._core.frame.read cimport MIRRORED, READ, Reading
from stampcodec._core.frame.values cimport QUARTER, Attempt
from stampcodec._core.track.thresholds cimport LOOK_NATS, NOISY_NATS, PLAIN_LEVEL, REPEATED_SHARE
from stampcodec._core.track.values cimport (
    ABSENT, FACE, FAINT_TOUCH, MAX_PRICED, MIRRORED_FACE, NAMED_FACE, Sighting,
)


cdef void sight_any(int status, const Reading *reading, Sighting *seen) noexcept nogil:
    """Write what a frame or mean shows, and where."""
    cdef const Attempt *made = reading.believed
    memset(seen, 0, sizeof(Sighting))
    seen.merchant_id = -1
    seen.shows = (
        NAMED_FACE if status == READ else MIRRORED_FACE if status == MIRRORED
        else FACE if reading.entered == WORTH_READING
        else FAINT_TOUCH if reading.entered == JUST_NOISE else ABSENT)
    seen.is_like = status >= READ
    seen.is_plain = (reading.entered == WORTH_READING
                     and reading.scene.level > PLAIN_LEVEL * reading.scene.noise)
    if status < READ:
        return
    seen.place.x = made.fit.pose.x
    seen.place.y = made.fit.pose.y
    seen.place.angle = made.fit.pose.angle + QUARTER * made.quarters
    seen.margin = made.verdict.margin
    if status == READ:
        seen.merchant_id = made.merchant_id
        seen.word = made.word.codeword
        seen.quarters = made.quarters


cdef void sight(
        int status, const Reading *reading, const float prices[MAX_PRICED],
        Sighting *seen) noexcept nogil:
    """Weigh the reading of one frame: by the sites that it corrected; less if noise hid some."""
    cdef int corrected
    sight_any(status, reading, seen)
    if seen.shows == NAMED_FACE:
        corrected = reading.believed.word.corrected
        corrected = corrected if corrected < MAX_PRICED else MAX_PRICED - 1
        seen.nats = prices[corrected] if reading.believed.word.is_loud else NOISY_NATS
        seen.share = REPEATED_SHARE


cdef void sight_mean(int status, const Reading *reading, Sighting *seen) noexcept nogil:
    """Weigh the reading of a mean."""
    sight_any(status, reading, seen)
    if seen.shows == NAMED_FACE:
        seen.nats = LOOK_NATS * seen.margin
        seen.share = 1
