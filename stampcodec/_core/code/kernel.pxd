from stampcodec._core.code.values cimport Orientation, Partials, Places, Seats

cdef class CodeKernel:
    cdef Orientation orientation
    cdef Partials partials
    cdef Seats seats

cdef class SiteKernel:
    cdef Places places
