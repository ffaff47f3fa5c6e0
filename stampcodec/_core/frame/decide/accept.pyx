"""Decide whether to accept a word (docs/reader.md 9).

A word is accepted if all of this holds:

* At least three of the four anchors are there (9.4).
* Enough of the face is on the screen (9.4), and there are no dots beyond its sides (9.7).
* The evidence is strongly against the word in no more sites than the code corrects (9.4).
* The fitted face explains the counts where it lies, apart from noise (9.5).
* A partly landed face of another merchant is less likely (9.9).
* Every other codeword explains the frame worse, by enough nats (9.1, 9.6; G. D. Forney,
  "Exponential error bounds for erasure, list, and decision feedback schemes", IEEE Trans. Inf.
  Theory 14, 1968).

The answer PERHAPS means: try the other candidates before the word is accepted (`likeliest` in
compare.pyx).
"""

from libc.math cimport cosf, expf, fabsf, logf, sinf, sqrtf
from libc.stdint cimport int16_t
from libc.string cimport memset
from stampcodec._core.frame.decide.beyond cimport find_beyond, goes_further
from stampcodec._core.frame.decide.landed cimport Odds, odds_of_word
from stampcodec._core.bounds cimport clamp, larger
from stampcodec._core.frame.thresholds cimport (
    CAP, CERTAIN_SHARE, CLEAR_GAIN, CONTRADICTED, FEWEST_ANCHORS, LEAST_LEAD, LOUD_LEAD, MISFIT,
    MOULDED, NOISE_TAIL, PLAIN,
    PRICE_DISPUTED, PRICE_FADED, PRICE_LEFT_OUT, PRICE_RISEN, PRICE_SURPRISE, PRICE_WIDER,
    SAFE_LEAD, SPARE_DEVIATIONS, SUNK_FLIPS, WIDE_DOT,
)
from stampcodec._core.frame.values cimport (
    NO, N_ANCHORS, PERHAPS, YES, Drawing, Fit, Patch, Pose, Scene, Sites, Tables, Verdict,
    Windows, Word,
)

cdef struct Noise:
    float rms                   # counts
    int measured                # second differences that it was measured from, 0: the panel's

cdef enum:
    BINS = 256

cdef float MEDIAN_TO_RMS = 1.4826   # formula: of |normal|, 1 / 0.6745
cdef float BINS_A_DEVIATION = 40.0  # formula: BINS hold 6.4 deviations, to 2.5 %
cdef float MARGIN_NATS = 13.815511  # formula: log(10^6), of a margin of 1
cdef float UNTAILED = 1.0275        # formula: mean square of a normal over that of one cut at 3
cdef float AKIN = 1.94              # formula: second differences that make one independent square


cdef Noise measure_noise(
        const Tables *tables, const Scene *scene, const Patch *patch,
        const Drawing *drawing) noexcept nogil:
    """Measure noise outside the face, by second differences along the rows (docs/reader.md 9.2).

    The RMS is 0 if there is nothing to measure, or if the differences are so alike that they come
    from a pattern and not from noise.
    """
    cdef Noise found
    cdef int count[BINS]
    cdef int r, c, k, total = 0, first, last, n = 0
    # 1, -2, 1 turns white noise of deviation 1 into one of sqrt(6)
    cdef float d, scale = BINS_A_DEVIATION / scene.noise * 0.408248     # formula: 1 / sqrt(6)
    cdef double squares = 0
    cdef const int16_t *row
    memset(count, 0, sizeof(count))
    for r in range(tables.rows):
        row = scene.counts + r * tables.columns
        first = last = 0
        if 0 <= r - patch.top < tables.side:
            first = drawing.span_first[r - patch.top] + patch.left
            last = first + drawing.span_length[r - patch.top]
        for c in range(1, tables.columns - 1):
            if first <= c < last:
                continue
            d = fabsf(row[c - 1] - 2.0 * row[c] + row[c + 1]) * scale
            k = <int>d if d < BINS - 1 else BINS - 1
            count[k] += 1
            total += 1
    found.rms = found.measured = 0
    if total == 0:
        return found
    cdef int half = total // 2
    for k in range(BINS):
        half -= count[k]
        if half < 0:
            break
    cdef float median = MEDIAN_TO_RMS * (k + 0.5)
    first = <int>(NOISE_TAIL * median) + 1
    first = first if first < BINS else BINS
    for k in range(first):
        squares += count[k] * (k + 0.5) * (k + 0.5)
        n += count[k]
    if squares * UNTAILED < n * (0.5 * median) * (0.5 * median):
        return found
    found.measured = n
    found.rms = sqrtf(squares / n * UNTAILED) * scene.noise / BINS_A_DEVIATION
    return found


cdef int count_wrong(const Tables *tables, const Fit *fit) noexcept nogil:
    """Count the wrong cells that the face covers."""
    cdef int k, n = 0
    cdef float x, y, u, v, cosine = cosf(fit.pose.angle), sine = sinf(fit.pose.angle)
    cdef float reach = tables.half + fit.pose.sigma
    for k in range(fit.wrong.n):
        x = fit.wrong.at[k] % tables.columns - fit.pose.x
        y = fit.wrong.at[k] // tables.columns - fit.pose.y
        u = x * cosine + y * sine
        v = y * cosine - x * sine
        n += fabsf(u) < reach and fabsf(v) < reach
    return n


cdef int count_anchors(
        const Tables *tables, const Windows *windows, const Sites *sites,
        float gain) noexcept nogil:
    """Count the anchors that lie on the panel and are not clearly empty (8.3)."""
    cdef int i, n = 0
    cdef float least = (0.5 - PLAIN) * gain
    for i in range(N_ANCHORS):
        if windows.visible[tables.anchors[i]] and sites.amplitude[tables.anchors[i]] > least:
            n += 1
    return n


cdef bint is_all_there(
        const Tables *tables, const Scene *scene, const Windows *windows, const Sites *sites,
        const Fit *fit, const Word *word) noexcept nogil:
    """Require three anchors, nearly all sites on the screen, and few contradictions (9.4)."""
    # a floating face's pedestal can hide or imitate dots: allow fewer contradictions
    cdef int flips = tables.max_flips - (SUNK_FLIPS if scene.is_sunk else 0)
    cdef int i, unseen = 0
    cdef int anchors = count_anchors(tables, windows, sites, fit.pose.gain)
    for i in range(tables.n_bits):
        unseen += not windows.visible[tables.cell_of_bit[i]]
    # a hard decision further away than that is near to some codeword by chance
    return (anchors >= FEWEST_ANCHORS and unseen <= tables.max_flips and word.overruled <= flips
            and word.corrected <= 2 * tables.max_flips)


cdef float spread(const Fit *fit, const Noise *noise) noexcept nogil:
    """Return the standard deviation of the remainder, relative to what noise leaves (9.3)."""
    return sqrtf(2.0 / (fit.nodes + 1.0)
                 + (2.0 * AKIN / noise.measured if noise.measured > 0 else 0.0))


cdef float unexplained(const Fit *fit, const Noise *noise) noexcept nogil:
    """Return the share of the face's power that neither the model nor noise explains (9.5)."""
    cdef float spare = 1.0 + SPARE_DEVIATIONS * spread(fit, noise)
    return (fit.remainder - spare * fit.nodes * noise.rms * noise.rms) / fit.power


cdef float surprise(const Fit *fit, const Noise *noise) noexcept nogil:
    """Return by how many standard deviations the remainder exceeds noise and moulding (9.6)."""
    cdef float expected = fit.nodes * noise.rms * noise.rms
    cdef float more = (fit.remainder - MOULDED * fit.power) / expected - 1.0
    return more / spread(fit, noise) if more > 0 else 0


cdef float nats_of_anchors(const Tables *tables, const Sites *sites) noexcept nogil:
    """Return the sum of the evidence for dots at the four anchors, in nats."""
    cdef int k
    cdef float nats = 0
    for k in range(N_ANCHORS):
        nats += sites.evidence[tables.anchors[k]]
    return nats


cdef float nats_needed(
        const Tables *tables, const Sites *sites, const Fit *fit, const Word *word,
        const Noise *noise) noexcept nogil:
    """Return the lead that a word needs where noise causes errors, in nats (9.6)."""
    cdef const Pose *pose = &fit.pose
    cdef float risen = PRICE_RISEN * larger(pose.pedestal / pose.gain, 0.0)
    cdef float needed = (
        PRICE_DISPUTED * word.disputed + PRICE_SURPRISE * surprise(fit, noise)
        + PRICE_FADED * larger(CLEAR_GAIN - pose.gain / noise.rms, 0.0)
        + 2.0 * CAP * word.overruled
        + larger(CAP - nats_of_anchors(tables, sites), 0.0)
        + PRICE_WIDER * larger(logf(pose.sigma / tables.sigma) - WIDE_DOT, 0.0)
        + PRICE_LEFT_OUT * larger(count_wrong(tables, fit) - 1, 0.0) + risen * risen
    )
    return larger(needed, LEAST_LEAD)


cdef float least_of(float lead, float odds) noexcept nogil:
    """Return the log odds against two rivals together, given those against each (9.10)."""
    cdef float least = lead if lead < odds else odds
    return least - logf(1.0 + expf(-fabsf(lead - odds)))


cdef float margin_of(float odds, bint is_loud) noexcept nogil:
    """Return the margin, 0 to 1: of such words, one in 10^(6 margin) is wrong (9.10)."""
    cdef float nats = odds if is_loud else CERTAIN_SHARE * odds
    # -log(probability that the word is wrong)
    nats = larger(nats, 0.0) + logf(1.0 + expf(-fabsf(nats)))
    return clamp(nats / MARGIN_NATS, 0.0, 1.0)


cdef void accept(
        const Tables *tables, const Scene *scene, const Patch *patch, const Windows *windows,
        const Drawing *drawing, const Sites *sites, const Fit *fit, const Word *word,
        bint is_first, bint is_alone, Verdict *verdict) noexcept nogil:
    """Write the verdict on a word at the pose of a fit.

    `is_first` means that no earlier attempt reached a word. `is_alone` means that no other
    candidate scores nearly as well.
    """
    cdef Noise noise = measure_noise(tables, scene, patch, drawing)
    cdef float limit, lead = word.lead, needed, taken
    limit = (0.5 * MISFIT if scene.is_sunk else MISFIT) / (1.0 + CONTRADICTED * word.overruled)
    if not noise.rms > tables.noise:
        noise.rms = tables.noise
        noise.measured = 0
    verdict.answer = NO
    verdict.is_close = False
    verdict.margin = verdict.odds = verdict.beyond = 0
    verdict.noise = noise.rms
    verdict.nats = fit.explained / (2.0 * noise.rms * noise.rms)
    verdict.misfit = unexplained(fit, &noise)
    if (not is_all_there(tables, scene, windows, sites, fit, word)
            or fit.remainder >= fit.power):
        return
    if verdict.misfit >= limit:
        return
    if word.is_loud:
        needed = LOUD_LEAD
    else:
        taken = sites.noise * sites.noise / (noise.rms * noise.rms)
        if taken < 1.0 + SPARE_DEVIATIONS * spread(fit, &noise):
            # the last look used the remainder on the face as noise, and that is low by chance
            lead *= taken
        verdict.beyond = find_beyond(tables, patch, drawing, &fit.pose, noise.rms,
                                     &verdict.further)
        needed = nats_needed(tables, sites, fit, word, &noise) + larger(verdict.beyond, 0.0)
    verdict.odds = lead
    verdict.is_close = lead > needed - LEAST_LEAD
    if lead < needed:
        return
    if word.is_loud:
        # a later candidate may have its lead because it takes dots for wrong cells
        verdict.answer = YES if is_first else PERHAPS
    else:
        verdict.answer = (
            YES if lead > SAFE_LEAD * needed and is_alone and not goes_further(verdict)
            else PERHAPS)


cdef void ask_landed(
        const Tables *tables, const Windows *windows, const Sites *sites, const Word *word,
        Verdict *verdict) noexcept nogil:
    """Compare a word with partly landed faces of other merchants (docs/reader.md 9.9, 9.10).

    Before the call, the odds of the verdict are those against other words. Afterwards they are
    those against both.
    """
    cdef Odds odds = odds_of_word(tables, windows, sites, word)
    verdict.odds = least_of(verdict.odds, odds.named)
    verdict.margin = margin_of(verdict.odds, word.is_loud)
    if not tables.is_still and odds.landed < (
            tables.asked_loud if word.is_loud else tables.asked_noisy):
        verdict.answer = NO
