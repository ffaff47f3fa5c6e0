"""The tables of a code, one struct a step, and what a message names.

    Orientation   merchant ID <-> message         message.pyx
    Partials      message -> codeword             codeword.pyx
    Seats         codeword -> message             codeword.pyx
    Places        codeword <-> occupied sites     sites.pyx

Bit i of a codeword is data site i. Bit 8 * g + t of a message belongs to view t of generator g.
"""

from libc.stdint cimport int8_t, int64_t, uint8_t, uint64_t

cdef enum:
    N_SYMMETRIES = 8    # of the square
    N_TURNS = 4         # of them, which come first; the others mirror
    MAX_BITS = 60       # data sites, the length of a codeword
    MAX_RANK = 4        # bytes of a message
    MAX_DIMENSION = 32  # bits of a message
    MAX_ORBITS = 24     # of message bytes that differ under all symmetries
    NO_MERCHANT = -1    # merchant of a message that no face carries

cdef struct Orientation:
    int low_bits                        # of a merchant ID: all message bytes but the first
    uint8_t canonical[MAX_ORBITS]       # first byte of an unturned face
    int8_t orbit_of[256]                # of a first byte; -1: no face carries it
    uint8_t symmetry_of[256]            # from the canonical byte of the orbit to this one
    uint8_t byte_under[N_SYMMETRIES][256]   # a message byte after a symmetry of the face

cdef struct Partials:
    uint64_t word[MAX_RANK][256]        # what a value of a message byte adds; 0 beyond the rank

cdef struct Seats:
    int dimension
    uint8_t site[MAX_DIMENSION]         # whose state is this bit of the message

cdef struct Places:
    int n_bits, n_sites
    uint8_t site_of_bit[MAX_BITS]       # the other sites are anchors

cdef struct Name:
    int64_t merchant_id                 # NO_MERCHANT without one
    int symmetry                        # from the unturned face to this one
