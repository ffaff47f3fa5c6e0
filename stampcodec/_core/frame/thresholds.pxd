"""Every tuned number of the frame reader, in the order of its stages.

docs/reader.md says what each of them guards, in exactly one clause.

A line has the name, the value and a comment: unit, what the number decides, and what happens when
it is raised (+) or lowered (-). "Derived" says how. Every other value was measured by ``make
thresholds``, which moves each by a fifth either way; docs/benchmarks.md, "Thresholds", has what a
fixed set of frames then loses. No stage has a tuned number of its own; a test looks for them. What
one half, one or two of something decides stands in the code.
"""

from stampcodec._core.tuned cimport STAMP_IS_TUNABLE

cdef extern from *:
    """
    /* gate: is there anything, and is it more than a finger? */

    /* noise RMS: a node beyond is no noise, neither of a frame nor of what a fit leaves. Derived:
       6 sigma, one node of white noise in 10^9. + faint faces are EMPTY, wrong cells stay; - noise
       costs the price of a look. */
    STAMP_TUNED(TOUCHED_NODE, 6.0)
    /* noise RMS: a wrong cell's neighbours lie so far below the share that a touch would give them.
       + wrong cells pass for touches; - dots at the edge of a touch pass for wrong cells. */
    STAMP_TUNED(QUIET_NEIGHBOUR, 3.0)
    /* noise RMS of a window's sum: a face fainter than the noise of a node lifts it.
       + faint faces are EMPTY; - idle frames of noisy lines are looked at. */
    STAMP_TUNED(LIFTED_WINDOW, 4.05)
    /* share of a window's noise that white noise makes; the rest is that of whole lines.
       + idle frames of noisy lines are looked at; - faint faces are EMPTY. */
    STAMP_TUNED(WINDOW_WHITE, 0.6)
    /* noise RMS: one node in 160 of white noise stands above (derived: normal tail).
       + faint faces in loud lines are EMPTY; - idle frames are looked at. */
    STAMP_TUNED(SELDOM_NODE, 2.5)
    /* such nodes, and the share of all nodes besides, that noise alone has seldom (derived: 0.006
       of all nodes on average). + and - as before. */
    STAMP_TUNED(DOTTED_NODES, 12.0)
    STAMP_TUNED(DOTTED_SHARE, 0.01)
    /* share of the level: so far below zero is retransmission, not noise.
       + a floating face is fitted without its pedestal; - drift passes for floating. */
    STAMP_TUNED(SUNK_SHARE, 0.15)
    /* times the eighth lowest count: what lies deeper is a wrong cell. + one wrong cell decides how
       far a line is lifted; - deep gaps are cut off. */
    STAMP_TUNED(DEEPEST_SHARE, 1.5)
    /* share of the fourth largest count: what is lower belongs to no touch. + a dim half of a face
       is left out, and the rest passes for a finger; - skirts of fingers spread as faces do. */
    STAMP_TUNED(TOUCH_FOOT, 0.1)
    /* times a touched node: so loud a fourth count must be spread as a face is. + fingers cost the
       price of a look; - faces of which one corner is loud pass for fingers. */
    STAMP_TUNED(LOUD_FOURTH, 3.0)

    /* lift: what a floating face takes away from its own frame */

    /* share of the largest: lines that sink less tell nothing of others. + few lines decide;
       - noise of shallow lines does. */
    STAMP_TUNED(STEADY_LINE, 0.35)
    /* share of its two neighbours' sum that a line without gaps is lifted by, at least. + the lines
       beside a face are lifted too; - a line full of dots is not. */
    STAMP_TUNED(BORROWED, 0.4)
    /* times: gaps are never quite empty, the least falls short by this. + and -: the first fit
       starts with a pedestal that is wrong. */
    STAMP_TUNED(LIFT_SHORT, 1.3)

    /* locate, polish: where may it lie? */

    /* nodes: reach of a second polish; a first, of half a node, has done most. + and -: the
       parabola is laid through poses that lie too far from, or too near the peak. */
    STAMP_TUNED(POLISH_AGAIN, 0.35)
    /* nats by which the odds of one place beat those of all others, so that its word needs no
       search. + searches in noise; - another place is not asked. */
    STAMP_TUNED(ALONE_NATS, 6.0)

    /* attempt: how much a pose is doubted while it is a candidate's */

    /* gains over the level: the twelfth largest count is lower than a dot's peak. + faint faces are
       lost; - lattice7 takes one fit more. */
    STAMP_TUNED(START_GAIN, 1.2)
    /* gains: model error that keeps dots half there until the pose has found them.
       + a good pose drifts; - a pose 3 mm off is lost. Where a face floats, dots half there and
       the pedestal cancel: less. */
    STAMP_TUNED(ROUGH, 0.3)
    STAMP_TUNED(SUNK_ROUGH, 0.2)
    /* gains: noise from which on it makes the errors, is doubt enough, and hides a pedestal.
       + faces in noise are fitted as if it were none; - wider priors are given away. */
    STAMP_TUNED(PLENTY_OF_NOISE, 0.11)
    /* gains: model error of a fitted pose, dots out of place within their tolerance.
       + evidence is believed less; - dots out of place pass for missing ones. */
    STAMP_TUNED(FINE, 0.05)
    /* nats: evidence in favour of an anchor before anything is measured. + a missing anchor holds
       the pose; - one in noise does not help to find it. */
    STAMP_TUNED(ANCHOR_PRIOR, 4.0)
    /* nats: beyond, presence is 0 or 1 (derived: 3e-4 of a dot). + time; - poses stay inexact. */
    STAMP_TUNED(SURE_PRESENCE, 8.0)
    /* share of the face's power that a stamp never leaves. + hopeless poses are decoded, and take
       the fits of better ones; - faces under a finger are given up. */
    STAMP_TUNED(HOPELESS, 0.8)
    /* nodes, and share of the power left: a fit that moved less and leaves less needs no further
       round before decoding. + words are looked for too early; - time. */
    STAMP_TUNED(ARRIVED, 0.2)
    STAMP_TUNED(NEARLY_ALL, 0.05)
    /* nodes: a step so small needs no other after it, and attempts that end so near see the same.
       + poses stay inexact; - time. */
    STAMP_TUNED(SETTLED, 0.02)
    /* share of the last remainder: above, another look would see the same. + time, and fits that
       other attempts need; - words that a better pose would mend. */
    STAMP_TUNED(STALE, 0.98)
    /* nodes: attempts that begin so near end as one. + a face between two candidates is missed;
       - time. */
    STAMP_TUNED(SAME_START, 0.3)

    /* refine: the pose */

    /* dot sigmas beyond the outermost sites that count as the face. + a finger beside it disturbs;
       - the outer dots' skirts, which tell of the pose, are lost. */
    STAMP_TUNED(SKIRT, 1.8)
    /* white variance over that of a line (derived: line noise 0.7 of white on the recordings). */
    STAMP_TUNED(LINE_NOISE, 2.0)
    /* radians, log sigma: prior deviation of a step of the angle, and the largest of both (derived:
       half a node at the outermost sites). */
    STAMP_TUNED(STEP_ANGLE, 0.1)
    /* log sigma: prior deviation. + dots that merge pass for wide ones; - other panels are read
       worse. */
    STAMP_TUNED(SIGMA_SPREAD, 0.05)
    /* gains: prior deviation of an offset of all nodes, or half a noise if that is more. + costs
       margin in noise; - a drifted baseline is not followed. */
    STAMP_TUNED(OFFSET_GAINS, 0.05)
    /* gains: prior deviation of the pedestal in noise, where it cannot be seen. + costs margin;
       - faces that float a little are unread. */
    STAMP_TUNED(PEDESTAL_NOISY, 0.1)

    /* decode: which word? */

    /* nats a site is worth where noise no longer makes the errors. + missing dots are looked for
       among what noise may have done; - the reverse. */
    STAMP_TUNED(LOUD_SITE, 40.0)
    /* nats: evidence beyond is not noise's; a site is wrong for other reasons once in e^14
       (derived: one face of a hundred thousand with sixty sites has such an error by chance).
       + a loud error cannot be corrected; - noise passes for a dot that is missing. */
    STAMP_TUNED(CAP, 14.0)
    /* gains: so far from half a dot it is one, or none (derived: half way to either). + fewer sites
       are doubted; - half a dot passes for one. */
    STAMP_TUNED(PLAIN, 0.25)
    /* lead at which nobody else is asked: so many sites' energies in noise, and nats besides.
       + time; - words are not compared by the faces that they draw. */
    STAMP_TUNED(CLEAR_SITES, 4.0)
    STAMP_TUNED(CLEAR_NATS, 30.0)

    /* rescore: each word at its own pose */

    /* nodes: deviation of the pose before a decoding (measured at 12.5 dB); the outermost sites
       turn as far. + words bend the pose to what they need; - right words pay for a pose that is
       off. */
    STAMP_TUNED(POSE_SPREAD, 0.2)

    /* accept: may it be believed?  Nats of lead in noise, for what tells of a wrong pose; at such a
       pose leads are a matter of chance. Raised, each leaves faces in noise unread; lowered, it
       lets wrong words through. */

    /* for every nat of evidence against the codeword, */
    STAMP_TUNED(PRICE_DISPUTED, 0.5)
    /* for every deviation of the remainder beyond noise, */
    STAMP_TUNED(PRICE_SURPRISE, 2.0)
    /* for every noise RMS that the gain falls short of so many, */
    STAMP_TUNED(PRICE_FADED, 12.0)
    STAMP_TUNED(CLEAR_GAIN, 3.6)
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
       ahead only where half a dot is one of its errors, or would be another word's. + such faces
       are unread; - half a dot decides which word it is. */
    STAMP_TUNED(LOUD_LEAD, 4.0)
    /* nats that a landed face pays for a dot that does not touch, and for one too many: worn or
       dirty once in 55, a phantom once in 148. + fewer worn faces are read; - more faces that are
       partly there are named wrongly. */
    STAMP_TUNED(MISSING_NATS, 4.0)
    STAMP_TUNED(ADDED_NATS, 5.0)
    /* nats by which noise flatters a word, to which pose and gain were fitted: of partly landed
       faces of a tenth, four times as many are named wrongly as are counted (benchmarks partial).
       + fewer faces in noise are read; - more that are partly there are named wrongly. */
    STAMP_TUNED(POSE_NATS, 1.5)
    /* share of the log odds in noise that counts for the margin: sites share nodes, and the pose,
       the gain and the noise are fitted, so their evidence is less than it seems (measured by
       `python -m benchmarks reliability`). + margins promise too much; - too little. */
    STAMP_TUNED(CERTAIN_SHARE, 0.62)
    /* share of the face's power that is left, noise apart; and its division for every site that
       speaks against the codeword. + wrong words of faces half there; - worn faces are unread. */
    STAMP_TUNED(MISFIT, 0.09)
    STAMP_TUNED(CONTRADICTED, 0.3)
    /* share of the power that dots out of place leave. + wrong poses in noise; - faces out of
       tolerance are unread. */
    STAMP_TUNED(MOULDED, 0.02)
    /* deviations of the remainder that are noise's. + and - as MISFIT. */
    STAMP_TUNED(SPARE_DEVIATIONS, 2.0)
    /* deviations: what lies beyond is no noise. + touches count as noise; - noise is measured too
       low. */
    STAMP_TUNED(NOISE_TAIL, 3.0)

    /* beyond, compare */

    /* nats: a wrong cell can look like a dot, so that none beyond a side tells more. + faces beside
       wrong cells are unread; - faces a row off are read. */
    STAMP_TUNED(MOST_BEYOND, 5.0)
    /* nats: of faces that end where they should, one in a hundred has more beyond at 12.5 dB. */
    STAMP_TUNED(GOES_FURTHER, 2.0)
    /* nats by which an attempt explains the frame better than those of other merchants. + faces
       unread; - one of two merchants is read. */
    STAMP_TUNED(CLEARER, 7.0)

    /* Counts: raised, they cost time; lowered, frames in noise. */

    /* gate: of so many rows the quietest hardly ever lies under a face */
    STAMP_COUNT(QUIET_ROWS, 3)
    /* gate: a ranked count is found to this share of it (derived: 3 %) */
    STAMP_COUNT(FINE_RANK, 32)
    /* gate: nodes below zero that are more than noise */
    STAMP_COUNT(FEWEST_SUNK, 8)
    /* gate: nodes that a face touches (derived: four anchors and a codeword's least weight) */
    STAMP_COUNT(FEWEST_DOTS, 12)
    /* gate: the count that tells how loud a touch is, wrong cells apart */
    STAMP_COUNT(TOUCH_RANK, 4)
    /* locate: steps of one node, that a template may climb */
    STAMP_COUNT(CLIMB_STEPS, 6)
    /* locate: windows that a search looks into, at every other angle */
    STAMP_COUNT(SEARCHED_WINDOWS, 60)
    /* polish: steps by rows, of the first candidate */
    STAMP_COUNT(ROW_STEPS, 2)
    /* polish: candidates of a search that are moved and polished, and of these, twice */
    STAMP_COUNT(POLISHED, 5)
    STAMP_COUNT(POLISHED_TWICE, 2)
    /* attempt: fits by evidence, where noise is in plenty */
    STAMP_COUNT(NOISY_ROUNDS, 2)
    /* attempt: decodings at an ever better pose */
    STAMP_COUNT(LOOKS, 3)
    /* accept: anchors that show (derived: one of four may be missing) */
    STAMP_COUNT(FEWEST_ANCHORS, 3)
    /* impulse: nodes of largest residual that are tried */
    STAMP_COUNT(SUSPECTS, 4)
    /* decode: codewords rescored */
    STAMP_COUNT(LISTED, 20)
    /* accept: contradictions less than the code corrects, where a face floats */
    STAMP_COUNT(SUNK_FLIPS, 2)
    """
    const float TOUCHED_NODE, QUIET_NEIGHBOUR, LIFTED_WINDOW, WINDOW_WHITE
    const float SELDOM_NODE, DOTTED_NODES, DOTTED_SHARE, SUNK_SHARE, DEEPEST_SHARE, TOUCH_FOOT
    const float LOUD_FOURTH, STEADY_LINE, BORROWED, LIFT_SHORT, POLISH_AGAIN, ALONE_NATS
    const float START_GAIN, ROUGH, SUNK_ROUGH, PLENTY_OF_NOISE, FINE, ANCHOR_PRIOR, SURE_PRESENCE
    const float HOPELESS, ARRIVED, NEARLY_ALL, SETTLED, STALE, SAME_START
    const float SKIRT, LINE_NOISE, STEP_ANGLE, SIGMA_SPREAD, OFFSET_GAINS, PEDESTAL_NOISY
    const float LOUD_SITE, CAP, PLAIN, CLEAR_SITES, CLEAR_NATS, POSE_SPREAD
    const float PRICE_DISPUTED, PRICE_SURPRISE, PRICE_FADED, CLEAR_GAIN
    const float PRICE_LEFT_OUT, PRICE_WIDER, WIDE_DOT, PRICE_RISEN, LEAST_LEAD, SAFE_LEAD, LOUD_LEAD
    const float MISFIT, CONTRADICTED, MOULDED, SPARE_DEVIATIONS, NOISE_TAIL
    const float MISSING_NATS, ADDED_NATS, POSE_NATS, CERTAIN_SHARE
    const float MOST_BEYOND, GOES_FURTHER, CLEARER
    enum:
        QUIET_ROWS
        FINE_RANK
        FEWEST_SUNK
        FEWEST_DOTS
        TOUCH_RANK
        CLIMB_STEPS
        SEARCHED_WINDOWS
        ROW_STEPS
        POLISHED
        POLISHED_TWICE
        NOISY_ROUNDS
        LOOKS
        FEWEST_ANCHORS
        SUSPECTS
        LISTED
        SUNK_FLIPS
