"""Where the images of a reading lie: one piece of memory, carved once (docs/reader.md 11.2)."""

from libc.stdint cimport int16_t, int32_t
from stampcodec._core.frame.attempt cimport AttemptRoom
from stampcodec._core.frame.values cimport AROUND, LANES, N_PLANES, SYSTEM, TAPS


cdef float *carve(float **at, size_t n) noexcept nogil:
    """Take room for n floats off the memory at hand."""
    cdef float *taken = at[0]
    at[0] += n
    return taken


cdef size_t packed_nodes(const Tables *tables) noexcept nogil:
    """Bound the nodes of a face, up to a multiple of a loop's lanes.

    They lie in a square; a convex region of area A and perimeter P has at most A + P / 2 + 1
    (M. Nosarzewska, "Evaluation de la difference entre l'aire d'une region plane convexe et le
    nombre des points aux coordonnees entieres", 1948).
    """
    cdef float face = 2 * tables.half + TAPS
    return (<size_t>(face * face + 2 * face + 1) // LANES + 1) * LANES


cdef size_t shared_floats(const Tables *tables) noexcept nogil:
    """Count the floats that matched frame and patch share: a place is looked for, or one is tried.
    """
    cdef size_t patch = tables.side * tables.side
    cdef size_t across = 2 * (tables.columns + 2 * AROUND), tall = 2 * (tables.rows + 2 * AROUND)
    cdef size_t tried = patch * (2 + N_PLANES + 1) + packed_nodes(tables) * SYSTEM
    cdef size_t matched = across * (tall + TAPS + 1)
    return tried if tried > matched else matched


cdef size_t clipped_floats(const Tables *tables) noexcept nogil:
    return tables.stride * (tables.rows + 2 * tables.rim + 1)


cdef size_t room_bytes(const Tables *tables) noexcept nogil:
    """Count the bytes that `lay_out` carves."""
    cdef size_t nodes = tables.rows * tables.columns
    cdef size_t n_floats = (
        shared_floats(tables) + clipped_floats(tables) + nodes + 2 * tables.columns
        + 2 * tables.rows + 2 * (tables.columns + 2 * AROUND)
    )
    return (
        n_floats * sizeof(float) + tables.columns * sizeof(int32_t) + nodes * sizeof(int16_t)
    )


cdef void lay_out(const Tables *tables, void *memory, Rooms *rooms) noexcept nogil:
    """Give every stage its images; the memory is all zeros and aligned to four bytes."""
    cdef AttemptRoom *attempt = &rooms.attempt
    cdef size_t patch = tables.side * tables.side, packed = packed_nodes(tables)
    cdef int across = 2 * (tables.columns + 2 * AROUND), k
    cdef float *at = <float *>memory
    rooms.odds.matches = at
    # row r is matched from rows r to r + 7 of the halves, into rows 2 r and 2 r + 1
    rooms.odds.halves = at + across * (tables.rows + 2 * AROUND + 1)
    attempt.patch_image = at
    attempt.levelled = at + patch
    for k in range(N_PLANES):
        attempt.drawing.planes[k] = at + (2 + k) * patch
    for k in range(SYSTEM):
        attempt.fit.packed[k] = at + (2 + N_PLANES + 1) * patch + k * packed
    attempt.fit.residual = at + (2 + N_PLANES) * patch
    at += shared_floats(tables)
    rooms.gate.clipped = carve(&at, clipped_floats(tables))
    rooms.templates.sums = carve(&at, tables.rows * tables.columns)
    rooms.templates.column = carve(&at, tables.columns)
    rooms.odds.line = carve(&at, across)
    rooms.gate.rise_row = carve(&at, tables.rows)
    rooms.gate.rise_column = carve(&at, tables.columns)
    rooms.gate.quiet = carve(&at, tables.rows)
    rooms.gate.column = <int32_t *>at
    rooms.gate.lifted = <int16_t *>(rooms.gate.column + tables.columns)
