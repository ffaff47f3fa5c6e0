from libc.stdint cimport int64_t, uint32_t
from stampcodec._core.code.values cimport Name, Orientation

cdef uint32_t message_of_id(const Orientation *orientation, int64_t merchant_id) noexcept nogil
cdef Name name_of(const Orientation *orientation, uint32_t message) noexcept nogil
