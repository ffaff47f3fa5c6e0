from libc.stdint cimport uint8_t

# Bytes written so far; every block ends with the code that says how long it is.
cdef struct CobsWriter:
    uint8_t *out
    size_t length
    size_t code_at              # where the code of the open block belongs
    uint8_t code                # 1 + bytes of the open block; 0: no block is open

cdef void cobs_begin(CobsWriter *writer, uint8_t *out) noexcept nogil
cdef void cobs_put(CobsWriter *writer, const uint8_t *data, size_t n) noexcept nogil
cdef size_t cobs_end(CobsWriter *writer) noexcept nogil
cdef Py_ssize_t cobs_decode(const uint8_t *data, size_t n, uint8_t *out) noexcept nogil
