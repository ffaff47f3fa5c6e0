"""Every tuned number of the tracker, in the order of its stages.

docs/tracker.md says what each of them guards, in exactly one clause. The form of a line is that of
``stampcodec/_core/frame/thresholds.pxd``.
"""

from stampcodec._core.tuned cimport STAMP_IS_TUNABLE

cdef extern from *:
    """
    /* sight: what a reading is worth */

    /* nats of a reading in noise: any number of them do not name a stamp, two of them and a look
       at the mean do. + parts of weak faces are believed; - weak stamps are told later. */
    STAMP_TUNED(NOISY_NATS, 5.0)
    /* share of a reading's nats that a second one adds: neighbouring frames share their errors.
       + a wrong word that stays for two frames is believed; - weak stamps are told later. */
    STAMP_TUNED(REPEATED_SHARE, 0.25)

    /* nats that a frame takes from every vote if it shows a face plainly and names nobody. + swipes
       are told late; - a part of a face that was misread once is believed. */
    STAMP_TUNED(SILENT_NATS, 2.0)

    /* average: frames of a stamp that lies still */

    /* nats of a reading of the mean, times its margin: derived, log(10^6), but less than TOLD_NATS,
       so that one margin does not name a stamp. + wrong words in noise that lasts; - weak stamps
       are told later. */
    STAMP_TUNED(LOOK_NATS, 12.9)
    /* share of the noise's variance that no average takes away. Means of 16 recorded idle frames,
       70 ms apart, have a variance of 0.071 (1/16 is 0.063). + weak presses are unread; - wrong
       words in noise that lasts. */
    STAMP_TUNED(STEADY_SHARE, 0.02)
    /* times the variance of a mean of independent frames. Derived: 1 + 2 * 0.15, as neighbouring
       frames correlate by 0.15, and half as much again for sensors that were not recorded.
       + weak stamps come and go, and are read late; - noise is taken for a faint stamp. */
    STAMP_TUNED(DEPENDENCE, 2.0)
    /* seconds: the last frames whose mean shows a face that is too faint for each of them.
       + a stamp seems to lie longer; - weak stamps come and go. */
    STAMP_TUNED(TRAIL_S, 0.2)
    /* noise RMS: the level of a dot of a face that each frame shows for itself. */
    STAMP_TUNED(PLAIN_LEVEL, 8.0)

    /* fusion: a face of which each frame shows a part */

    /* nodes, and radians: a frame's place lies so near the line that it confirms it.
       + aliased lines; - an unsteady hand has no line. */
    STAMP_TUNED(ON_LINE, 0.4)
    STAMP_TUNED(ON_LINE_ANGLE, 0.12)
    /* nodes: a pose fitted from the line's place may end so far from it. */
    STAMP_TUNED(OFF_LINE, 0.45)
    /* millimetres a second: no hand is faster. + more pairs of places make a line. */
    STAMP_TUNED(FASTEST_MM_S, 1000.0)
    /* share of the time that a dot touches (design figure: 70 % in a swipe, less what frames at the
       edge miss). + dots that were seldom there count as none; - noise is taken for dots. */
    STAMP_TUNED(TOUCHING, 0.5)
    /* nats of evidence in one frame: an impulse, or a pose that is off, makes a dot of none once in
       e^4.6. + one wrong sighting makes a dot; - dots that were seldom there count as none. */
    STAMP_TUNED(MOST_EVIDENCE, 4.6)
    /* seconds in which a dot neither lifts nor lands (design figure): frames closer together count
       for less. */
    STAMP_TUNED(RUN_S, 0.03)
    /* nats of a site in a word: so sure is nothing that was seen in a few frames. */
    STAMP_TUNED(MOST_OF_SITE, 12.0)
    /* nats: one dot in a hundred is there and never touches. + the code is not used for such dots;
       - words of chance. */
    STAMP_TUNED(MOST_ABSENCE, 4.5)
    /* share of the sites that a frame must show. + swipes over a short side are unread; - faces
       that are half off the panel are fitted to few dots. */
    STAMP_TUNED(LEAST_SHOWN, 0.6)
    /* nats in favour of a line on which the places of so many frames lie: places of chance do not.
       Derived: one node in thirty, for each frame after the first three, counted once. */
    STAMP_TUNED(LINE_NATS, 4.0)

    /* presence: from sightings to events */

    /* nats by which a merchant leads chance, and every other merchant, when it is told. Derived:
       an error of 2e-6 a presence. */
    STAMP_TUNED(TOLD_NATS, 13.0)
    /* times that, and so many readings, before a second merchant ends the presence of the first.
       + two stamps without a pause give one event; - one that lifts gives two. */
    STAMP_TUNED(OTHER_NATS, 1.1)
    /* seconds without a face after which a presence is over. + two presses of one stamp are one;
       - a bounce makes two events of one. */
    STAMP_TUNED(ABSENCE_S, 0.1)
    /* share of the contrast that a stamp had when it was told: with less it has gone. + weak stamps
       come and go; - they seem to lie longer. */
    STAMP_TUNED(LEAST_CONTRAST, 0.5)
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
    /* millimetres: the same where only parts of the face were seen, whose places drift while it
       lands. */
    STAMP_TUNED(SWIPE_PARTS_MM, 2.5)
    """
    const float NOISY_NATS, REPEATED_SHARE, SILENT_NATS
    const float LOOK_NATS, STEADY_SHARE, DEPENDENCE, TRAIL_S, PLAIN_LEVEL
    const float ON_LINE, ON_LINE_ANGLE, OFF_LINE, FASTEST_MM_S, TOUCHING, MOST_EVIDENCE
    const float RUN_S, MOST_OF_SITE, MOST_ABSENCE, LEAST_SHOWN, LINE_NATS
    const float TOLD_NATS, OTHER_NATS, ABSENCE_S, LEAST_CONTRAST, MISSED_FRAMES
    const float GAP_S, PATIENCE_S, LATEST_S, SWIPE_MM_S, SWIPE_MM, SWIPE_PARTS_MM

# Counts that bound the tracker's work and memory.
cdef enum:
    SLOTS = 16          # sums of frames that an average is taken of
    FEWEST_SLOTS = 4    # of them, for a first look
    TRAIL = 8           # last frames, at most
    CAUGHT_UP = 3       # frames before one with a face that are averaged, too
    SPOTS = 24          # last frames of a face that are fused
    FEWEST_ON_LINE = 3  # places that make a line
    SURVEY_ROUNDS = 2   # fits of a frame's pose
    MOST_IN_SLOT = 64   # frames; then an average begins anew
    OTHER_READINGS = 3  # of a second merchant that ends the presence of the first
    LIKE_FRAMES = 3     # that look like a stamp, before one is told as unread
