"""The one gate from Python to the wire's kernel; whoever calls has checked what is handed in."""

from libc.stdint cimport int16_t, uint8_t, uint16_t, uint32_t, uint64_t
from stampcodec.wire._core.checksum cimport extend_crc
from stampcodec.wire._core.cobs cimport (
    CobsWriter, cobs_begin, cobs_decode, cobs_end, cobs_put
)
from stampcodec.wire._core.framecode cimport decode_counts, encode_counts
from stampcodec.wire._core.packet cimport (
    COBS, CRC, CRC_BYTES, EMPTY, GARBAGE, GOOD, HEADER_BYTES, LEAST_RUN, OPEN, TOO_LONG, VERSION,
    VERSION_UNKNOWN, Header, Receiver, Run, read_header, receive, write_packet
)

# `stampcodec.wire.damage` names them; a test compares.
RUN_KINDS = {
    "good": GOOD,
    "empty": EMPTY,
    "garbage": GARBAGE,
    "too_long": TOO_LONG,
    "cobs": COBS,
    "crc": CRC,
    "version": VERSION_UNKNOWN,
}
SIZES = {"header": HEADER_BYTES, "crc": CRC_BYTES, "least_run": LEAST_RUN, "version": VERSION}


def crc32(const uint8_t[::1] data not None, uint32_t crc):
    cdef size_t n = data.shape[0]
    cdef const uint8_t *start = &data[0] if n else NULL
    with nogil:
        crc = extend_crc(crc, start, n)
    return crc


def stuff(const uint8_t[::1] data not None, uint8_t[::1] out not None):
    cdef size_t n = data.shape[0], length
    cdef const uint8_t *start = &data[0] if n else NULL
    cdef uint8_t *to = &out[0]
    cdef CobsWriter writer
    with nogil:
        cobs_begin(&writer, to)
        cobs_put(&writer, start, n)
        length = cobs_end(&writer)
    return length


def unstuff(const uint8_t[::1] data not None, uint8_t[::1] out not None):
    cdef size_t n = data.shape[0]
    cdef const uint8_t *start = &data[0] if n else NULL
    cdef uint8_t *to = &out[0] if out.shape[0] else NULL
    cdef Py_ssize_t length
    with nogil:
        length = cobs_decode(start, n, to)
    return length


def packet(
        uint8_t number, uint16_t boot, uint32_t sequence, uint64_t time_us,
        const uint8_t[::1] payload not None, uint8_t[::1] out not None):
    cdef size_t n = payload.shape[0], length
    cdef const uint8_t *start = &payload[0] if n else NULL
    cdef uint8_t *to = &out[0]
    cdef Header header
    header.version = VERSION
    header.type = number
    header.boot = boot
    header.sequence = sequence
    header.time_us = time_us
    with nogil:
        length = write_packet(&header, start, n, to)
    return length


def encode(const int16_t[:, ::1] counts not None, uint8_t[::1] out not None):
    cdef const int16_t *start = &counts[0, 0]
    cdef Py_ssize_t rows = counts.shape[0], columns = counts.shape[1], length
    cdef uint8_t *to = &out[0]
    cdef size_t room = out.shape[0]
    with nogil:
        length = encode_counts(start, rows, columns, to, room)
    return length


def decode(const uint8_t[::1] data not None, int16_t[:, ::1] counts not None):
    cdef size_t n = data.shape[0]
    cdef const uint8_t *start = &data[0] if n else NULL
    cdef Py_ssize_t rows = counts.shape[0], columns = counts.shape[1]
    cdef int16_t *to = &counts[0, 0]
    cdef bint whole
    with nogil:
        whole = decode_counts(start, n, rows, columns, to)
    return whole


cdef class Runs:
    """Cuts a stream into runs in a room of fixed size, which is the caller's."""

    cdef Receiver receiver
    cdef uint8_t[::1] room

    def __cinit__(self, uint8_t[::1] room not None):
        self.room = room
        self.receiver.room = &room[0]
        self.receiver.capacity = room.shape[0]
        self.receiver.length = 0
        self.receiver.synchronised = False

    @property
    def n_open(self):
        return self.receiver.length

    # The GIL stays held: two threads never meet in one receiver.
    def push(self, const uint8_t[::1] data not None):
        cdef size_t n = data.shape[0], at = 0
        cdef const uint8_t *start = &data[0] if n else NULL
        cdef Run run
        cdef Header header
        cdef list found = []
        while at < n:
            at += receive(&self.receiver, start + at, n - at, &run)
            if run.kind == GOOD:
                read_header(self.receiver.room, &header)
                found.append((
                    <int>run.kind, run.n_bytes, header.type, header.boot, header.sequence,
                    header.time_us,
                    <bytes>self.receiver.room[HEADER_BYTES:HEADER_BYTES + run.n_payload],
                ))
            elif run.kind != OPEN:
                found.append((<int>run.kind, run.n_bytes, 0, 0, 0, 0, b""))
        return found

    def finish(self):
        n_bytes = self.receiver.length
        self.receiver.length = 0
        self.receiver.synchronised = False
        return n_bytes
