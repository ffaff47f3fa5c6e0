"""Find every codeword within four sites of what was heard, by pairs of sites (docs/reader.md 8.4).

A pattern of up to four wrong sites is two patterns of up to two, whose syndromes add to that of the
word: all of these stand in a table under their syndrome.
"""

from libc.stdint cimport uint32_t, uint64_t
from stampcodec._core.frame.decide.words cimport discrepancy, is_kept, keep
from stampcodec._core.frame.thresholds cimport CAP, LISTED
from stampcodec._core.frame.values cimport PAIR_SLOTS, Tables
from stampcodec._core.lanes cimport stamp_lowest


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
