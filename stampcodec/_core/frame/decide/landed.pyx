"""Is it a face of this word, or another merchant's of which only part touches (docs/reader.md 9.9)?

Both explain the same sites; what they pay for differs:

                          a landed face      the same face,      somebody else's face,
                          of this word       partly landed       partly landed
    dot of the word       0                  its share           its share of all
      that is missing     MISSING_NATS       choices of dots     choices of dots,
    dot beside the word   ADDED_NATS         ADDED_NATS          whatever the word says

Every site is summed over a dot and none, weighed by the evidence, so that a site in doubt costs
what its doubt is worth. `stampcodec/lattice/landing.py` counts the choices.
"""

from libc.math cimport expf, fabsf, logf
from libc.stdint cimport uint64_t
from stampcodec._core.bounds cimport clamp, larger
from stampcodec._core.lanes cimport stamp_lowest
from stampcodec._core.frame.decide.decode cimport is_plain
from stampcodec._core.frame.decide.landed cimport Odds
from stampcodec._core.frame.thresholds cimport ADDED_NATS, CAP, MISSING_NATS, PLAIN
from stampcodec._core.frame.values cimport N_ANCHORS, Sites, Tables, Windows, Word

cdef float CERTAIN = 12.0       # formula: e^-12 of a doubt adds nothing to a float's sum


cdef struct Tally:
    float gone, extra           # chances of a missing dot and of one too many
    int dots, corners           # that show
    int weight                  # dots of the word, corners included
    int missing                 # of them, those that do not show
    float landed                # nats of a landed face
    float added                 # of them, those that dots beside the word cost


cdef float doubt_of(
        const Windows *windows, const Sites *sites, const Word *word, int i) noexcept nogil:
    """Return the size of a site's evidence, as the decoder takes it (docs/reader.md 8.3)."""
    cdef float evidence = fabsf(sites.evidence[i])
    cdef float most = CAP
    if not windows.visible[i]:
        return 0
    if not word.is_loud:
        return evidence
    if not is_plain(sites, i):
        most = CAP / PLAIN * fabsf(sites.amplitude[i] / sites.pose.gain - <float>0.5)
    return evidence if evidence < most else most


cdef void enter(bint in_word, bint shows, float doubt, Tally *tally) noexcept nogil:
    """Add what a landed face of the word pays for one site."""
    cdef float gone = tally.gone, extra = tally.extra, other = expf(-doubt), nats
    if in_word:
        tally.weight += 1
        tally.missing += not shows
        tally.landed += logf(1.0 - gone + gone * other if shows else gone + (1.0 - gone) * other)
        return
    nats = logf(extra + (1.0 - extra) * other if shows else 1.0 - extra + extra * other)
    tally.landed += nats
    if shows:
        tally.added += nats


cdef float rival_of(const Tables *tables, int dots, int corners) noexcept nogil:
    """Log chance that somebody's partly landed face shows just these dots."""
    cdef int shown = corners if corners < N_ANCHORS else N_ANCHORS
    return tables.rival[dots * (N_ANCHORS + 1) + (shown if shown > 0 else 0)]


cdef float doubts(
        const Tables *tables, const Windows *windows, const Sites *sites, const Word *word,
        const Tally *tally) noexcept nogil:
    """Nats that the sites' doubts add to the rival: each may show otherwise than it seems."""
    cdef float here = rival_of(tables, tally.dots, tally.corners), nats = 0, doubt
    cdef float ratio[2]
    cdef float corner[2]
    cdef int i, b, most = tables.n_bits, dots = tally.dots, corners = tally.corners
    ratio[0] = rival_of(tables, dots + 1 if dots < most else dots, corners) - here
    ratio[1] = rival_of(tables, dots - 1 if dots > 0 else 0, corners) - here
    corner[0] = rival_of(tables, dots, corners + 1) - here
    corner[1] = rival_of(tables, dots, corners - 1) - here
    for b in range(most + N_ANCHORS):
        i = tables.cell_of_bit[b] if b < most else tables.anchors[b - most]
        doubt = doubt_of(windows, sites, word, i)
        if doubt < CERTAIN:
            doubt -= ratio[sites.evidence[i] > 0] if b < most else corner[sites.evidence[i] > 0]
            nats += logf(1.0 + expf(clamp(-doubt, -CERTAIN, CERTAIN)))
    return nats


cdef float own_nats(const Tally *tally) noexcept nogil:
    """Log chance of a partly landed face of the word that lacks just these dots."""
    cdef int k, missing = tally.missing if tally.missing > 0 else 1
    cdef float nats = -logf(tally.weight - 1.0)
    for k in range(missing):
        nats -= logf((tally.weight - k) / (k + 1.0))
    return nats + tally.added


cdef void list_differences(
        const Tables *tables, const Windows *windows, const Sites *sites, const Word *word,
        uint64_t *missing, uint64_t *added) noexcept nogil:
    """Write the cells, a bit each, that show no dot of the face, and those that show one more."""
    cdef uint64_t differs = word.heard ^ word.codeword
    cdef int b, i
    missing[0] = added[0] = 0
    for b in range(N_ANCHORS):
        i = tables.anchors[b]
        if not windows.visible[i] or sites.evidence[i] <= 0:
            missing[0] |= <uint64_t>1 << i
    while differs != 0:
        b = stamp_lowest(differs)
        differs &= differs - 1
        if (word.codeword >> b) & 1:
            missing[0] |= <uint64_t>1 << tables.cell_of_bit[b]
        else:
            added[0] |= <uint64_t>1 << tables.cell_of_bit[b]


cdef Odds odds_of_word(
        const Tables *tables, const Windows *windows, const Sites *sites,
        const Word *word) noexcept nogil:
    """Return the log odds of a word against a partly landed face of somebody else."""
    cdef Odds odds
    cdef Tally tally
    cdef float rival, own
    cdef int b, i
    tally.dots = tally.corners = tally.weight = tally.missing = 0
    tally.landed = tally.added = 0
    tally.gone = expf(-MISSING_NATS)
    tally.extra = expf(-ADDED_NATS)
    for b in range(tables.n_bits):
        i = tables.cell_of_bit[b]
        tally.dots += sites.evidence[i] > 0
        enter((word.codeword >> b) & 1, sites.evidence[i] > 0,
              doubt_of(windows, sites, word, i), &tally)
    for b in range(N_ANCHORS):
        i = tables.anchors[b]
        tally.corners += sites.evidence[i] > 0
        enter(True, sites.evidence[i] > 0, doubt_of(windows, sites, word, i), &tally)
    rival = tables.faces_nats + rival_of(tables, tally.dots, tally.corners)
    rival += doubts(tables, windows, sites, word, &tally)
    own = own_nats(&tally)
    odds.landed = tally.landed - rival
    odds.named = larger(tally.landed, own) - rival + logf(1.0 + expf(-fabsf(tally.landed - own)))
    return odds
