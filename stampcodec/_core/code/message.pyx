"""A merchant ID to the message of its unturned face, and any face's message back.

    ID        orbit | byte n - 1 | ... | byte 1        the orbit in the highest bits
    message           byte n - 1 | ... | byte 1 | canonical byte of the orbit

A turn of the face permutes the bits inside each byte. The first byte tells which turn it was, and
the other bytes are turned back. docs/spec.md, clauses 5.1 to 5.4.
"""

from libc.stdint cimport int64_t, uint32_t
from stampcodec._core.code.values cimport N_TURNS, NO_MERCHANT, Name, Orientation


cdef uint32_t message_of_id(const Orientation *orientation, int64_t merchant_id) noexcept nogil:
    """Return the message that an unturned face carries. The inverse is `name_of`."""
    cdef uint32_t number = <uint32_t>merchant_id
    cdef uint32_t orbit = number >> orientation.low_bits
    return orientation.canonical[orbit] | (number ^ orbit << orientation.low_bits) << 8


cdef Name name_of(const Orientation *orientation, uint32_t message) noexcept nogil:
    """Return whom a message names, and the symmetry that its face has undergone."""
    cdef Name name
    cdef int first = message & 255, orbit = orientation.orbit_of[first], back, shift
    name.merchant_id = NO_MERCHANT
    name.symmetry = orientation.symmetry_of[first]
    if orbit < 0:
        return name
    # a mirror undoes itself, a turn is undone by the turn that completes it
    back = name.symmetry
    if back < N_TURNS:
        back = (N_TURNS - back) % N_TURNS
    name.merchant_id = <int64_t>orbit << orientation.low_bits
    for shift in range(0, orientation.low_bits, 8):
        message >>= 8
        name.merchant_id |= <int64_t>orientation.byte_under[back][message & 255] << shift
    return name
