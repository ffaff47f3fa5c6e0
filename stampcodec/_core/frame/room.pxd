from stampcodec._core.frame.read cimport Rooms
from stampcodec._core.frame.values cimport Tables

cdef float *carve(float **at, size_t n) noexcept nogil
cdef size_t room_bytes(const Tables *tables) noexcept nogil
cdef void lay_out(const Tables *tables, void *memory, Rooms *rooms) noexcept nogil
