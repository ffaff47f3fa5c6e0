"""How much likelier a word is than a pattern of chance (docs/tracker.md 6.5)."""

from libc.math cimport M_LN2, expf, log1pf, logf
from stampcodec._core.frame.values cimport N_ANCHORS, Sites, Tables, Word


cdef inline float against_chance(float evidence) noexcept nogil:
    """Return the nats by which evidence for a bit exceeds that of a bit drawn by chance."""
    return <float>M_LN2 - log1pf(expf(-evidence))


cdef float nats_over_chance(
        const Tables *tables, const Sites *sites, const Word *word) noexcept nogil:
    """Return the nats of a word over chance, after paying for the number of all words."""
    cdef float nats = -tables.dimension * <float>M_LN2
    cdef int b
    for b in range(tables.n_bits):
        nats += against_chance(
            sites.evidence[tables.cell_of_bit[b]] * (1 if (word.codeword >> b) & 1 else -1))
    for b in range(N_ANCHORS):
        nats += against_chance(sites.evidence[tables.anchors[b]])
    return nats


cdef float price_of(int which) noexcept nogil:
    """Return the nats that the n-th pattern pays.

    All patterns share one error; the part of the n-th is about 6 / (pi n)^2.
    """
    return 2 * logf(which) + 0.5
