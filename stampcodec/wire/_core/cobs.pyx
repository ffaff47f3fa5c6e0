"""Consistent overhead byte stuffing: bytes without a zero, which can then stand between packets.

    11 22 00 33          ->   03 11 22   02 33
    254 bytes, no zero   ->   FF and the 254 bytes

A block is a code c and c - 1 bytes. After it comes a zero of the data, but not after a block of
code FF, nor after the last one.

References
----------
S. Cheshire, M. Baker, "Consistent Overhead Byte Stuffing", IEEE/ACM Transactions on Networking
7(2), 1999; docs/protocol.md, clauses 2.1 to 2.3.
"""

from libc.stdint cimport uint8_t

cdef enum:
    FULL = 0xFF                 # code of a block of 254 bytes, which no zero follows


cdef inline void open_block(CobsWriter *writer) noexcept nogil:
    writer.code_at = writer.length
    writer.length += 1
    writer.code = 1


cdef void cobs_begin(CobsWriter *writer, uint8_t *out) noexcept nogil:
    """Begin in `out`, which has room for n + n // 254 + 1 bytes, n those to come."""
    writer.out = out
    writer.length = 0
    open_block(writer)


cdef void cobs_put(CobsWriter *writer, const uint8_t *data, size_t n) noexcept nogil:
    """Encode `n` more bytes."""
    cdef size_t i
    for i in range(n):
        # A full block ends where more is to come: 254 bytes at the very end need no further code.
        if writer.code == FULL:
            writer.out[writer.code_at] = FULL
            open_block(writer)
        if data[i]:
            writer.out[writer.length] = data[i]
            writer.length += 1
            writer.code += 1
        else:
            writer.out[writer.code_at] = writer.code
            open_block(writer)


cdef size_t cobs_end(CobsWriter *writer) noexcept nogil:
    """Close the last block; return how many bytes were written."""
    writer.out[writer.code_at] = writer.code
    return writer.length


cdef Py_ssize_t cobs_decode(const uint8_t *data, size_t n, uint8_t *out) noexcept nogil:
    """Decode `n` bytes; return how many there were, or -1: they end within a block, or hold a zero.

    `out` may be `data`: nothing is written before it was read.
    """
    cdef size_t at = 0, length = 0, end
    cdef uint8_t code
    while at < n:
        code = data[at]
        end = at + code
        if code == 0 or end > n:
            return -1
        at += 1
        while at < end:
            if data[at] == 0:
                return -1
            out[length] = data[at]
            length += 1
            at += 1
        if code != FULL and at < n:
            out[length] = 0
            length += 1
    return <Py_ssize_t>length
