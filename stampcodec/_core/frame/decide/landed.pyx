"""Compare a word with the partly landed face of another merchant (docs/reader.md 9.9).

A stamp that is being put down touches the screen with only some of its dots. Those dots may look
like the whole face of another word. Three explanations of the same dots are compared. The table
gives what each of them pays, in nats, for each dot that does not fit:

                          a landed face      the same face,      somebody else's face,
                          of this word       partly landed       partly landed
    dot of the word       0                  its share           its share of all
      that is missing     MISSING_NATS       choices of dots     choices of dots,
    dot beside the word   ADDED_NATS         ADDED_NATS          whatever the word says

For a site in doubt both cases count, a dot and no dot, each weighted by its probability.
`stampcodec/lattice/landing.py` counts the choices of dots.

Without much noise, each site is judged by itself (`hear`). In noise, a doubtful dot also changes
the amplitudes of its neighbours. The sites are then judged one after the other, from the last to
the first (`follow`):

    first   .   .   i   .   .   last     site i is judged with the sites after it known, and with
        not known   |    known           the gain of the dots that were found
"""

from libc.math cimport expf, fabsf, logf
from libc.stdint cimport uint64_t
from libc.string cimport memset
from stampcodec._core.bounds cimport clamp, larger
from stampcodec._core.lanes cimport stamp_count, stamp_dot, stamp_lowest
from stampcodec._core.frame.decide.landed cimport Odds
from stampcodec._core.frame.thresholds cimport ADDED_NATS, CAP, MISSING_NATS, PLAIN
from stampcodec._core.frame.values cimport (
    MAX_CELLS, N_ANCHORS, PADDED, TAPS, Sites, Tables, Windows, Word,
)

cdef float CERTAIN = 12.0       # formula: e^-12 of a doubt adds nothing to a float's sum


cdef struct Shown:
    # What the frame shows; a set has one bit a cell.
    uint64_t data, corners      # cells of data sites; cells of anchors
    uint64_t word               # cells where the face has a dot, anchors included
    uint64_t dots               # cells that seem to hold a dot
    uint64_t doubtful           # cells where the opposite is possible
    float nats[MAX_CELLS]       # how much less likely the opposite is


cdef inline uint64_t cell(int i) noexcept nogil:
    return <uint64_t>1 << i


cdef void hear(const Tables *tables, const Sites *sites, Shown *shown) noexcept nogil:
    """Judge every site by itself, as reliably as the decoder does (docs/reader.md 8.3)."""
    cdef float half = 0.5 * sites.pose.gain, price = CAP / (PLAIN * sites.pose.gain), most, nats
    cdef float plain = CERTAIN / price
    cdef uint64_t left
    cdef int i
    for i in range(tables.n_cells):
        if sites.evidence[i] > 0:
            shown.dots |= cell(i)
        # a site off the panel has no evidence
        if fabsf(sites.evidence[i]) < CERTAIN or fabsf(sites.amplitude[i] - half) < plain:
            shown.doubtful |= cell(i)
    shown.doubtful &= shown.data | shown.corners
    left = shown.doubtful
    while left != 0:
        i = stamp_lowest(left)
        left &= left - 1
        most = price * fabsf(sites.amplitude[i] - half)
        nats = fabsf(sites.evidence[i])
        shown.nats[i] = nats if nats < most else most


cdef float follow(
        const Tables *tables, const Windows *windows, const Sites *sites, float gain,
        Shown *shown) noexcept nogil:
    """Judge each site, with those after it known; return the gain of the dots that were found.

    The factor L of docs/reader.md 6.2 gives the precision of a site if the sites before it are
    unknown.
    """
    cdef float off[MAX_CELLS + PADDED]      # of what is given, less the amplitudes
    cdef float own = 1.0 / (0.5 * sites.pose.gain * 0.5 * sites.pose.gain)
    cdef float all_nodes = 0, all_matched = 0, given, known, mean, matched, nats
    cdef const float *column
    cdef int i
    cdef bint is_dot
    memset(off, 0, sizeof(off))
    shown.dots = shown.doubtful = 0
    for i in range(tables.n_cells - 1, -1, -1):
        is_dot = (shown.word >> i) & 1
        shown.nats[i] = 0
        if not windows.visible[i]:
            shown.dots |= shown.word & cell(i)
            shown.doubtful |= cell(i)
            continue
        column = sites.band[i]
        # column[0] is 1 / pivot; the last value of a column lies beyond the eight lanes
        given = stamp_dot(column + 1, off + i + 1, TAPS) + column[TAPS + 1] * off[i + TAPS + 1]
        mean = sites.amplitude[i] - column[0] * given
        known = 1.0 / (column[0] * column[0] * sites.noise * sites.noise)
        # only what the frame adds: subtract the prior of the site
        matched = known * mean - own * sites.pose.gain * (1.0 if tables.is_anchor[i] else 0.5)
        known = larger(known - own, 0.0)
        nats = gain * (matched - known * 0.5 * gain)
        off[i] = -sites.amplitude[i]
        if nats + (MISSING_NATS if is_dot else -ADDED_NATS) > 0:
            shown.dots |= cell(i)
            off[i] += gain
            all_matched += matched
            all_nodes += known
        else:
            nats = -nats
        shown.nats[i] = nats
        if nats < CERTAIN:
            shown.doubtful |= cell(i)
    shown.doubtful &= shown.data | shown.corners
    return all_matched / all_nodes if all_nodes > 0 else gain


cdef void look_at(
        const Tables *tables, const Windows *windows, const Sites *sites, const Word *word,
        Shown *shown) noexcept nogil:
    """Judge every site of the face of a word."""
    cdef float gain
    cdef int b
    shown.data = shown.corners = shown.word = shown.dots = shown.doubtful = 0
    for b in range(tables.n_bits):
        shown.data |= cell(tables.cell_of_bit[b])
        shown.word |= ((word.codeword >> b) & 1) << tables.cell_of_bit[b]
    for b in range(N_ANCHORS):
        shown.corners |= cell(tables.anchors[b])
    shown.word |= shown.corners
    if word.is_loud:
        hear(tables, sites, shown)
        return
    # twice: the gain was fitted to all dots of the word, and is too low if some are missing
    gain = follow(tables, windows, sites, sites.pose.gain, shown)
    follow(tables, windows, sites, gain, shown)


cdef float landed_nats(const Shown *shown) noexcept nogil:
    """Return the log probability of these dots if the face of the word has landed."""
    cdef float gone = expf(-MISSING_NATS), extra = expf(-ADDED_NATS), other, nats
    cdef uint64_t sites = shown.data | shown.corners, left = shown.doubtful
    cdef uint64_t certain = sites & ~left
    cdef int i
    nats = (
        logf(1.0 - gone) * stamp_count(certain & shown.word & shown.dots)
        - MISSING_NATS * stamp_count(certain & shown.word & ~shown.dots)
        - ADDED_NATS * stamp_count(certain & shown.dots & ~shown.word)
        + logf(1.0 - extra) * stamp_count(certain & ~shown.dots & ~shown.word)
    )
    while left != 0:
        i = stamp_lowest(left)
        left &= left - 1
        other = expf(-shown.nats[i])
        if (shown.word >> i) & 1:
            nats += logf(1.0 - gone + gone * other if (shown.dots >> i) & 1
                         else gone + (1.0 - gone) * other)
        else:
            nats += logf(extra + (1.0 - extra) * other if (shown.dots >> i) & 1
                         else 1.0 - extra + extra * other)
    return nats


cdef float added_nats(const Shown *shown) noexcept nogil:
    """Return the part of `landed_nats` for dots that the word does not have."""
    cdef uint64_t added = shown.data & shown.dots & ~shown.word, left = added & shown.doubtful
    cdef float extra = expf(-ADDED_NATS), nats = -ADDED_NATS * stamp_count(added & ~left)
    while left != 0:
        nats += logf(extra + (1.0 - extra) * expf(-shown.nats[stamp_lowest(left)]))
        left &= left - 1
    return nats


cdef float own_nats(const Shown *shown) noexcept nogil:
    """Return the log probability that the face, partly landed, lacks just these dots."""
    cdef int weight = stamp_count(shown.word), k
    cdef int missing = stamp_count(shown.word & ~shown.dots)
    cdef float nats = added_nats(shown) - logf(weight - 1.0)
    for k in range(missing if missing > 0 else 1):
        nats -= logf((weight - k) / (k + 1.0))
    return nats


cdef float shows_nats(const Tables *tables, int dots, int corners) noexcept nogil:
    """Return the log probability that a partly landed face of anyone shows just these dots."""
    cdef int shown = corners if corners < N_ANCHORS else N_ANCHORS
    return tables.rival[dots * (N_ANCHORS + 1) + (shown if shown > 0 else 0)]


cdef float rival_nats(const Tables *tables, const Shown *shown) noexcept nogil:
    """Return the same as `shows_nats`, with the doubt about every site counted."""
    cdef int most = tables.n_bits, dots = stamp_count(shown.dots & shown.data)
    cdef int corners = stamp_count(shown.dots & shown.corners), i
    cdef float here = shows_nats(tables, dots, corners), nats = here, doubt
    cdef float ratio[2][2]              # if one site is the opposite: [data, anchor][no dot, dot]
    cdef uint64_t left = shown.doubtful
    ratio[0][0] = shows_nats(tables, dots + 1 if dots < most else dots, corners) - here
    ratio[0][1] = shows_nats(tables, dots - 1 if dots > 0 else 0, corners) - here
    ratio[1][0] = shows_nats(tables, dots, corners + 1) - here
    ratio[1][1] = shows_nats(tables, dots, corners - 1) - here
    while left != 0:
        i = stamp_lowest(left)
        left &= left - 1
        doubt = shown.nats[i] - ratio[(shown.corners >> i) & 1][(shown.dots >> i) & 1]
        nats += logf(1.0 + expf(clamp(-doubt, -CERTAIN, CERTAIN)))
    return nats


cdef void list_differences(
        const Tables *tables, const Windows *windows, const Sites *sites, const Word *word,
        uint64_t *missing, uint64_t *added) noexcept nogil:
    """Write the cells where a dot of the face is missing and where one was added, as bits."""
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
    """Return the log odds of a word against the partly landed face of another merchant."""
    cdef Odds odds
    cdef Shown shown
    cdef float rival, own, landed
    look_at(tables, windows, sites, word, &shown)
    landed = landed_nats(&shown)
    own = own_nats(&shown)
    rival = tables.faces_nats + rival_nats(tables, &shown)
    odds.landed = landed - rival
    odds.named = larger(landed, own) - rival + logf(1.0 + expf(-fabsf(landed - own)))
    return odds
