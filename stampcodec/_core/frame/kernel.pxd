from cpython.pythread cimport PyThread_type_lock
from libc.stdint cimport int16_t
from stampcodec._core.code.kernel cimport CodeKernel
from stampcodec._core.frame.read cimport Reading, Rooms
from stampcodec._core.frame.values cimport Tables

cdef class FrameKernel:
    cdef Tables tables
    cdef CodeKernel code        # these two keep what the tables point to
    cdef object rival
    cdef Rooms rooms
    cdef Reading reading
    cdef void *memory
    cdef PyThread_type_lock lock
    cdef readonly size_t n_bytes
    cdef _copy_tables(self, tables)
    cdef _make_room(
        self, const float[::1] templates, const float[::1] share_x, const float[::1] share_y)
    cdef bint takes(self, frame) noexcept
    cdef void _read_sites(self, const int16_t *counts) noexcept nogil
