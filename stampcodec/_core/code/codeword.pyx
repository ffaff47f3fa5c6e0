"""Turn a message into its codeword, and back (docs/spec.md, clauses 4.3 and 4.4).

A codeword is the exclusive or of an offset and one row of the generator matrix for each bit of the
message that is 1. A table holds the result for every value of every byte (8 KiB in all), so that
a codeword takes four look-ups. The offset is part of the table of byte 0.

The code is systematic: each bit of the message is the state of one site of the codeword.
"""

from libc.stdint cimport uint32_t, uint64_t
from stampcodec._core.code.values cimport MAX_RANK, Partials, Seats


cdef void fill_partials(
        const uint64_t *rows, int dimension, uint64_t offset, Partials *partials) noexcept nogil:
    """Fill the table: the sum of the generator's rows for every value of every byte."""
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
    """Return the message of a codeword.

    Of any other word, return the message of the codeword that has the same bits at the sites that
    hold the message.
    """
    cdef uint32_t message = 0
    cdef int bit
    for bit in range(seats.dimension):
        message |= <uint32_t>(codeword >> seats.site[bit] & 1) << bit
    return message
