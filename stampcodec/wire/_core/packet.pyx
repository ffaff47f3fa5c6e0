"""Packets on a line: header, payload and checksum between zeros. docs/protocol.md, clauses 2 and 3.

    00 | COBS( version type boot:2 sequence:4 time_us:8 | payload | crc:4 ) | 00 | COBS( ... ) | 00
       '--------------------------- a run -------------------------------'

Whatever arrives is cut into runs at the zeros. A run is a packet, nothing, or damage of one kind; a
byte belongs to one run, and so does the zero that ends it.
"""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from stampcodec.wire._core.checksum cimport extend_crc
from stampcodec.wire._core.cobs cimport (
    CobsWriter, cobs_begin, cobs_decode, cobs_end, cobs_put
)


cdef inline void put_little(uint8_t *out, uint64_t value, int n_bytes) noexcept nogil:
    cdef int i
    for i in range(n_bytes):
        out[i] = <uint8_t>((value >> (8 * i)) & 0xFF)


cdef inline uint64_t get_little(const uint8_t *data, int n_bytes) noexcept nogil:
    cdef int i
    cdef uint64_t value = 0
    for i in range(n_bytes):
        value |= <uint64_t>data[i] << (8 * i)
    return value


cdef void read_header(const uint8_t *data, Header *header) noexcept nogil:
    header.version = data[0]
    header.type = data[1]
    header.boot = <uint16_t>get_little(data + 2, 2)
    header.sequence = <uint32_t>get_little(data + 4, 4)
    header.time_us = get_little(data + 8, 8)


cdef size_t write_packet(
        const Header *header, const uint8_t *payload, size_t n, uint8_t *out) noexcept nogil:
    """Write a packet and the zero after it; return how many bytes that are.

    `out` has room for m + m // 254 + 2 bytes, where m = HEADER_BYTES + n + CRC_BYTES.
    """
    cdef uint8_t head[HEADER_BYTES]
    cdef uint8_t tail[CRC_BYTES]
    cdef CobsWriter writer
    cdef size_t length
    head[0] = header.version
    head[1] = header.type
    put_little(head + 2, header.boot, 2)
    put_little(head + 4, header.sequence, 4)
    put_little(head + 8, header.time_us, 8)
    put_little(tail, extend_crc(extend_crc(0, head, HEADER_BYTES), payload, n), CRC_BYTES)
    cobs_begin(&writer, out)
    cobs_put(&writer, head, HEADER_BYTES)
    cobs_put(&writer, payload, n)
    cobs_put(&writer, tail, CRC_BYTES)
    length = cobs_end(&writer)
    out[length] = 0
    return length + 1


cdef RunKind check_run(Receiver *receiver, size_t *n_payload) noexcept nogil:
    """Decode the run in the room, in place, and say what it is."""
    cdef size_t n = receiver.length, n_checked
    cdef Py_ssize_t decoded
    n_payload[0] = 0
    if n == 0:
        return EMPTY
    if n < LEAST_RUN:
        return GARBAGE
    if n > receiver.capacity:
        return TOO_LONG
    decoded = cobs_decode(receiver.room, n, receiver.room)
    if decoded < 0:
        return COBS
    if decoded < HEADER_BYTES + CRC_BYTES:
        return GARBAGE
    n_checked = <size_t>decoded - CRC_BYTES
    if extend_crc(0, receiver.room, n_checked) != get_little(receiver.room + n_checked, CRC_BYTES):
        return CRC
    if receiver.room[0] != VERSION:
        return VERSION_UNKNOWN
    n_payload[0] = n_checked - HEADER_BYTES
    return GOOD


cdef size_t receive(
        Receiver *receiver, const uint8_t *data, size_t n, Run *run) noexcept nogil:
    """Take bytes up to the end of the next run; return how many were taken.

    run.kind is OPEN where all `n` bytes were taken and none was a zero.
    """
    cdef size_t i
    for i in range(n):
        if data[i] == 0:
            run.kind = check_run(receiver, &run.n_payload)
            # Who joins a line amid a packet has missed its beginning: the packet is not damaged.
            if not (receiver.synchronised or run.kind == GOOD or run.kind == EMPTY
                    or run.kind == VERSION_UNKNOWN):
                run.kind = GARBAGE
            run.n_bytes = receiver.length + 1
            receiver.length = 0
            receiver.synchronised = True
            return i + 1
        if receiver.length < receiver.capacity:
            receiver.room[receiver.length] = data[i]
        receiver.length += 1
    run.kind = OPEN
    run.n_bytes = 0
    run.n_payload = 0
    return n
