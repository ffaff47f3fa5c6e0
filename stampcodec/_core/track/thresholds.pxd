"""Every tuned number of the tracker, in the order of its stages.

docs/tracker.md says what each of them guards, in exactly one clause. The form of a line is that of
``stampcodec/_core/frame/thresholds.pxd``.
"""

from stampcodec._core.tuned cimport STAMP_IS_TUNABLE

cdef extern from *:
    """
    /* sight: what a reading is worth */

    /* nats of a reading in noise: two of them name a stamp, one does not. Derived: the frame reader
       names a wrong merchant in less than one of 20,000 such frames. */
    STAMP_TUNED(NOISY_NATS, 10.0)
    /* share of a reading's nats that a second one adds: neighbouring frames share their errors.
       + a wrong word that stays for two frames is believed; - weak stamps are told later. */
    STAMP_TUNED(REPEATED_SHARE, 0.35)

    /* average: frames of a stamp that lies still */

    /* nats of a reading of the mean: two looks name a stamp, one does not. Each look is at new
       frames, so it counts in full. */
    STAMP_TUNED(LOOK_NATS, 7.0)
    /* share of the noise's variance that no average takes away (derived: idle nodes of frames
       70 ms apart correlate by 0.15). + weak presses are unread; - wrong words in noise. */
    STAMP_TUNED(STEADY_SHARE, 0.15)
    /* seconds: the last frames whose mean shows a face that is too faint for each of them.
       + a stamp seems to lie longer; - weak stamps come and go. */
    STAMP_TUNED(TRAIL_S, 0.2)
    /* noise RMS: the level of a dot of a face that each frame shows for itself. */
    STAMP_TUNED(PLAIN_LEVEL, 8.0)

    /* presence: from sightings to events */

    /* nats by which a merchant leads chance, and every other merchant, when it is told. Derived:
       an error of 2e-6 a presence. */
    STAMP_TUNED(TOLD_NATS, 13.0)
    /* times that, and so many readings, before a second merchant ends the presence of the first.
       + two stamps without a pause give one event; - one that lifts gives two. */
    STAMP_TUNED(OTHER_NATS, 1.5)
    /* seconds without a face after which a presence is over. + two presses of one stamp are one;
       - a bounce makes two events of one. */
    STAMP_TUNED(ABSENCE_S, 0.1)
    /* periods without a frame that shows it, after which a face is away where frames are slow. */
    STAMP_TUNED(MISSED_FRAMES, 1.5)
    /* seconds after which a presence is over, whatever was in between (design figure). */
    STAMP_TUNED(GAP_S, 1.0)
    /* seconds from the first reading to the event: places far enough apart for a velocity. + late
       events; - slow swipes pass for presses. */
    STAMP_TUNED(PATIENCE_S, 0.028)
    /* seconds: no event waits for a frame that comes later than that. */
    STAMP_TUNED(LATEST_S, 0.045)
    /* millimetres a second, and millimetres: what is faster, and came further, is a swipe. */
    STAMP_TUNED(SWIPE_MM_S, 30.0)
    STAMP_TUNED(SWIPE_MM, 0.8)
    """
    const float NOISY_NATS, REPEATED_SHARE
    const float LOOK_NATS, STEADY_SHARE, TRAIL_S, PLAIN_LEVEL
    const float TOLD_NATS, OTHER_NATS, ABSENCE_S, MISSED_FRAMES
    const float GAP_S, PATIENCE_S, LATEST_S, SWIPE_MM_S, SWIPE_MM

# Counts that bound the tracker's work and memory.
cdef enum:
    SLOTS = 16          # sums of frames that an average is taken of
    FEWEST_SLOTS = 4    # of them, for a first look
    TRAIL = 8           # last frames, at most
    MOST_IN_SLOT = 64   # frames; then an average begins anew
    OTHER_READINGS = 3  # of a second merchant that ends the presence of the first
    LIKE_FRAMES = 3     # that look like a stamp, before one is told as unread
