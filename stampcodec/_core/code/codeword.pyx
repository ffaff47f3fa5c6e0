"""A message to its codeword and back.

The code is linear, moved by an offset: a codeword is the exclusive or of what each byte of its
message adds, looked up by the byte's value (8 KiB in all); the offset is in what byte 0 adds. It is
systematic: every bit of the message is the state of one site. docs/spec.md, clauses 4.3 and 4.4.
"""

from libc.stdint cimport uint32_t, uint64_t
from stampcodec._core.code.values cimport MAX_RANK, Partials, Seats


cdef void fill_partials(
        const uint64_t *rows, int dimension, uint64_t offset, Partials *partials) noexcept nogil:
    """Add the rows of the generator matrix up, for every value of every byte."""
    cdef int bit, value, half
    for bit in range(MAX_RANK * 8):
        half = 1 << (bit & 7)
        if half == 1:
            partials.word[bit >> 3][0] = offset if bit == 0 else 0
        for value in range(half):
            partials.word[bit >> 3][half + value] = (
                partials.word[bit >> 3][value] ^ (rows[bit] if bit < dimension else 0)
            )


cdef uint64_t codeword_of(const Partials *partials, uint32_t message) noexcept nogil:
    """Return the codeword of a message. The inverse is `message_of`."""
    return (
        partials.word[0][message & 255] ^ partials.word[1][message >> 8 & 255]
        ^ partials.word[2][message >> 16 & 255] ^ partials.word[3][message >> 24]
    )


cdef uint32_t message_of(const Seats *seats, uint64_t codeword) noexcept nogil:
    """Return the message of a codeword; of another word, that of a codeword alike at the seats."""
    cdef uint32_t message = 0
    cdef int bit
    for bit in range(seats.dimension):
        message |= <uint32_t>(codeword >> seats.site[bit] & 1) << bit
    return message
