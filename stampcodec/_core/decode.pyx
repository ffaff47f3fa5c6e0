"""Soft decisions to a codeword; how depends on what makes errors.

Where noise does, the codeword that explains the frame best wins: ordered statistics (the sites by
reliability, the generator reduced to the most reliable basis, every codeword that differs from the
hard decision in at most two of its sites) list candidates, and the best twenty are rescored by the
faces that they draw (rescore.pyx), which is maximum likelihood but for the list.

Where noise cannot (a site is worth LOUD_SITE nats), a site is wrong because a dot is missing or
added. Every such error costs the same, and the codeword that needs fewest of them wins: meet in the
middle finds every codeword within four sites of the hard decision. A site that shows half a dot may
be either for little; the most doubtful one is flipped where no word is that near, since a distance
of ten corrects four errors and an erasure.

M. Fossorier, S. Lin, "Soft-decision decoding of linear block codes based on ordered statistics",
IEEE Trans. Inf. Theory 41 (1995). Neither search is needed when the hard decision is a codeword so
clear of all others that none can beat it (D. J. Taipale, M. B. Pursley, ibid. 37 (1991)).
"""

from libc.math cimport fabsf
from libc.stdint cimport uint32_t, uint64_t
from libc.string cimport memcpy
from stampcodec._core.lanes cimport stamp_count_larger, stamp_lowest, stamp_raise
from stampcodec._core.rescore cimport rescore
from stampcodec._core.workspace cimport (
    MAX_BITS, MAX_CELLS, MAX_DIMENSION, PAIR_SLOTS, Bench, Pose, Sheet,
)

cdef extern from *:
    """
    #define stamp_popcount(x) __builtin_popcountll(x)
    """
    int stamp_popcount(uint64_t x) noexcept nogil

cdef float PI = 3.1415927

cdef enum:
    LIST = 20           # codewords rescored

cdef float CLEAR_SITES = 4.0    # lead at which nobody else is asked: this many sites'
cdef float CLEAR_NATS = 30.0    # energies, and this much besides
cdef float CAP = 14.0           # nats: a site is wrong for other reasons than noise once in e^14
cdef float CERTIFIED = 4.0      # nats: a lower bound on the lead that needs no counting
cdef float PLAIN = 0.25         # of the gain: so far from half a dot it is one, or none
cdef float LOUD_SITE = 40.0     # nats a site is worth where noise no longer makes the errors


cdef float discrepancy(const float *reliability, uint64_t flips) noexcept nogil:
    """Sum the reliabilities of the flipped sites."""
    cdef float total = 0
    while flips != 0:
        total += reliability[stamp_lowest(flips)]
        flips &= flips - 1
    return total


cdef inline float look_up(const float *table, uint64_t flips) noexcept nogil:
    """The same from `tabulate`, eight sites at a time: quicker where many words are compared."""
    return (table[flips & 255] + table[256 + ((flips >> 8) & 255)]
            + table[512 + ((flips >> 16) & 255)] + table[768 + ((flips >> 24) & 255)]
            + table[1024 + ((flips >> 32) & 255)] + table[1280 + ((flips >> 40) & 255)]
            + table[1536 + ((flips >> 48) & 255)] + table[1792 + ((flips >> 56) & 255)])


cdef void keep(
        uint64_t *words, float *costs, int *count, int size,
        uint64_t word, float cost) noexcept nogil:
    """Insert a word that is new into the list of the `size` cheapest, cheapest first."""
    cdef int k = count[0]
    if k == size and cost >= costs[size - 1]:
        return
    if k == size:
        k = size - 1
    else:
        count[0] = k + 1
    while k > 0 and costs[k - 1] > cost:
        costs[k] = costs[k - 1]
        words[k] = words[k - 1]
        k -= 1
    costs[k] = cost
    words[k] = word


cdef bint is_kept(const uint64_t *words, int count, uint64_t word) noexcept nogil:
    cdef int k
    for k in range(count):
        if words[k] == word:
            return True
    return False


cdef inline uint32_t hash_of(uint32_t syndrome) noexcept nogil:
    """Sixteen bits; the upper twelve say where a syndrome is looked for."""
    return (syndrome * <uint32_t>2654435769) >> 16


cdef void fill_pairs(Sheet *sheet) noexcept nogil:
    """Enter every pattern of one or two wrong sites under its syndrome."""
    cdef int a, b, at
    cdef uint32_t syndrome
    for a in range(sheet.n_bits):
        for b in range(-1, a):
            syndrome = sheet.syndrome_of_bit[a]
            if b >= 0:
                syndrome ^= sheet.syndrome_of_bit[b]
            at = hash_of(syndrome)
            sheet.pair_map[at >> 5] |= <uint32_t>1 << (at & 31)
            at >>= 4
            while sheet.pair_sites[at] != 0:
                at = (at + 1) & (PAIR_SLOTS - 1)
            sheet.pair_sites[at] = (a + 1) | (b + 1) << 6


cdef inline uint64_t pair_with(const Sheet *sheet, uint32_t syndrome) noexcept nogil:
    """Return the one or two sites that make a syndrome, 0 where no such pair does."""
    cdef int at = hash_of(syndrome), a, b
    if not (sheet.pair_map[at >> 5] >> (at & 31)) & 1:
        return 0
    at >>= 4
    while sheet.pair_sites[at] != 0:
        a = (sheet.pair_sites[at] & 63) - 1
        b = (sheet.pair_sites[at] >> 6) - 1
        if sheet.syndrome_of_bit[a] ^ (sheet.syndrome_of_bit[b] if b >= 0 else 0) == syndrome:
            return (<uint64_t>1) << a | ((<uint64_t>1) << b if b >= 0 else 0)
        at = (at + 1) & (PAIR_SLOTS - 1)
    return 0


cdef inline void complete(
        const Sheet *sheet, uint64_t hard, uint32_t syndrome, uint64_t flips,
        const float *reliability, uint64_t *words, float *costs, int *count) noexcept nogil:
    """Keep the codeword that a pattern and one or two more sites make of the hard decision."""
    cdef uint64_t rest = pair_with(sheet, syndrome)
    if rest != 0:
        flips ^= rest
        # another split of the same sites may have found it
        if not is_kept(words, count[0], hard ^ flips):
            keep(words, costs, count, LIST, hard ^ flips, discrepancy(reliability, flips))


cdef void meet_in_the_middle(
        const Sheet *sheet, uint64_t hard, uint32_t syndrome, uint64_t also,
        const float *reliability, uint64_t *words, float *costs, int *count) noexcept nogil:
    """Keep every codeword within four sites of the hard decision.

    A pattern of up to four is two of up to two whose syndromes add to the word's: for the one, look
    the other up. Of four sites, two are in the same third of all, so only pairs within a third need
    be asked; of three, one is asked alone. This is what guarantees the bounded distance, whatever
    the reliabilities.
    """
    cdef uint32_t partial
    cdef uint64_t flips
    cdef int a, b
    complete(sheet, hard, syndrome, also, reliability, words, costs, count)
    for a in range(sheet.n_bits):
        partial = syndrome ^ sheet.syndrome_of_bit[a]
        flips = also ^ (<uint64_t>1) << a
        complete(sheet, hard, partial, flips, reliability, words, costs, count)
        for b in range(a - 3, -1, -3):
            complete(sheet, hard, partial ^ sheet.syndrome_of_bit[b],
                     flips ^ (<uint64_t>1) << b, reliability, words, costs, count)


cdef void sort_by_model(
        const Sheet *sheet, const Bench *bench, const Pose *pose, float noise,
        uint64_t *words, float *costs, int count) noexcept nogil:
    """Bring a list into the order of how well the faces that its words draw explain the frame."""
    cdef uint64_t listed[LIST]
    cdef float cost[LIST]
    cdef int k, n = 0
    memcpy(listed, words, count * sizeof(uint64_t))
    rescore(sheet, bench, pose, noise, listed, cost, count)
    for k in range(count):
        keep(words, costs, &n, LIST, listed[k], cost[k])


cdef void order_sites(const float *reliability, int n, int *order) noexcept nogil:
    """Sort the sites, most reliable first, by counting those before each."""
    cdef float among[MAX_CELLS]
    cdef int alike[MAX_CELLS]       # of those as reliable as the one that comes here: placed so far
    cdef int b, at
    for b in range(MAX_CELLS):
        among[b] = reliability[b] if b < n else -1
        alike[b] = 0
    for b in range(n):
        order[b] = b                # in case that one is no number
    for b in range(n):
        at = stamp_count_larger(among, MAX_CELLS, among[b])
        order[at + alike[at]] = b
        alike[at] += 1


cdef void tabulate(const float *reliability, int n, float *table) noexcept nogil:
    """Sum the reliabilities of every set of eight neighbouring sites, for `look_up`."""
    cdef int k, b
    cdef float value
    for k in range(8):
        table[256 * k] = 0
        for b in range(8):
            value = reliability[8 * k + b] if 8 * k + b < n else 0
            stamp_raise(table + 256 * k + (1 << b), table + 256 * k, value, 1 << b)


cdef void list_by_statistics(
        const Sheet *sheet, uint64_t hard, const float *reliability, int size,
        uint64_t *words, float *costs, int *count) noexcept nogil:
    """Keep the `size` best codewords within two flips of the most reliable basis."""
    cdef int order[MAX_BITS]
    cdef float table[2048]
    cdef uint64_t rows[MAX_DIMENSION]
    cdef float doubt[MAX_DIMENSION]
    cdef uint64_t bit, row, word = 0, one, two
    cdef int n = sheet.n_bits, rank = sheet.dimension, i, j, k, at, found = 0
    cdef float cost
    order_sites(reliability, n, order)
    tabulate(reliability, n, table)
    for i in range(rank):
        rows[i] = sheet.generator[i]
    for k in range(n):
        bit = (<uint64_t>1) << order[k]
        at = found
        while at < rank and not rows[at] & bit:
            at += 1
        if at == rank:
            continue
        row = rows[at]
        rows[at] = rows[found]
        rows[found] = row
        for i in range(rank):
            if i != found and rows[i] & bit:
                rows[i] ^= row
        if (hard ^ word) & bit:
            # rows found later do not touch this site, and this one none of theirs
            word ^= row
        doubt[found] = reliability[order[k]]
        found += 1
        if found == rank:
            break
    # row i is now the only one at its basis site: the first candidate agrees with hard there
    keep(words, costs, count, size, word, look_up(table, word ^ hard))
    for k in range(count[0], size):
        costs[k] = 1e30
    # a word costs at least what its basis sites do: from the least reliable on, stop where that
    # is more than the list's last
    for i in range(rank - 1, -1, -1):
        if doubt[i] >= costs[size - 1]:
            break
        one = word ^ rows[i]
        cost = look_up(table, one ^ hard)
        if cost < costs[size - 1]:
            keep(words, costs, count, size, one, cost)
        for j in range(i - 1, -1, -1):
            if doubt[i] + doubt[j] >= costs[size - 1]:
                break
            two = one ^ rows[j]
            cost = look_up(table, two ^ hard)
            if cost < costs[size - 1]:
                keep(words, costs, count, size, two, cost)


cdef float clearance(const Sheet *sheet, const float *reliability, uint64_t flips) noexcept nogil:
    """The least lead that a codeword can have, given where it differs from the hard decision.

    Any other differs from it in as many sites as the code's distance; at best the flips are all
    among them, and the rest are the least reliable of the sites that agree.
    """
    cdef float least[MAX_BITS]
    cdef float total = 0
    cdef int b, k, n = 0, room = sheet.distance - stamp_popcount(flips)
    for b in range(sheet.n_bits):
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


cdef bint is_plain(const Bench *bench, const Pose *pose, int i) noexcept nogil:
    """Tell whether a cell shows a dot or none, rather than half a dot."""
    return fabsf(bench.amplitude[i] / pose.gain - <float>0.5) > PLAIN


cdef float lead_over_list(
        const Sheet *sheet, uint64_t hard, uint64_t word,
        const float *reliability) noexcept nogil:
    """Lead of a word over the best other that ordered statistics find."""
    cdef uint64_t words[LIST]
    cdef float costs[LIST]
    cdef int count = 0, k = 0
    list_by_statistics(sheet, hard, reliability, 2, words, costs, &count)
    if words[0] == word and count > 1:
        k = 1
    return costs[k] - discrepancy(reliability, word ^ hard)


cdef inline float energy(const Pose *pose, float noise) noexcept nogil:
    """Nats that noise must overcome to make a dot of none."""
    return 0.5 * pose.gain * pose.gain * PI * pose.sigma * pose.sigma / (noise * noise)


cdef bint is_loud(const Pose *pose, float noise) noexcept nogil:
    """Tell whether noise can no longer make the errors."""
    return energy(pose, noise) > LOUD_SITE


cdef void decode(
        const Sheet *sheet, Bench *bench, const Pose *pose, float noise, int reach) noexcept nogil:
    """Write the likeliest codeword, its distance from what was heard and its lead.

    Without FAR, a word further away than four sites and the most doubtful one is none: more sites
    corrected than there are.
    """
    cdef float reliability[MAX_BITS]
    cdef uint64_t words[LIST]
    cdef float costs[LIST]
    cdef uint64_t hard = 0
    cdef uint32_t syndrome = 0
    cdef int b, count = 0, weakest = 0
    cdef float value, capped
    cdef float site = energy(pose, noise)
    cdef bint loud = is_loud(pose, noise)
    reliability[0] = 0          # every code has a bit; the compiler cannot know
    for b in range(sheet.n_bits):
        value = bench.evidence[sheet.cell_of_bit[b]]
        if value > 0:
            hard |= (<uint64_t>1) << b
            syndrome ^= sheet.syndrome_of_bit[b]
        value = fabsf(value)
        if loud:
            # what made half a dot can have made it of none, or of a whole one
            capped = fabsf(bench.amplitude[sheet.cell_of_bit[b]] / pose.gain - <float>0.5)
            capped = CAP if capped > PLAIN else CAP / PLAIN * capped
            value = capped if value > capped else value
        reliability[b] = value
        if value < reliability[weakest]:
            weakest = b
    bench.heard = hard
    bench.is_loud = loud
    bench.disputed = 0
    if syndrome == 0:
        bench.codeword = hard
        bench.corrected = 0
        bench.lead = clearance(sheet, reliability, 0)
        if bench.lead > CLEAR_NATS + (0.0 if loud else CLEAR_SITES * site):
            return
    if loud:
        if syndrome == 0:
            keep(words, costs, &count, LIST, hard, 0)
        elif reach & NEAR:
            meet_in_the_middle(sheet, hard, syndrome, 0, reliability, words, costs, &count)
            if count == 0 and reliability[weakest] < CAP:
                meet_in_the_middle(sheet, hard, syndrome ^ sheet.syndrome_of_bit[weakest],
                                   (<uint64_t>1) << weakest, reliability, words, costs, &count)
        if count == 0 and not reach & FAR:
            bench.codeword = hard
            bench.corrected = sheet.n_bits + 1
            bench.lead = 0
            return
        if count == 0:
            # noise may have added to the errors after all
            list_by_statistics(sheet, hard, reliability, 1, words, costs, &count)
        bench.lead = clearance(sheet, reliability, words[0] ^ hard)
        if (bench.lead < CERTIFIED and reach & NEAR
                and stamp_popcount(words[0] ^ hard) <= sheet.max_flips):
            bench.lead = lead_over_list(sheet, hard, words[0], reliability)
    else:
        list_by_statistics(sheet, hard, reliability, LIST, words, costs, &count)
        sort_by_model(sheet, bench, pose, noise, words, costs, count)
        bench.lead = (costs[1] - costs[0]) / (2.0 * noise * noise) if count > 1 else 0
    bench.codeword = words[0]
    bench.corrected = stamp_popcount(words[0] ^ hard)
    bench.disputed = discrepancy(reliability, words[0] ^ hard)
