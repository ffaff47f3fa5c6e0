"""Every tuned number of the frame reader, in the order of its stages.

docs/reader.md says what each of them guards, in exactly one clause.

A line has the name, the value and a comment: unit, what the number decides, and what happens when
it is raised (+) or lowered (-). "Derived" says how; every other value was set by trial. ``make
thresholds`` moves each by a fifth either way and counts what a fixed set of frames then loses
(docs/benchmarks.md, "thresholds"). No stage has a tuned number of its own; a test looks for them.
"""

from stampcodec._core.tuned cimport STAMP_IS_TUNABLE

cdef extern from *:
    """
    /* gate: is there anything, and is it more than a finger? */

    /* noise RMS: a node above is touched. Derived: 6 sigma, one idle frame of 400 nodes in 10^6.
       + faint faces are EMPTY; - noise costs the price of a look. */
    STAMP_TUNED(TOUCHED_NODE, 6.0)
    /* counts: the least of that, for panels that round their noise away.
       + faint faces on such panels are EMPTY; - rounding steps count as touches. */
    STAMP_TUNED(LEAST_TOUCHED, 3.0)
    /* noise RMS: a wrong cell's neighbours lie so far below the share that a touch would give them.
       + wrong cells pass for touches; - dots at the edge of a touch pass for wrong cells. */
    STAMP_TUNED(QUIET_NEIGHBOUR, 3.0)
    /* share of the lone cell's own share: a neighbour above it gives a node company. */
    STAMP_TUNED(COMPANY, 0.5)
    /* noise RMS of a window's sum: a face fainter than the noise of a node lifts it.
       + faint faces are EMPTY; - idle frames of noisy lines are looked at. */
    STAMP_TUNED(LIFTED_WINDOW, 4.05)
    /* share of a window's noise that white noise makes; the rest is that of whole lines. */
    STAMP_TUNED(WINDOW_WHITE, 0.6)
    /* noise RMS: one node in 160 of white noise stands above (derived: normal tail). */
    STAMP_TUNED(SELDOM_NODE, 2.5)
    /* such nodes, and the share of all nodes besides, that noise alone has seldom.
       + faint faces in loud lines are EMPTY; - idle frames are looked at. */
    STAMP_TUNED(DOTTED_NODES, 12.0)
    STAMP_TUNED(DOTTED_SHARE, 0.01)
    /* share of the level: so far below zero is retransmission, not noise.
       + a floating face is fitted without its pedestal; - drift passes for floating. */
    STAMP_TUNED(SUNK_SHARE, 0.15)
    /* times the eighth lowest count: what lies deeper is a wrong cell. */
    STAMP_TUNED(DEEPEST_SHARE, 1.5)
    /* share of the fourth largest count: what is lower belongs to no touch. */
    STAMP_TUNED(TOUCH_FOOT, 0.1)
    /* times a touched node: so loud a fourth count must be spread as a face is. */
    STAMP_TUNED(LOUD_FOURTH, 3.0)
    /* squared half sides: variance of a face's nodes (derived: a uniform square has 2/3).
       + small or half-seen faces are taken for fingers; - fingers cost the price of a look. */
    STAMP_TUNED(FACE_SPREAD, 0.4)
    /* noise RMS: the level of a face that can be read. + faint faces are given up early;
       - frames of noise cost the price of a look. */
    STAMP_TUNED(READABLE_LEVEL, 2.5)

    /* lift: what a floating face takes away from its own frame */

    /* noise RMS: less is not below zero. */
    STAMP_TUNED(SUNK_DEPTH, 3.0)
    /* share of the largest: lines that sink less tell nothing of others. */
    STAMP_TUNED(STEADY_LINE, 0.35)
    /* share of its two neighbours' sum that a line without gaps borrows. */
    STAMP_TUNED(BORROWED, 0.45)
    /* times: gaps are never quite empty, the least falls short by this. */
    STAMP_TUNED(LIFT_SHORT, 1.3)

    /* locate, polish: where may it lie? */

    /* share of the fullest window: a search looks into all windows above. */
    STAMP_TUNED(FULL_SHARE, 0.5)
    /* nodes: reach of a candidate's two polishes (derived: a template's error, half a node, and
       what the first leaves of it). */
    STAMP_TUNED(POLISH_REACH, 0.5)
    STAMP_TUNED(POLISH_AGAIN, 0.35)
    /* nats between the odds of two places, of which one is the face's: less, and a search
       follows. */
    STAMP_TUNED(ALONE_NATS, 6.0)

    /* attempt: how much a pose is doubted while it is a candidate's */

    /* gains over the level: the twelfth largest count is lower than a dot's peak. */
    STAMP_TUNED(START_GAIN, 1.2)
    /* times the pedestal that lifted the frame: two guesses where a face floats. */
    STAMP_TUNED(PEDESTAL_HIGHER, 2.0)
    STAMP_TUNED(PEDESTAL_LOWER, 1.4)
    /* gains: model error that keeps dots half there until the pose has found them.
       + a good pose drifts; - a pose 3 mm off is lost. Where a face floats, dots half there and
       the pedestal cancel: less. */
    STAMP_TUNED(ROUGH, 0.3)
    STAMP_TUNED(SUNK_ROUGH, 0.2)
    /* share of that in later rounds. */
    STAMP_TUNED(LATER_ROUGH, 0.5)
    /* gains: noise from which on it makes the errors, and is doubt enough. */
    STAMP_TUNED(PLENTY_OF_NOISE, 0.11)
    /* gains: model error of a fitted pose, dots out of place within their tolerance. */
    STAMP_TUNED(FINE, 0.05)
    /* nats: evidence in favour of an anchor before anything is measured. */
    STAMP_TUNED(ANCHOR_PRIOR, 4.0)
    /* nats: beyond, presence is 0 or 1 (derived: 3e-4 of a dot). */
    STAMP_TUNED(SURE_PRESENCE, 8.0)
    /* nats: an anchor below is drawn as absent. */
    STAMP_TUNED(ANCHOR_ABSENT, -6.0)
    /* nats: evidence that speaks for itself, whatever the codeword says (derived: as CAP). */
    STAMP_TUNED(LOUD_EVIDENCE, 14.0)
    /* gains: less is no anchor, even at a rough pose; two corners must show more. */
    STAMP_TUNED(CORNER, 0.15)
    /* share of the face's power that a stamp never leaves. + hopeless poses are decoded, and cost;
       - faces under a finger are given up. */
    STAMP_TUNED(HOPELESS, 0.8)
    /* nodes, and share of the power left: a fit that moved less and leaves less needs no further
       round before decoding. */
    STAMP_TUNED(ARRIVED, 0.2)
    STAMP_TUNED(NEARLY_ALL, 0.05)
    /* nodes: a step so small needs no other after it. */
    STAMP_TUNED(SETTLED, 0.02)
    /* share of the last remainder: above, another look would see the same. */
    STAMP_TUNED(STALE, 0.98)
    /* nats of lead that need no second look. */
    STAMP_TUNED(CERTAIN_LEAD, 30.0)
    /* nodes: attempts that begin so near end as one; that end so near see the same. */
    STAMP_TUNED(SAME_START, 0.3)
    STAMP_TUNED(SAME_END, 0.02)
    /* nats by which a word is found again, and may then be believed. */
    STAMP_TUNED(FOUND_AGAIN, 2.0)

    /* demodulate: all dots at once */

    /* noise variances over the prior's: an amplitude is known within half a gain (derived: a dot or
       none, each with probability 1/2). */
    STAMP_TUNED(AMPLITUDE_PRIOR, 4.0)
    /* of a dot's peak: a cell's share that need not be left out. */
    STAMP_TUNED(NEGLIGIBLE, 0.001)
    /* overlap with itself that a site must keep, else wrong cells hide it. */
    STAMP_TUNED(SINGULAR, 0.02)

    /* refine: the pose */

    /* dot sigmas beyond the outermost sites that count as the face. + a finger beside it disturbs;
       - the outer dots' skirts, which tell of the pose, are lost. */
    STAMP_TUNED(SKIRT, 1.8)
    /* white variance over that of a line (derived: line noise 0.7 of white on the recordings). */
    STAMP_TUNED(LINE_NOISE, 2.0)
    /* prior deviations of a step: nodes, radians, log sigma; and how far log sigma may go. */
    STAMP_TUNED(STEP_PLACE, 0.5)
    STAMP_TUNED(STEP_ANGLE, 0.1)
    STAMP_TUNED(SIGMA_SPREAD, 0.05)
    STAMP_TUNED(SIGMA_RANGE, 1.25)
    /* prior deviation of an offset of all nodes: noise RMS, or gains if that is more. Wide costs
       margin in noise; narrow does not let a drifted baseline be. */
    STAMP_TUNED(OFFSET_NOISES, 0.4)
    STAMP_TUNED(OFFSET_GAINS, 0.05)
    /* prior deviation of the pedestal, gains: of a face loud enough to show it, and in noise. */
    STAMP_TUNED(PEDESTAL_LOUD, 0.5)
    STAMP_TUNED(PEDESTAL_NOISY, 0.1)
    /* gains: noise that hides a pedestal. */
    STAMP_TUNED(PEDESTAL_HIDDEN, 0.11)
    /* gains, noise RMS: a wrong cell's residual is above both, its neighbours' below half of it. */
    STAMP_TUNED(WRONG_GAIN, 0.6)
    STAMP_TUNED(WRONG_NOISE, 6.0)
    /* counts: the least gain that a fit may have, so that evidence stays finite. */
    STAMP_TUNED(LEAST_GAIN, 0.1)
    /* nodes, radians, log sigma: the largest step. */
    STAMP_TUNED(MOST_PLACE, 0.6)
    STAMP_TUNED(MOST_ANGLE, 0.1)

    /* impulse: a wrong cell under the face */

    /* gains, noise RMS: its error is more than both. */
    STAMP_TUNED(IMPULSE_GAIN, 0.15)
    STAMP_TUNED(IMPULSE_NOISE, 6.0)
    /* share of an error that the fit leaves, at least: a cell that it follows tells nothing. */
    STAMP_TUNED(LEAST_SLACK, 0.05)
    /* share of the unexplained that makes a cell a wrong one. + wrong cells stay; - dots out of
       place are taken for them. */
    STAMP_TUNED(GUILTY, 0.5)

    /* decode: which word? */

    /* nats a site is worth where noise no longer makes the errors. */
    STAMP_TUNED(LOUD_SITE, 40.0)
    /* nats: a site is wrong for other reasons than noise once in e^14. */
    STAMP_TUNED(CAP, 14.0)
    /* gains: so far from half a dot it is one, or none. */
    STAMP_TUNED(PLAIN, 0.25)
    /* lead at which nobody else is asked: so many sites' energies in noise, and nats besides. */
    STAMP_TUNED(CLEAR_SITES, 4.0)
    STAMP_TUNED(CLEAR_NATS, 30.0)
    /* nats: a lower bound on the lead that needs no counting. */
    STAMP_TUNED(CERTIFIED, 4.0)

    /* rescore: each word at its own pose */

    /* gains a squared node that a dot among others bends (derived: half of a lone dot's
       pi / 2). */
    STAMP_TUNED(BEND, 0.785398)
    /* nodes, radians: deviation of the pose before a decoding (measured at 12.5 dB). */
    STAMP_TUNED(POSE_SPREAD, 0.2)
    STAMP_TUNED(TURN_SPREAD, 0.05)

    /* accept: may it be believed?  Nats of lead in noise, for what tells of a wrong pose; at such a
       pose leads are a matter of chance. */

    /* for every nat of evidence against the codeword, */
    STAMP_TUNED(PRICE_DISPUTED, 0.5)
    /* for every deviation of the remainder beyond noise, */
    STAMP_TUNED(PRICE_SURPRISE, 2.0)
    /* for every noise RMS that the gain falls short of so many, */
    STAMP_TUNED(PRICE_FADED, 12.0)
    STAMP_TUNED(CLEAR_GAIN, 3.6)
    /* for every nat that the anchors' evidence falls short of these, */
    STAMP_TUNED(ANCHORS_NATS, 14.0)
    /* for every site that is loud against the codeword, */
    STAMP_TUNED(PRICE_OVERRULED, 26.0)
    /* for every wrong cell after the first that is left out of the face, */
    STAMP_TUNED(PRICE_LEFT_OUT, 5.0)
    /* for every unit of log(fitted sigma / the tables') above this, */
    STAMP_TUNED(PRICE_WIDER, 100.0)
    STAMP_TUNED(WIDE_DOT, 0.04)
    /* and, squared, for every gain by which the pedestal is above zero; */
    STAMP_TUNED(PRICE_RISEN, 10.0)
    /* but never less; and times that, no other candidate need be asked. */
    STAMP_TUNED(LEAST_LEAD, 5.0)
    STAMP_TUNED(SAFE_LEAD, 2.0)
    /* nats where missing dots make the errors: the decoder leaves a word less than fourteen nats
       ahead only where half a dot is one of its errors, or would be another word's. */
    STAMP_TUNED(LOUD_LEAD, 4.0)
    /* nats that a landed face pays for a dot that does not touch, and for one too many: worn or
       dirty once in 55, a phantom once in 148. + fewer worn faces are read; - more faces that are
       partly there are named wrongly. */
    STAMP_TUNED(MISSING_NATS, 4.0)
    STAMP_TUNED(ADDED_NATS, 5.0)
    /* nats by which noise flatters a word, to which the pose was fitted. + margins in noise are
       smaller; - they promise too much. */
    STAMP_TUNED(POSE_NATS, 1.5)
    /* share of the face's power that is left, noise apart; where it floats, dots and pedestal could
       trade places; and its division for every site that speaks against the codeword. */
    STAMP_TUNED(MISFIT, 0.09)
    STAMP_TUNED(SUNK_MISFIT, 0.045)
    STAMP_TUNED(CONTRADICTED, 0.3)
    /* share of the face's power that is left, noise included. */
    STAMP_TUNED(UNEXPLAINED, 1.0)
    /* gains: less is no anchor. */
    STAMP_TUNED(ANCHOR_GAIN, 0.25)
    /* of the panel's noise: less is chance. */
    STAMP_TUNED(LOUDER, 1.15)
    /* share of the power that dots out of place leave. */
    STAMP_TUNED(MOULDED, 0.02)
    /* deviations of the remainder that are noise's. */
    STAMP_TUNED(SPARE_DEVIATIONS, 2.0)
    /* gain over noise: reading fails below anyway. */
    STAMP_TUNED(FAINT, 3.0)
    /* RMS over what the median tells: less is a pattern's, no noise's. */
    STAMP_TUNED(TOO_EVEN, 0.75)
    /* deviations: what lies beyond is no noise. */
    STAMP_TUNED(NOISE_TAIL, 3.0)

    /* beyond, compare */

    /* nats: a wrong cell can look like a dot, so that none beyond a side tells more. */
    STAMP_TUNED(MOST_BEYOND, 5.0)
    /* nats: of faces that end where they should, one in a hundred has more beyond at 12.5 dB. */
    STAMP_TUNED(GOES_FURTHER, 2.0)
    /* nats by which a reading beats those of other candidates. */
    STAMP_TUNED(CLEARER, 7.0)

    /* Counts that bound the work of a reading; raised, they cost time, lowered, frames in noise. */

    /* gate: of so many rows the quietest hardly ever lies under a face */
    STAMP_COUNT(QUIET_ROWS, 3)
    /* gate: a ranked count is found to this share of it (derived: 3 %) */
    STAMP_COUNT(FINE_RANK, 32)
    /* gate: nodes that a face touches */
    STAMP_COUNT(FEWEST_NODES, 8)
    /* gate: nodes below zero that are more than noise */
    STAMP_COUNT(FEWEST_SUNK, 8)
    /* gate: of a face (derived: four anchors, a codeword's least weight) */
    STAMP_COUNT(FEWEST_DOTS, 12)
    /* gate: the count that tells how loud a touch is, wrong cells apart */
    STAMP_COUNT(TOUCH_RANK, 4)
    /* lift: passes over rows and columns */
    STAMP_COUNT(LIFT_TURNS, 4)
    /* locate: of one node, that a template may climb */
    STAMP_COUNT(CLIMB_STEPS, 6)
    /* locate: that a search looks into, at every other angle */
    STAMP_COUNT(SEARCHED_WINDOWS, 60)
    /* polish: by rows, of the first candidate, at most */
    STAMP_COUNT(ROW_STEPS, 2)
    /* polish: candidates of a search that are moved and polished, */
    STAMP_COUNT(POLISHED, 5)
    /* and of these, twice */
    STAMP_COUNT(POLISHED_TWICE, 2)
    /* read: candidates after the first */
    STAMP_COUNT(TRIES, 6)
    /* read: the same where a face floats */
    STAMP_COUNT(SUNK_TRIES, 4)
    /* attempt: fits by evidence, where noise is in plenty */
    STAMP_COUNT(NOISY_ROUNDS, 2)
    /* attempt: decodings at an ever better pose */
    STAMP_COUNT(LOOKS, 3)
    /* attempt: anchors that show at a rough pose */
    STAMP_COUNT(FEWEST_CORNERS, 2)
    /* accept: anchors that show at a fitted pose */
    STAMP_COUNT(FEWEST_ANCHORS, 3)
    /* refine: nodes that a fit may move from its candidate */
    STAMP_COUNT(DRIFT, 2)
    /* impulse: nodes of largest residual that are tried */
    STAMP_COUNT(SUSPECTS, 4)
    /* decode: codewords rescored */
    STAMP_COUNT(LISTED, 20)
    /* accept: times the code's radius, sites that differ from what was */
    STAMP_COUNT(LOUD_REACH, 2)
    /* heard, where dots and where noise make the errors */
    STAMP_COUNT(NOISY_REACH, 3)
    /* accept: fewer contradictions where a face floats */
    STAMP_COUNT(SUNK_FLIPS, 2)
    /* accept: from which noise is not worth measuring */
    STAMP_COUNT(FEW_DIFFERENCES, 20)
    /* accept: wrong cells within the face */
    STAMP_COUNT(MOST_LEFT_OUT, 4)
    """
    const float TOUCHED_NODE, LEAST_TOUCHED, QUIET_NEIGHBOUR, COMPANY, LIFTED_WINDOW, WINDOW_WHITE
    const float SELDOM_NODE, DOTTED_NODES, DOTTED_SHARE, SUNK_SHARE, DEEPEST_SHARE, TOUCH_FOOT
    const float LOUD_FOURTH, FACE_SPREAD, READABLE_LEVEL
    const float SUNK_DEPTH, STEADY_LINE, BORROWED, LIFT_SHORT
    const float FULL_SHARE, POLISH_REACH, POLISH_AGAIN, ALONE_NATS
    const float START_GAIN, PEDESTAL_HIGHER, PEDESTAL_LOWER, ROUGH, SUNK_ROUGH, LATER_ROUGH
    const float PLENTY_OF_NOISE, FINE, ANCHOR_PRIOR, SURE_PRESENCE, ANCHOR_ABSENT, LOUD_EVIDENCE
    const float CORNER, HOPELESS, ARRIVED, NEARLY_ALL, SETTLED, STALE, CERTAIN_LEAD
    const float SAME_START, SAME_END, FOUND_AGAIN
    const float AMPLITUDE_PRIOR, NEGLIGIBLE, SINGULAR
    const float SKIRT, LINE_NOISE, STEP_PLACE, STEP_ANGLE, SIGMA_SPREAD, SIGMA_RANGE
    const float OFFSET_NOISES, OFFSET_GAINS, PEDESTAL_LOUD, PEDESTAL_NOISY, PEDESTAL_HIDDEN
    const float WRONG_GAIN, WRONG_NOISE, LEAST_GAIN, MOST_PLACE, MOST_ANGLE
    const float IMPULSE_GAIN, IMPULSE_NOISE, LEAST_SLACK, GUILTY
    const float LOUD_SITE, CAP, PLAIN, CLEAR_SITES, CLEAR_NATS, CERTIFIED
    const float BEND, POSE_SPREAD, TURN_SPREAD
    const float PRICE_DISPUTED, PRICE_SURPRISE, PRICE_FADED, CLEAR_GAIN, ANCHORS_NATS
    const float PRICE_OVERRULED, PRICE_LEFT_OUT, PRICE_WIDER, WIDE_DOT, PRICE_RISEN
    const float MISSING_NATS, ADDED_NATS, POSE_NATS
    const float LEAST_LEAD, SAFE_LEAD, LOUD_LEAD, MISFIT, SUNK_MISFIT, CONTRADICTED, UNEXPLAINED
    const float ANCHOR_GAIN, LOUDER, MOULDED, SPARE_DEVIATIONS, FAINT, TOO_EVEN, NOISE_TAIL
    const float MOST_BEYOND, GOES_FURTHER, CLEARER
    enum:
        QUIET_ROWS
        FINE_RANK
        FEWEST_NODES
        FEWEST_SUNK
        FEWEST_DOTS
        TOUCH_RANK
        LIFT_TURNS
        CLIMB_STEPS
        SEARCHED_WINDOWS
        ROW_STEPS
        POLISHED
        POLISHED_TWICE
        TRIES
        SUNK_TRIES
        NOISY_ROUNDS
        LOOKS
        FEWEST_CORNERS
        FEWEST_ANCHORS
        DRIFT
        SUSPECTS
        LISTED
        LOUD_REACH
        NOISY_REACH
        SUNK_FLIPS
        FEW_DIFFERENCES
        MOST_LEFT_OUT
