from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t

cdef enum:
    VERSION = 1                 # of the protocol, its major part
    HEADER_BYTES = 16
    CRC_BYTES = 4
    LEAST_RUN = HEADER_BYTES + CRC_BYTES + 1    # the shortest packet, encoded

# What the bytes between two delimiters are.
cdef enum RunKind:
    OPEN = 0                    # no delimiter yet
    GOOD = 1
    EMPTY = 2                   # one delimiter right after another
    GARBAGE = 3                 # too short for a packet, or the rest of one joined late
    TOO_LONG = 4
    COBS = 5                    # ends within a block
    CRC = 6
    VERSION_UNKNOWN = 7         # intact, of another major version

cdef struct Header:
    uint8_t version
    uint8_t type
    uint16_t boot
    uint32_t sequence
    uint64_t time_us

# A receiver's memory is the caller's, fixed when it is made.
cdef struct Receiver:
    uint8_t *room
    size_t capacity             # bytes of `room`: the longest run that is kept
    size_t length               # of the open run, what exceeds `capacity` included
    bint synchronised           # a delimiter has been seen

cdef struct Run:
    RunKind kind
    size_t n_bytes              # on the line, the delimiter included
    size_t n_payload            # of a good packet; it stands in the room after the header

cdef size_t write_packet(
    const Header *header, const uint8_t *payload, size_t n, uint8_t *out) noexcept nogil
cdef void read_header(const uint8_t *data, Header *header) noexcept nogil
cdef size_t receive(
    Receiver *receiver, const uint8_t *data, size_t n, Run *run) noexcept nogil
