"""Find the likeliest codeword; how depends on what makes the errors (docs/reader.md 8).

Where noise does: ordered statistics list codewords (8.6), and the best are rescored by the faces
that they draw (rescore.pyx). Where noise cannot, a site is wrong because a dot is missing or added:
every codeword within the code's radius of the hard decision is found, and the one of least cost
wins (8.3). A code with few words has disjoint information sets to look into; of the others, meeting
in the middle finds all within four sites (8.4). Neither search is needed if the hard decision is a
codeword that is clear of all others (8.2).

M. Fossorier, S. Lin, "Soft-decision decoding of linear block codes based on ordered statistics",
IEEE Trans. Inf. Theory 41 (1995); D. J. Taipale, M. B. Pursley, "An improvement to generalized-
minimum-distance decoding", ibid. 37 (1991).
"""

from libc.math cimport M_PI, fabsf
from libc.stdint cimport uint32_t, uint64_t
from libc.string cimport memcpy
from stampcodec._core.code.codeword cimport codeword_of, message_of
from stampcodec._core.lanes cimport stamp_count, stamp_count_larger, stamp_lowest, stamp_raise
from stampcodec._core.frame.decide.rescore cimport rescore
from stampcodec._core.frame.thresholds cimport (
    CAP, CLEAR_NATS, CLEAR_SITES, LISTED, LOUD_LEAD, LOUD_SITE, PLAIN,
)
from stampcodec._core.frame.values cimport (
    HUGE, MAX_BITS, MAX_CELLS, MAX_DIMENSION, PAIR_SLOTS, InformationSet, Pose, Sites, Tables,
    Windows, Word,
)


cdef float discrepancy(const float *reliability, uint64_t flips) noexcept nogil:
    """Sum the reliabilities of the flipped sites."""
    cdef float total = 0
    while flips != 0:
        total += reliability[stamp_lowest(flips)]
        flips &= flips - 1
    return total


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
    return (syndrome * <uint32_t>2654435769) >> 16      # formula: 2^32 / golden ratio, Knuth 6.4


cdef void fill_pairs(Tables *tables) noexcept nogil:
    """Enter every pattern of one or two wrong sites under its syndrome."""
    cdef int a, b, at
    cdef uint32_t syndrome
    for a in range(tables.n_bits):
        for b in range(-1, a):
            syndrome = tables.syndrome_of_bit[a]
            if b >= 0:
                syndrome ^= tables.syndrome_of_bit[b]
            at = hash_of(syndrome)
            tables.pair_map[at >> 5] |= <uint32_t>1 << (at & 31)
            at >>= 4
            while tables.pair_sites[at] != 0:
                at = (at + 1) & (PAIR_SLOTS - 1)
            tables.pair_sites[at] = (a + 1) | (b + 1) << 6


cdef inline uint64_t pair_with(const Tables *tables, uint32_t syndrome) noexcept nogil:
    """Return the one or two sites that make a syndrome, 0 where no such pair does."""
    cdef int at = hash_of(syndrome), a, b
    if not (tables.pair_map[at >> 5] >> (at & 31)) & 1:
        return 0
    at >>= 4
    while tables.pair_sites[at] != 0:
        a = (tables.pair_sites[at] & 63) - 1
        b = (tables.pair_sites[at] >> 6) - 1
        if tables.syndrome_of_bit[a] ^ (tables.syndrome_of_bit[b] if b >= 0 else 0) == syndrome:
            return (<uint64_t>1) << a | ((<uint64_t>1) << b if b >= 0 else 0)
        at = (at + 1) & (PAIR_SLOTS - 1)
    return 0


cdef inline void complete(
        const Tables *tables, uint64_t hard, uint32_t syndrome, uint64_t flips,
        const float *reliability, uint64_t *words, float *costs, int *count) noexcept nogil:
    """Keep the codeword that a pattern and one or two more sites make of the hard decision."""
    cdef uint64_t rest = pair_with(tables, syndrome)
    if rest != 0:
        flips ^= rest
        # another split of the same sites may have found it
        if not is_kept(words, count[0], hard ^ flips):
            keep(words, costs, count, LISTED, hard ^ flips, discrepancy(reliability, flips))


cdef void meet_in_the_middle(
        const Tables *tables, uint64_t hard, uint32_t syndrome, uint64_t also,
        const float *reliability, uint64_t *words, float *costs, int *count) noexcept nogil:
    """Keep every codeword within four sites of the hard decision.

    A pattern of up to four is two of up to two whose syndromes add to that of the word. Of four
    sites, two have numbers that are equal modulo three, so only such pairs are tried (8.4). This
    guarantees the bounded distance, whatever the reliabilities.
    """
    cdef uint32_t partial
    cdef uint64_t flips
    cdef int a, b
    complete(tables, hard, syndrome, also, reliability, words, costs, count)
    for a in range(tables.n_bits):
        partial = syndrome ^ tables.syndrome_of_bit[a]
        flips = also ^ (<uint64_t>1) << a
        complete(tables, hard, partial, flips, reliability, words, costs, count)
        for b in range(a - 3, -1, -3):
            complete(tables, hard, partial ^ tables.syndrome_of_bit[b],
                     flips ^ (<uint64_t>1) << b, reliability, words, costs, count)


cdef inline void consider(
        const Tables *tables, uint64_t hard, uint64_t flips, const float *reliability,
        uint64_t *words, float *costs, int *count) noexcept nogil:
    """Keep the codeword that a pattern makes of the hard decision, if it is near."""
    # one site more than the code corrects, as with the most doubtful one where pairs are looked up
    if stamp_count(flips) <= tables.max_flips + 1 and not is_kept(words, count[0], hard ^ flips):
        keep(words, costs, count, LISTED, hard ^ flips, discrepancy(reliability, flips))


cdef void look_into_sets(
        const Tables *tables, uint64_t hard, const float *reliability,
        uint64_t *words, float *costs, int *count) noexcept nogil:
    """Keep every codeword within the code's radius of the hard decision (8.4).

    Wrong sites that are few in all cannot be many in each of disjoint information sets: in one of
    them the codeword agrees with what was heard but for so few flips as are tried there.
    """
    cdef const InformationSet *within
    cdef uint64_t flips, one, two
    cdef int s, a, b, c
    for s in range(tables.n_sets):
        within = &tables.sets[s]
        flips = hard ^ tables.offset
        for a in range(tables.dimension):
            if (flips >> within.site[a]) & 1:
                flips ^= within.row[a]
        consider(tables, hard, flips, reliability, words, costs, count)
        for a in range(tables.dimension):
            one = flips ^ within.row[a]
            consider(tables, hard, one, reliability, words, costs, count)
            for b in range(a):
                two = one ^ within.row[b]
                consider(tables, hard, two, reliability, words, costs, count)
                if within.flips > 2:
                    for c in range(b):
                        consider(tables, hard, two ^ within.row[c], reliability, words, costs,
                                 count)


cdef void sort_by_model(
        const Tables *tables, const Windows *windows, const Sites *sites,
        uint64_t *words, float *costs, int count) noexcept nogil:
    """Bring a list into the order of how well the faces that its words draw explain the frame."""
    cdef uint64_t listed[LISTED]
    cdef float cost[LISTED]
    cdef int k, n = 0
    memcpy(listed, words, count * sizeof(uint64_t))
    rescore(tables, windows, sites, listed, count, cost)
    for k in range(count):
        keep(words, costs, &n, LISTED, listed[k], cost[k])


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
    """Sum the reliabilities of every set of eight neighbouring sites, for `is_cheaper`."""
    cdef int k, b
    cdef float value
    for k in range(8):
        table[256 * k] = 0
        for b in range(8):
            value = reliability[8 * k + b] if 8 * k + b < n else 0
            stamp_raise(table + 256 * k + (1 << b), table + 256 * k, value, 1 << b)


cdef struct Search:
    # What a list of codewords is made from and into: ordered statistics.
    const float *table                  # of the reliabilities, for `is_cheaper`
    uint64_t hard
    uint64_t rows[MAX_DIMENSION]        # of the generator, each with a basis site of its own
    float doubt[MAX_DIMENSION]          # reliability of that, the largest first
    int rank
    int size                            # of the list
    uint64_t *words
    float *costs
    int *count


cdef uint64_t reduce_basis(
        const Tables *tables, const float *reliability, Search *search) noexcept nogil:
    """Reduce the generator to the most reliable basis; return the word that agrees with it."""
    cdef int order[MAX_BITS]
    cdef uint64_t bit, row, word = tables.offset
    cdef int n = tables.n_bits, rank = tables.dimension, i, k, at, found = 0
    order_sites(reliability, n, order)
    for i in range(rank):
        search.rows[i] = tables.generator[i]
    for k in range(n):
        bit = (<uint64_t>1) << order[k]
        at = found
        while at < rank and not search.rows[at] & bit:
            at += 1
        if at == rank:
            continue
        row = search.rows[at]
        search.rows[at] = search.rows[found]
        search.rows[found] = row
        for i in range(rank):
            if i != found and search.rows[i] & bit:
                search.rows[i] ^= row
        if (search.hard ^ word) & bit:
            # rows found later do not touch this site, and this one none of theirs
            word ^= row
        search.doubt[found] = reliability[order[k]]
        found += 1
        if found == rank:
            break
    return word


cdef inline bint is_cheaper(
        const float *table, uint64_t flips, float limit, float *cost) noexcept nogil:
    """Write what flips cost, from `tabulate`, and return True if it is below a limit.

    No term is negative, so a sum that has reached the limit stays there: most words end early.
    """
    cost[0] = (table[flips & 255] + table[256 + ((flips >> 8) & 255)]
               + table[512 + ((flips >> 16) & 255)] + table[768 + ((flips >> 24) & 255)])
    if cost[0] >= limit:
        return False
    cost[0] = (cost[0] + table[1024 + ((flips >> 32) & 255)]
               + table[1280 + ((flips >> 40) & 255)])
    if cost[0] >= limit:
        return False
    cost[0] = (cost[0] + table[1536 + ((flips >> 48) & 255)]
               + table[1792 + ((flips >> 56) & 255)])
    return cost[0] < limit


cdef void flip_one(Search *search, int end, uint64_t flips, float doubt) noexcept nogil:
    """Keep what a pattern becomes by a flip of one of the first `end` basis sites."""
    cdef float limit = search.costs[search.size - 1], cost
    cdef int i
    for i in range(end - 1, -1, -1):
        if doubt + search.doubt[i] >= limit:
            break
        if is_cheaper(search.table, flips ^ search.rows[i], limit, &cost):
            keep(search.words, search.costs, search.count, search.size,
                 search.hard ^ flips ^ search.rows[i], cost)
            limit = search.costs[search.size - 1]


cdef void flip(Search *search, int depth, uint64_t word) noexcept nogil:
    """Keep what a word becomes by flips of up to `depth` basis sites, two or more.

    A word costs at least what its basis sites do, `doubt`: from the least reliable on, stop where
    that is more than the list's last. A level flips one site more than the one below it, each time
    a more reliable one, and no level is needed for the last flip.
    """
    cdef uint64_t flips[MAX_DIMENSION]
    cdef float doubt[MAX_DIMENSION]
    cdef int at[MAX_DIMENSION]
    cdef uint64_t one
    cdef float limit, more, cost
    cdef int level = 0, i
    flips[0] = word ^ search.hard
    doubt[0] = 0
    at[0] = search.rank
    while level >= 0:
        at[level] -= 1
        i = at[level]
        limit = search.costs[search.size - 1]
        more = doubt[level] + search.doubt[i] if i >= 0 else HUGE
        if i < 0 or more >= limit:
            level -= 1
            continue
        one = flips[level] ^ search.rows[i]
        if is_cheaper(search.table, one, limit, &cost):
            keep(search.words, search.costs, search.count, search.size, search.hard ^ one, cost)
        if level + 2 == depth:
            flip_one(search, i, one, more)
        else:
            level += 1
            at[level] = i
            flips[level] = one
            doubt[level] = more


cdef void list_by_statistics(
        const Tables *tables, uint64_t hard, const float *reliability, int size,
        uint64_t *words, float *costs, int *count) noexcept nogil:
    """Keep the `size` best codewords within a few flips of the most reliable basis."""
    cdef float table[2048]
    cdef Search search
    cdef uint64_t word
    cdef float cost
    cdef int k
    tabulate(reliability, tables.n_bits, table)
    search.table = table
    search.hard = hard
    search.rank = tables.dimension
    search.size = size
    search.words = words
    search.costs = costs
    search.count = count
    word = reduce_basis(tables, reliability, &search)
    # row i is now the only one at its basis site: the first candidate agrees with hard there
    is_cheaper(table, word ^ hard, HUGE, &cost)
    keep(words, costs, count, size, word, cost)
    for k in range(count[0], size):
        costs[k] = HUGE
    flip(&search, tables.depth, word)


cdef float clearance(const Tables *tables, const float *reliability, uint64_t flips) noexcept nogil:
    """Return the least lead that a codeword can have, given its flips (docs/reader.md 8.2).

    Any other differs from it in as many sites as the code's distance; at best the flips are all
    among them, and the rest are the least reliable of the sites that agree.
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
    """Tell whether a cell shows a dot or none, rather than half a dot."""
    return fabsf(sites.amplitude[i] / sites.pose.gain - <float>0.5) > PLAIN


cdef float lead_over_list(
        const Tables *tables, uint64_t hard, uint64_t word,
        const float *reliability) noexcept nogil:
    """Lead of a word over the best other that ordered statistics find."""
    cdef uint64_t words[LISTED]
    cdef float costs[LISTED]
    cdef int count = 0, k = 0
    list_by_statistics(tables, hard, reliability, 2, words, costs, &count)
    if words[0] == word and count > 1:
        k = 1
    return costs[k] - discrepancy(reliability, word ^ hard)


cdef inline float energy(const Pose *pose, float noise) noexcept nogil:
    """Return the nats that noise must overcome to make a dot of none (8.1)."""
    return 0.5 * pose.gain * pose.gain * <float>M_PI * pose.sigma * pose.sigma / (noise * noise)


cdef bint is_loud(const Pose *pose, float noise) noexcept nogil:
    """Tell whether noise can no longer make the errors."""
    return energy(pose, noise) > LOUD_SITE


cdef uint64_t hear(
        const Tables *tables, const Sites *sites, bint loud, float *reliability) noexcept nogil:
    """Decide every site by itself; write how reliable each is."""
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
            # what made half a dot can have made it of none, or of a whole one (8.3)
            capped = fabsf(sites.amplitude[i] / sites.pose.gain - <float>0.5)
            capped = CAP if capped > PLAIN else CAP / PLAIN * capped
            value = capped if value > capped else value
        reliability[b] = value
    return hard


cdef bint is_codeword(const Tables *tables, uint64_t word) noexcept nogil:
    return codeword_of(tables.partials, message_of(&tables.seats, word)) == word


cdef uint32_t syndrome_of(const Tables *tables, uint64_t word) noexcept nogil:
    """Add up the syndromes of single sites."""
    cdef uint32_t syndrome = 0
    while word != 0:
        syndrome ^= tables.syndrome_of_bit[stamp_lowest(word)]
        word &= word - 1
    return syndrome


cdef int weakest(const float *reliability, int n) noexcept nogil:
    """Find the first of the least reliable sites."""
    cdef int b, at = 0
    for b in range(n):
        if reliability[b] < reliability[at]:
            at = b
    return at


cdef void look_at_pairs(
        const Tables *tables, uint64_t hard, const float *reliability,
        uint64_t *words, float *costs, int *count) noexcept nogil:
    """Keep every codeword within four sites, or within four and the most doubtful one (8.4)."""
    cdef uint32_t syndrome = syndrome_of(tables, hard ^ tables.offset)
    cdef int doubtful
    meet_in_the_middle(tables, hard, syndrome, 0, reliability, words, costs, count)
    doubtful = weakest(reliability, tables.n_bits)
    if count[0] == 0 and reliability[doubtful] < CAP:
        meet_in_the_middle(tables, hard, syndrome ^ tables.syndrome_of_bit[doubtful],
                           (<uint64_t>1) << doubtful, reliability, words, costs, count)


cdef void decode_errors(
        const Tables *tables, const float *reliability, int reach, Word *word) noexcept nogil:
    """Find the codeword that needs the fewest errors (8.3 to 8.5)."""
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
        # noise may have added to the errors after all
        list_by_statistics(tables, word.heard, reliability, 1, words, costs, &count)
    word.lead = clearance(tables, reliability, words[0] ^ word.heard)
    if (word.lead < LOUD_LEAD and reach & NEAR
            and stamp_count(words[0] ^ word.heard) <= tables.max_flips):
        word.lead = lead_over_list(tables, word.heard, words[0], reliability)
    take(words[0], reliability, word)


cdef void decode_noise(
        const Tables *tables, const Windows *windows, const Sites *sites,
        const float *reliability, Word *word) noexcept nogil:
    """Find the codeword whose face explains the frame best (8.6)."""
    cdef uint64_t words[LISTED]
    cdef float costs[LISTED]
    cdef int count = 0
    list_by_statistics(tables, word.heard, reliability, LISTED, words, costs, &count)
    sort_by_model(tables, windows, sites, words, costs, count)
    word.lead = (costs[1] - costs[0]) / (2.0 * sites.noise * sites.noise) if count > 1 else 0
    take(words[0], reliability, word)


cdef void take(uint64_t codeword, const float *reliability, Word *word) noexcept nogil:
    """Settle on a codeword, with its distance from what was heard."""
    word.codeword = codeword
    word.corrected = stamp_count(codeword ^ word.heard)
    word.disputed = discrepancy(reliability, codeword ^ word.heard)


cdef void decode(
        const Tables *tables, const Windows *windows, const Sites *sites, int reach,
        Word *word) noexcept nogil:
    """Write the likeliest codeword, its distance from what was heard and its lead.

    Without FAR, a word further away than four sites and the most doubtful one is none: more sites
    corrected than there are.
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
        decode_errors(tables, reliability, reach, word)
    else:
        decode_noise(tables, windows, sites, reliability, word)
