"""Find every codeword within the code's radius of what was heard, by information sets.

A code with few words has several that share no site (docs/reader.md 8.4;
stampcodec/lattice/covering.py).
"""

from libc.stdint cimport uint64_t
from stampcodec._core.frame.decide.words cimport discrepancy, is_kept, keep
from stampcodec._core.frame.thresholds cimport LISTED
from stampcodec._core.frame.values cimport InformationSet, Tables
from stampcodec._core.lanes cimport stamp_count


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
