"""The structs that all kernels share: what a reader knows, and the room it works in.

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

from libc.stdint cimport int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

cdef enum:
    TAPS = 8            # nodes across a dot's window, zeros included
    BEFORE = 3          # of them left of the node at floor(x)
    PADDED = 24         # a window's taps between zeros; a column of the band and zeros
    MAX_CELLS = 64      # cells of the lattice, the empty one included
    MAX_BITS = 60       # data sites, the length of a codeword
    MAX_DIMENSION = 32  # message bits
    MAX_BAND = 9        # cells from a cell to its furthest neighbour in row order
    ODDS_BAND = 9       # the same before a cell
    AROUND = 4          # nodes off the panel at which a frame is matched
    MAX_TURNS = 16      # angles of the templates
    CLIMBERS = 4        # of them, those at which a search climbs on
    MAX_CANDIDATES = 20     # of both
    MAX_SIDE = 512      # of a patch
    MAX_LONE = 16       # wrong cells mended in a frame
    PAIR_SLOTS = 4096   # a power of two, at least twice the pairs of sites
    PAIR_MAP = 2048     # words of 32 bits: a hash of sixteen
    N_PLANES = 5        # the model and its derivatives
    SYSTEM = 8          # unknowns of the pose fit, and its target
    DRIFT = 2           # nodes that a fit may move from its candidate
    MAX_TRIES = 8       # candidates that are tried
    N_SLOPES = 3        # by x, y and angle

cdef enum:              # of an attempt, or of a reading
    NO = 0
    PERHAPS = 1         # if no other candidate explains the frame as well
    YES = 2

cdef struct Sheet:
    # What never changes: lattice, code and panel (stampcodec/lattice/sheet.py says what each is).
    int rows, columns
    int rim, stride                     # of the clipped image
    int side                            # of a patch, a multiple of eight
    int n, n_cells, n_bits, dimension
    int window, box
    int distance, max_flips
    int rounds                          # of demodulation and fit before the first decoding
    int fits                            # of the pose, over all candidates: what bounds a read
    int turns, template_side, template_width
    float half, sigma, noise, lone
    float u[MAX_CELLS]
    float v[MAX_CELLS]
    float clarity[MAX_CELLS]
    float seen[MAX_CELLS]               # of a pose's odds: see polish.pyx, in units of the noise
    float mean[MAX_CELLS]
    float mean_overlap[MAX_CELLS]
    float own_factor[MAX_CELLS]
    float factor[MAX_CELLS][ODDS_BAND][4]    # each four times, for four poses at once
    float taps[2][TAPS]                 # of a dot's window, at a node and half-way to the next
    int present[MAX_CELLS]
    int is_anchor[MAX_CELLS]
    int anchors[4]
    int cell_of_bit[MAX_BITS]
    uint64_t generator[MAX_DIMENSION]
    uint64_t message_masks[MAX_DIMENSION]
    uint32_t syndrome_of_bit[MAX_BITS]
    uint32_t pair_map[PAIR_MAP]         # a bit for every hash of a syndrome of at most two sites
    uint16_t pair_sites[PAIR_SLOTS]     # by open addressing, both + 1, six bits each; 0: free
    int8_t orbit_of[256]
    uint8_t symmetry_of[256]
    uint8_t byte_under[8][256]

cdef struct Pose:
    float x, y, angle                   # nodes, radians
    float sigma                         # of a dot's response, nodes
    float gain                          # counts at the peak of a dot
    float offset                        # counts everywhere
    float pedestal                      # strength of the rank-one retransmission
    float score                         # of a template; or its odds, nats, once it is weighed

cdef struct Try:
    # What an attempt came to.
    int verdict
    int who                             # of the codeword, see name.pyx
    int64_t merchant_id
    uint64_t codeword
    int corrected
    float margin
    float nats
    Pose pose                           # not yet turned upright
    float noise                         # counts RMS, as measured outside the face
    float looked                        # counts RMS: what the last look took noise for
    uint64_t dots                       # cells that the pose was last fitted with, a bit each
    int n_lone
    int lone[MAX_LONE]                  # wrong cells

cdef struct Bench:
    # The room of one reading.
    const int16_t *counts               # the frame, as it came
    float *clipped                      # a dot as 1
    float *halves                       # the clipped one matched along its rows
    float *matches                      # and along its columns
    float *line
    float *share_x                      # what the panel's edges make of a dot's power, put right
    float *share_y
    float *templates                    # turns x side x width
    float *sums                         # window sums round every node of the panel
    float *column                       # their running column sums
    int32_t *whole                      # the same in counts, for the gate
    float hiss                          # noise of this frame, counts RMS: the panel's or more
    int n_lone
    int n_alone                         # of them, those that the gate found
    int lone[MAX_LONE]                  # wrong cells, row * columns + column
    float lone_mean[MAX_LONE]           # of their neighbours, for the clipped image
    float level                         # counts: the twelfth largest
    bint is_sunk                        # a floating face has pulled the frame below zero
    float *rise_row                     # what their product lifts, counts
    float *rise_column
    int16_t *lifted                     # the frame and that
    Pose candidates[MAX_CANDIDATES]     # best first
    int n_candidates
    bint is_alone                       # the first has by far the best odds
    Try tries[MAX_TRIES]                # those that came as far as a codeword
    int n_tries
    Pose starts[MAX_TRIES]              # where attempts began
    int n_starts
    int fits_left                       # of the pose, that may still be made

    int top, left                       # the patch's corner on the panel
    Pose start                          # the candidate that the patch was laid for
    float *patch                        # counts
    float *work                         # counts less offset and pedestal
    float *planes[N_PLANES]                    # the model of gain 1, and its derivatives
    float *packed[SYSTEM]               # the same on the nodes of the face, in one run each
    float *residual                     # likewise
    int first_row, last_row             # of the patch, that a window reaches
    int span_first[MAX_SIDE]            # first column of the face in a row of the patch
    int span_length[MAX_SIDE]
    int span_at[MAX_SIDE]               # where the run of the row begins
    int n_packed                        # a multiple of eight
    float row_sum[MAX_SIDE]             # of the model; the pedestal is their product
    float column_sum[MAX_SIDE]

    bint is_laid                        # the windows are those of the pose
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

    float matched[MAX_CELLS]            # window times frame
    float slopes[N_SLOPES][MAX_CELLS]   # of matched by x, y and angle
    float gram[MAX_CELLS][PADDED]       # overlap of cell i with cell i + k
    float band[MAX_CELLS + MAX_BAND][PADDED]  # Cholesky factor, column by column, zeros behind
    Pose seen                           # where amplitudes and evidence were taken
    float amplitude[MAX_CELLS + PADDED]  # counts
    float evidence[MAX_CELLS]           # log-likelihood ratio, positive: a dot
    float presence[MAX_CELLS]           # 0..1

    uint64_t heard                      # hard decision
    uint64_t codeword
    int corrected                       # sites in which the two differ
    float disputed                      # nats against the codeword, where noise makes errors
    int overruled                       # of them, those where the frame is loud
    float lead                          # runner-up's cost less the winner's, nats
    bint is_loud                        # noise cannot have made the errors: costs are capped
    float nodes                         # that the face covers
    float power                         # squared counts of the model on them
    float moved                         # nodes: how far the last fit's step moved any site
    float explained                     # squared counts of the frame that the fit accounts for
    float remainder                     # and that it leaves
    float misfit                        # share of the power that nothing explains
    int measured                        # second differences that noise was measured from
    float looked                        # counts RMS: what the last look took noise for
    float silence                       # counts RMS: noise, as last measured
    float beyond                        # nats for dots where the face should end, 0 if unasked
    Pose further                        # the pose, moved by a row there
    float nats                          # by which the face explains the frame better than nothing
    float margin
    Pose pose
    int quarters                        # clockwise turns of the face against the cells
    int64_t merchant_id
