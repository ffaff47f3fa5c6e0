from libc.stdint cimport int16_t, uint8_t

cdef Py_ssize_t encode_counts(
    const int16_t *counts, Py_ssize_t rows, Py_ssize_t columns, uint8_t *out,
    size_t room) noexcept nogil
cdef bint decode_counts(
    const uint8_t *data, size_t n, Py_ssize_t rows, Py_ssize_t columns,
    int16_t *counts) noexcept nogil
