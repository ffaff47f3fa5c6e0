"""Find the likeliest codeword (docs/reader.md 8).

The hard decision takes each site by itself: a dot, or no dot. If that is a codeword, and no other
codeword comes near it, there is nothing to search (8.2). Otherwise the search depends on the cause
of the errors:

* Noise (`decode_noise`, 8.6). Ordered statistics list likely codewords (statistics.pyx). Each is
  compared with the frame by the face that it would draw (rescore.pyx).
* A dot that is missing or was added, where noise is too weak to change a site (`decode_errors`,
  8.3). The search finds every codeword within the code's radius of the hard decision, and takes
  the one of least cost. A code with few words searches disjoint information sets (sets.pyx).
  Another code meets in the middle and finds all codewords within four sites (8.4, pairs.pyx).
"""

from libc.math cimport M_PI, fabsf
from libc.stdint cimport uint64_t
from libc.string cimport memcpy
from stampcodec._core.code.codeword cimport codeword_of, message_of
from stampcodec._core.lanes cimport stamp_count
from stampcodec._core.frame.decide.pairs cimport look_at_pairs
from stampcodec._core.frame.decide.rescore cimport rescore
from stampcodec._core.frame.decide.sets cimport look_into_sets
from stampcodec._core.frame.decide.statistics cimport list_by_statistics
from stampcodec._core.frame.decide.words cimport discrepancy, keep
from stampcodec._core.frame.thresholds cimport (
    CAP, CLEAR_NATS, CLEAR_SITES, LISTED, LOUD_LEAD, LOUD_SITE, PLAIN,
)
from stampcodec._core.frame.values cimport MAX_BITS, Pose, Sites, Tables, Windows, Word


cdef void sort_by_model(
        const Tables *tables, const Windows *windows, const Sites *sites,
        uint64_t *words, float *costs, int count) noexcept nogil:
    """Sort a list of words by how well their faces explain the frame, best first."""
    cdef uint64_t listed[LISTED]
    cdef float cost[LISTED]
    cdef int k, n = 0
    memcpy(listed, words, count * sizeof(uint64_t))
    rescore(tables, windows, sites, listed, count, cost)
    for k in range(count):
        keep(words, costs, &n, LISTED, listed[k], cost[k])


cdef float clearance(const Tables *tables, const float *reliability, uint64_t flips) noexcept nogil:
    """Return the smallest lead that a codeword can have over any other (docs/reader.md 8.2).

    `flips` are the sites where it differs from the hard decision. Another codeword differs from it
    in at least as many sites as the code's distance. In the worst case these are all the flips and,
    for the rest, the least reliable of the sites that agree.
    """
    cdef float least[MAX_BITS]
    cdef float total = 0
    cdef int b, k, n = 0, room = tables.distance - stamp_count(flips)
    for b in range(tables.n_bits):
        if (flips >> b) & 1:
            total -= reliability[b]
            continue
        if n >= room and (room <= 0 or reliability[b] >= least[n - 1]):
            continue
        k = n if n < room else n - 1
        n = k + 1
        while k > 0 and least[k - 1] > reliability[b]:
            least[k] = least[k - 1]
            k -= 1
        least[k] = reliability[b]
    for k in range(n):
        total += least[k]
    return total


cdef bint is_plain(const Sites *sites, int i) noexcept nogil:
    """Tell whether a cell clearly shows a dot or none. Half a dot is not clear."""
    return fabsf(sites.amplitude[i] / sites.pose.gain - <float>0.5) > PLAIN


cdef float lead_over_list(
        const Tables *tables, uint64_t hard, uint64_t word,
        const float *reliability, WordRoom *room) noexcept nogil:
    """Return the lead of a word over the best other one that ordered statistics find."""
    cdef uint64_t words[LISTED]
    cdef float costs[LISTED]
    cdef int count = 0, k = 0
    list_by_statistics(tables, hard, reliability, 2, room, words, costs, &count)
    if words[0] == word and count > 1:
        k = 1
    return costs[k] - discrepancy(reliability, word ^ hard)


cdef inline float energy(const Pose *pose, float noise) noexcept nogil:
    """Return the nats that noise must overcome to turn an empty site into a dot (8.1)."""
    return 0.5 * pose.gain * pose.gain * <float>M_PI * pose.sigma * pose.sigma / (noise * noise)


cdef bint is_loud(const Pose *pose, float noise) noexcept nogil:
    """Tell whether the dots are so strong that noise cannot change a site."""
    return energy(pose, noise) > LOUD_SITE


cdef uint64_t hear(
        const Tables *tables, const Sites *sites, bint loud, float *reliability) noexcept nogil:
    """Return the hard decision; write how reliable each site is."""
    cdef uint64_t hard = 0
    cdef float value, capped
    cdef int b, i
    reliability[0] = 0          # every code has a bit; the compiler cannot know
    for b in range(tables.n_bits):
        i = tables.cell_of_bit[b]
        value = sites.evidence[i]
        if value > 0:
            hard |= (<uint64_t>1) << b
        value = fabsf(value)
        if loud:
            # half a dot may be a weak dot or an empty site with something on it (8.3)
            capped = fabsf(sites.amplitude[i] / sites.pose.gain - <float>0.5)
            capped = CAP if capped > PLAIN else CAP / PLAIN * capped
            value = capped if value > capped else value
        reliability[b] = value
    return hard


cdef bint is_codeword(const Tables *tables, uint64_t word) noexcept nogil:
    return codeword_of(tables.partials, message_of(&tables.seats, word)) == word


cdef void decode_errors(
        const Tables *tables, const float *reliability, int reach, WordRoom *room,
        Word *word) noexcept nogil:
    """Find the codeword of least cost among those within reach (8.3 to 8.5)."""
    cdef uint64_t words[LISTED]
    cdef float costs[LISTED]
    cdef int count = 0
    if is_codeword(tables, word.heard):
        keep(words, costs, &count, LISTED, word.heard, 0)
    elif reach & NEAR and tables.n_sets > 0:
        look_into_sets(tables, word.heard, reliability, words, costs, &count)
    elif reach & NEAR:
        look_at_pairs(tables, word.heard, reliability, words, costs, &count)
    if count == 0 and not reach & FAR:
        word.codeword = word.heard
        word.corrected = tables.n_bits + 1
        word.lead = 0
        return
    if count == 0:
        # no codeword is near: noise may have caused some of the errors
        list_by_statistics(tables, word.heard, reliability, 1, room, words, costs, &count)
    word.lead = clearance(tables, reliability, words[0] ^ word.heard)
    if (word.lead < LOUD_LEAD and reach & NEAR
            and stamp_count(words[0] ^ word.heard) <= tables.max_flips):
        word.lead = lead_over_list(tables, word.heard, words[0], reliability, room)
    take(words[0], reliability, word)


cdef void decode_noise(
        const Tables *tables, const Windows *windows, const Sites *sites,
        const float *reliability, WordRoom *room, Word *word) noexcept nogil:
    """Find the codeword whose face explains the frame best, where noise causes errors (8.6)."""
    cdef uint64_t words[LISTED]
    cdef float costs[LISTED]
    cdef int count = 0
    list_by_statistics(tables, word.heard, reliability, LISTED, room, words, costs, &count)
    sort_by_model(tables, windows, sites, words, costs, count)
    word.lead = (costs[1] - costs[0]) / (2.0 * sites.noise * sites.noise) if count > 1 else 0
    take(words[0], reliability, word)


cdef void take(uint64_t codeword, const float *reliability, Word *word) noexcept nogil:
    """Write a codeword and its distance from the hard decision."""
    word.codeword = codeword
    word.corrected = stamp_count(codeword ^ word.heard)
    word.disputed = discrepancy(reliability, codeword ^ word.heard)


cdef void decode(
        const Tables *tables, const Windows *windows, const Sites *sites, int reach,
        WordRoom *room, Word *word) noexcept nogil:
    """Write the likeliest codeword, its distance from the hard decision and its lead.

    NEAR searches within the code's radius; FAR also searches beyond it, by ordered statistics. If
    nothing was found, `corrected` is larger than the number of sites.
    """
    cdef float reliability[MAX_BITS]
    cdef bint loud = is_loud(&sites.pose, sites.noise)
    word.heard = hear(tables, sites, loud, reliability)
    word.is_loud = loud
    word.disputed = 0
    if is_codeword(tables, word.heard):
        word.codeword = word.heard
        word.corrected = 0
        word.lead = clearance(tables, reliability, 0)
        if word.lead > CLEAR_NATS + (
                0.0 if loud else CLEAR_SITES * energy(&sites.pose, sites.noise)):
            return
    if loud:
        decode_errors(tables, reliability, reach, room, word)
    else:
        decode_noise(tables, windows, sites, reliability, room, word)
