"""The values that the stages of a reading pass on, and the tables (docs/reader.md 1.1, 2.1).

    Tables    lattice, code and panel, made once for a reader
    Scene     what the gate found in a frame                             find/gate.pyx
    Candidate where a face may lie                                       find/locate.pyx, polish.pyx
    Patch     the frame round a candidate                                fit/windows.pyx
    Windows   the picture of a dot at every cell of a pose               fit/windows.pyx
    Sites     amplitude and evidence of every cell                       fit/demodulate.pyx
    Drawing   the face as the fit drew it: picture, line sums, nodes     fit/refine.pyx
    Fit       pose, what it explains, the wrong cells left out           fit/refine.pyx
    Word      the likeliest codeword and its lead                        decide/decode.pyx
    Verdict   whether the word may be believed                           decide/accept.pyx
    Attempt   what came of one candidate: fit, word, verdict, merchant   attempt.pyx

A stage takes these as const and writes its own last. A pointer in a value shows an image of the
stage that wrote the value; no other stage writes there.

Lengths are in nodes (electrode pitches): node (r, c) has its centre at x = c, y = r. There are two
kinds of images. The *clipped* one covers the panel with a rim of zeros, so that a template needs
no range check. A *patch* is a square of float32 with a candidate face in its middle, large enough
that no window of a dot can leave it:

      patch column 0 = panel column `left`
      +---------------------------+
      |        .  .  .  .         |      +---+ window of a dot: TAPS x window nodes,
      |     .  face, turned  .    |      | o |  TAPS / 2 - 1 of them left of floor(x)
      |        .  .  .  .         |      +---+
      +---------------------------+
"""

from libc.stdint cimport int16_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from stampcodec._core.code.values cimport MAX_BITS, MAX_DIMENSION, Orientation, Partials, Seats

cdef extern from *:
    """
    #define STAMP_QUARTER 1.57079633f
    #define STAMP_HUGE 1e30f
    #define STAMP_TINY 1e-6f
    """
    const float QUARTER "STAMP_QUARTER"     # turn, radians
    const float HUGE "STAMP_HUGE"           # more than any cost, score or remainder
    const float TINY "STAMP_TINY"           # less than any slope, sum or pivot that counts

cdef enum:              # layout; stampcodec/lattice/tables.py asserts those that it shares
    LANES = 8           # floats that the loops of lanes.pxd take at a time
    TAPS = 8            # nodes across a dot's window, zeros included
    BEFORE = 3          # of them left of the node at floor(x)
    PADDED = 24         # a window's taps between zeros; a column of the band and zeros
    N_ANCHORS = 4
    MAX_CELLS = 64      # cells of the lattice, the empty one included
    MAX_BAND = 9        # cells from a cell to its furthest neighbour in row order
    ODDS_BAND = 9       # the same before a cell
    AROUND = 4          # nodes off the panel at which a frame is matched
    MAX_TURNS = 16      # angles of the templates
    CLIMBERS = 4        # of them, those at which a search climbs on
    MAX_CANDIDATES = 20     # of both
    MAX_SIDE = 512      # of a patch
    MAX_WRONG = 16      # wrong cells left out of a frame
    PAIR_SLOTS = 4096   # a power of two, at least twice the pairs of sites
    PAIR_MAP = 2048     # words of 32 bits: a hash of sixteen
    MAX_SETS = 3        # disjoint information sets of a code with few words
    MAX_SET_ROWS = 24   # rows of such a code
    N_PLANES = 5        # the model and its derivatives
    SYSTEM = 8          # unknowns of the pose fit, and its target
    MAX_ATTEMPTS = 8    # candidates that are tried
    DRIFT = 2           # nodes that a fit may move from its candidate: a patch has room for them
    N_SLOPES = 3        # by x, y and angle
    N_OVERLAPS = 5      # of a cell: with itself and its later neighbours

cdef enum:              # unknowns of the pose fit, the first five with a plane of their own
    GAIN = 0
    X = 1
    Y = 2
    ANGLE = 3
    SIGMA = 4
    OFFSET = 5
    PEDESTAL = 6
    TARGET = 7

cdef enum:              # answer of a verdict
    NO = 0
    PERHAPS = 1         # if no other candidate explains the frame as well
    YES = 2

cdef enum:              # what a codeword names
    NOBODY = 0
    NAMED = 1
    NAMED_MIRRORED = 2

cdef struct InformationSet:
    int flips                           # rows that are added up, at most
    uint64_t row[MAX_SET_ROWS]          # each with a site of its own,
    uint8_t site[MAX_SET_ROWS]          # which no other row has

cdef struct Tables:
    # What never changes: lattice, code and panel (stampcodec/lattice/tables.py says what each is).
    int rows, columns
    int rim, stride                     # of the clipped image
    int side                            # of a patch, a multiple of eight
    int n, n_cells, n_bits, dimension
    int window, box
    int distance, max_flips
    int depth                           # basis sites in which listed words may differ
    int n_sets                          # 0: words are found by pairs of sites
    int rounds                          # of demodulation and fit before the first decoding
    int fits                            # of the pose, over all candidates: what bounds a read
    int turns, template_side, template_width
    float half, sigma, noise, lone
    float u[MAX_CELLS]
    float v[MAX_CELLS]
    float clarity[MAX_CELLS]
    float odds_weight[MAX_CELLS]        # of a pose's odds: see find/polish.pyx, in units of noise
    float odds_mean[MAX_CELLS]
    float mean_overlap[MAX_CELLS]
    float own_factor[MAX_CELLS]
    float factor[MAX_CELLS][ODDS_BAND][4]    # each four times, for four poses at once
    float taps[2][TAPS]                 # of a dot's window, at a node and half-way to the next
    const float *share_x                # what the panel's edges make of a dot's power, put right
    const float *share_y
    const float *templates              # turns x side x width
    int present[MAX_CELLS]
    int is_anchor[MAX_CELLS]
    int anchors[N_ANCHORS]
    int cell_of_bit[MAX_BITS]
    uint64_t generator[MAX_DIMENSION]
    uint64_t offset                     # of all codewords
    InformationSet sets[MAX_SETS]
    const Partials *partials            # from a message to its codeword, the code's own
    Seats seats                         # where a codeword shows its message
    Orientation orientation             # whom the message names
    bint is_still                       # who calls vouches that the face has landed
    const float *rival                  # log chance of data dots and corners, partly landed; shared
    float faces_nats                    # log number of words that name a merchant
    float asked_loud                    # nats that a word must lead partly landed faces by where
    float asked_noisy                   # noise cannot make the errors, and where it does
    uint32_t syndrome_of_bit[MAX_BITS]
    uint32_t pair_map[PAIR_MAP]         # a bit for every hash of a syndrome of at most two sites
    uint16_t pair_sites[PAIR_SLOTS]     # by open addressing, both + 1, six bits each; 0: free

cdef struct Candidate:
    float x, y, angle                   # nodes, radians
    float score                         # of a template; or its odds, nats, once it is weighed

cdef struct Candidates:
    int n
    Candidate at[MAX_CANDIDATES]        # best first

cdef struct WrongCells:
    int n
    int at[MAX_WRONG]                   # row * columns + column

cdef struct Scene:
    const int16_t *counts               # the frame, as it came
    float noise                         # of this frame, counts RMS: the panel's or more
    float level                         # counts: the twelfth largest
    WrongCells wrong                    # those that stand alone
    bint is_sunk                        # a floating face has pulled the frame below zero
    const float *rise_row               # what their product lifts, counts
    const float *rise_column
    const float *clipped                # the frame, lifted or not, a dot as 1, within its rim

cdef struct Pose:
    float x, y, angle                   # nodes, radians
    float sigma                         # of a dot's response, nodes
    float gain                          # counts at the peak of a dot
    float offset                        # counts everywhere
    float pedestal                      # strength of the rank-one retransmission

cdef struct Patch:
    int top, left                       # its corner on the panel
    float x, y                          # the candidate that it was laid for
    const float *counts                 # nothing off the panel

cdef struct Windows:
    Pose pose                           # where they were laid
    int corner_row[MAX_CELLS]           # of the patch: where a window's first node lies
    int corner_column[MAX_CELLS]
    int corner[MAX_CELLS]               # patch index of that
    int visible[MAX_CELLS]              # the site lies on the panel
    float turned_u[MAX_CELLS]           # site less centre, on the panel
    float turned_v[MAX_CELLS]
    float ex[MAX_CELLS][PADDED]         # taps, between zeros
    float ey[MAX_CELLS][PADDED]
    float dx[MAX_CELLS][TAPS]           # derivative of the taps by x
    float dy[MAX_CELLS][TAPS]
    float sx[MAX_CELLS][TAPS]           # derivative of the taps by log sigma
    float sy[MAX_CELLS][TAPS]

cdef struct Sites:
    Pose pose                           # where they were taken
    float noise                         # counts RMS, as taken for granted
    const float *levelled               # the patch less offset and pedestal, wrong cells as 0
    float matched[MAX_CELLS]            # window times that
    float slopes[N_SLOPES][MAX_CELLS]   # of matched by x, y and angle; only in noise
    float gram[MAX_CELLS][PADDED]       # overlap of cell i with cell i + k
    float band[MAX_CELLS + MAX_BAND][PADDED]  # Cholesky factor, column by column, zeros behind
    float amplitude[MAX_CELLS + PADDED]  # counts
    float evidence[MAX_CELLS]           # log-likelihood ratio, positive: a dot

cdef struct Drawing:
    float *planes[N_PLANES]             # the model of gain 1, and its derivatives
    int first_row, last_row             # of the patch, that a window reaches
    float row_sum[MAX_SIDE]             # of the model; the pedestal is their product
    float column_sum[MAX_SIDE]
    int span_first[MAX_SIDE]            # first column of the face in a row of the patch
    int span_length[MAX_SIDE]
    int span_at[MAX_SIDE]               # where the run of the row begins
    int n_nodes                         # that the face covers
    int n_packed                        # the same, up to a multiple of eight

cdef struct Fit:
    Pose pose
    WrongCells wrong                    # left out of it
    float nodes                         # that the face covers
    float power                         # squared counts of the model on them
    float moved                         # nodes: how far the last step moved any site
    float explained                     # squared counts of the frame that the fit accounts for
    float remainder                     # and that it leaves

cdef struct Word:
    uint64_t heard                      # hard decision
    uint64_t codeword
    int corrected                       # sites in which the two differ
    int overruled                       # of them, those where the frame is loud
    float disputed                      # nats against the codeword, where noise makes errors
    float lead                          # runner-up's cost less the winner's, nats
    bint is_loud                        # noise cannot have made the errors: costs are capped

cdef struct Verdict:
    int answer
    bint is_close                       # it leads by LEAST_LEAD less than is asked for, at least
    float margin                        # 0..1
    float odds                          # nats by which a face of the word leads its rivals
    float nats                          # by which the face explains the frame better than nothing
    float noise                         # counts RMS, as measured outside the face
    float misfit                        # share of the power that nothing explains
    float beyond                        # nats for dots where the face should end, 0 if unasked
    Candidate further                   # the pose, moved by a row there

cdef struct Attempt:
    bint is_judged                      # it came as far as a word; the rest is of that
    Fit fit                             # its pose is not yet turned upright
    Word word
    Verdict verdict
    float looked                        # counts RMS: what the last look took noise for
    uint64_t dots                       # cells that the pose was last fitted with, a bit each
    int names                           # NOBODY, NAMED or NAMED_MIRRORED
    int64_t merchant_id                 # of NAMED; of others a number that tells words apart
    uint64_t missing                    # cells of its face that show no dot, a bit each
    uint64_t added                      # cells that show one beside it
    int quarters                        # clockwise turns of the face against the cells
