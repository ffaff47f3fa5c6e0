"""List codewords by ordered statistics: few flips of the most reliable basis (docs/reader.md 8.6).

M. Fossorier, S. Lin, "Soft-decision decoding of linear block codes based on ordered statistics",
IEEE Trans. Inf. Theory 41 (1995); D. J. Taipale, M. B. Pursley, "An improvement to generalized-
minimum-distance decoding", ibid. 37 (1991).
"""

from libc.stdint cimport uint64_t
from stampcodec._core.frame.decide.words cimport keep
from stampcodec._core.frame.values cimport HUGE, MAX_BITS, MAX_CELLS, MAX_DIMENSION, Tables
from stampcodec._core.lanes cimport stamp_count_larger, stamp_raise


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
        WordRoom *room, uint64_t *words, float *costs, int *count) noexcept nogil:
    """Keep the `size` best codewords within a few flips of the most reliable basis."""
    cdef Search search
    cdef uint64_t word
    cdef float cost
    cdef int k
    tabulate(reliability, tables.n_bits, room.doubts)
    search.table = room.doubts
    search.hard = hard
    search.rank = tables.dimension
    search.size = size
    search.words = words
    search.costs = costs
    search.count = count
    word = reduce_basis(tables, reliability, &search)
    # row i is now the only one at its basis site: the first candidate agrees with hard there
    is_cheaper(room.doubts, word ^ hard, HUGE, &cost)
    keep(words, costs, count, size, word, cost)
    for k in range(count[0], size):
        costs[k] = HUGE
    flip(&search, tables.depth, word)
