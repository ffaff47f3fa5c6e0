"""CRC-32, the checksum of a packet: docs/protocol.md, clause 2.4.

Reflected polynomial 0xEDB88320, start and final inversion: zlib's, Ethernet's, CRC-32/ISO-HDLC.
"""

from libc.stdint cimport uint8_t, uint32_t

cdef uint32_t POLYNOMIAL = 0xEDB88320
# What eight steps of the division make of each byte.
cdef uint32_t[256] REMAINDERS


cdef void fill_remainders() noexcept nogil:
    cdef uint32_t byte, remainder
    cdef int _step
    for byte in range(256):
        remainder = byte
        for _step in range(8):
            remainder = (remainder >> 1) ^ (POLYNOMIAL if remainder & 1 else 0)
        REMAINDERS[byte] = remainder


cdef uint32_t extend_crc(uint32_t crc, const uint8_t *data, size_t n) noexcept nogil:
    """Extend the CRC of what came before, 0 at the start, by `n` bytes."""
    cdef size_t i
    crc = ~crc
    for i in range(n):
        crc = (crc >> 8) ^ REMAINDERS[(crc ^ data[i]) & 0xFF]
    return ~crc


fill_remainders()
