"""Frames without loss in fewer bits: docs/protocol.md, clause 7.

    row:    predictor:2 parameter:4   code of node 0, of node 1, ...

    ul  up        predictors: 0, left, up, (left + up) >> 1
    left x        x minus the prediction is coded: 0, -1, 1, -2, 2 ... as 0, 1, 2, 3, 4 ...

A number u is coded with k low bits: u >> k zeros, a one, the k bits; or, where u >> k is LONGEST or
more, LONGEST zeros and u as 16 bits. k is the row's parameter, or follows what the two neighbours
hold: where counts are large, so are their differences. A row for which nothing of that is shorter
is written as it is, 16 bits a node, so that no row takes more than 6 + 16 * columns bits.

References
----------
R. F. Rice, "Some practical universal noiseless coding techniques", JPL 79-22, 1979.
ITU-T T.87, A.5.3: codes of limited length. ISO/IEC 15948 (PNG), clause 9: a predictor each row.
"""

from libc.stdint cimport int16_t, int32_t, uint8_t, uint16_t, uint32_t, uint64_t

cdef enum:
    PREDICTORS = 4
    ZERO = 0
    LEFT = 1
    UP = 2
    AVERAGE = 3

cdef enum:
    LONGEST = 20                # zeros before a number that is written as it is
    FIXED = 11                  # parameters 0 to 10: k itself
    FOLLOWING = 4               # parameters 11 to 14: bits of the larger neighbour, less 0 to 3
    CODED = FIXED + FOLLOWING
    AS_IT_IS = 15               # the row is not coded
    HEAD_BITS = 6
    COUNT_BITS = 16

cdef struct Neighbours:
    int32_t left
    int32_t up

# Bits, the highest first.
cdef struct BitWriter:
    uint8_t *out
    size_t room
    size_t length               # bytes written
    uint64_t held               # bits not yet written, the last one lowest
    int n_held

# Bits ahead, the next one highest; zeros beyond the end, which `left_over` notices.
cdef struct BitReader:
    const uint8_t *data
    size_t n
    size_t at                   # bytes taken, those beyond the end too
    uint64_t held
    int n_held


cdef inline Neighbours neighbours(
        const int16_t *counts, Py_ssize_t columns, Py_ssize_t r, Py_ssize_t c) noexcept nogil:
    """Look left and up; beyond an edge the other one counts twice, beyond both there is 0."""
    cdef Neighbours found
    cdef Py_ssize_t at = r * columns + c
    found.left = counts[at - 1] if c else counts[at - columns] if r else 0
    found.up = counts[at - columns] if r else found.left
    return found


cdef inline int32_t predicted(const Neighbours *beside, int predictor) noexcept nogil:
    if predictor == ZERO:
        return 0
    if predictor == LEFT:
        return beside.left
    if predictor == UP:
        return beside.up
    return (beside.left + beside.up) >> 1


cdef inline uint32_t folded(int32_t difference) noexcept nogil:
    """Map a difference, modulo 2^16, to 0, 1, 2 ... for 0, -1, 1 ...; the inverse of `unfolded`."""
    cdef int16_t wrapped = <int16_t>(<uint16_t>(difference & 0xFFFF))
    return 2 * <uint32_t>wrapped if wrapped >= 0 else 2 * <uint32_t>(-1 - wrapped) + 1


cdef inline int32_t unfolded(uint32_t number) noexcept nogil:
    return -1 - <int32_t>(number >> 1) if number & 1 else <int32_t>(number >> 1)


cdef inline int bits_of(const Neighbours *beside) noexcept nogil:
    """Count the bits of the larger neighbour, signs left out: 0 to 16."""
    cdef int32_t left = -beside.left if beside.left < 0 else beside.left
    cdef int32_t up = -beside.up if beside.up < 0 else beside.up
    cdef int32_t larger = left if left > up else up
    cdef int bits = 0
    while larger:
        bits += 1
        larger >>= 1
    return bits


cdef inline int low_bits(int parameter, int neighbour_bits) noexcept nogil:
    """Return k: the parameter itself, or what follows from the neighbours."""
    cdef int k = parameter
    if parameter >= FIXED:
        k = neighbour_bits - (parameter - FIXED)
        k = k if k > 0 else 0
    return k


cdef inline uint32_t code_bits(uint32_t number, int k) noexcept nogil:
    cdef uint32_t quotient = number >> k
    return quotient + 1 + k if quotient < LONGEST else LONGEST + COUNT_BITS


# --- bits --------------------------------------------------------------------------------------

cdef inline bint put_bits(BitWriter *writer, uint32_t bits, int n) noexcept nogil:
    """Write up to 16 bits; False: no room."""
    writer.held = (writer.held << n) | bits
    writer.n_held += n
    while writer.n_held >= 8:
        if writer.length == writer.room:
            return False
        writer.n_held -= 8
        writer.out[writer.length] = <uint8_t>((writer.held >> writer.n_held) & 0xFF)
        writer.length += 1
    return True


cdef inline bint put_number(BitWriter *writer, uint32_t number, int k) noexcept nogil:
    cdef uint32_t quotient = number >> k
    if quotient >= LONGEST:
        return put_bits(writer, 0, LONGEST) and put_bits(writer, number, COUNT_BITS)
    return (
        put_bits(writer, 1, <int>quotient + 1)
        and put_bits(writer, number & ((<uint32_t>1 << k) - 1), k)
    )


cdef inline void fill(BitReader *reader) noexcept nogil:
    """Hold 57 bits or more: no code is longer than 36."""
    while reader.n_held <= 56:
        reader.held <<= 8
        if reader.at < reader.n:
            reader.held |= reader.data[reader.at]
        reader.at += 1
        reader.n_held += 8


cdef inline uint32_t get_bits(BitReader *reader, int n) noexcept nogil:
    """Read 1 to 16 bits."""
    fill(reader)
    reader.n_held -= n
    return <uint32_t>((reader.held >> reader.n_held) & ((<uint64_t>1 << n) - 1))


cdef inline uint32_t get_number(BitReader *reader, int k) noexcept nogil:
    """Read a number; one above 65535 stands for none."""
    cdef uint32_t quotient = 0
    cdef uint64_t ahead
    fill(reader)
    ahead = reader.held << (64 - reader.n_held)
    while quotient < LONGEST and not ahead >> 63:
        ahead <<= 1
        quotient += 1
    if quotient == LONGEST:
        reader.n_held -= LONGEST + COUNT_BITS
        return <uint32_t>(ahead >> (64 - COUNT_BITS))
    reader.n_held -= <int>quotient + 1 + k
    # The one, then k bits; two shifts, as k may be 0.
    return (quotient << k) | <uint32_t>((ahead << 1) >> 1 >> (63 - k))


cdef inline Py_ssize_t left_over(const BitReader *reader) noexcept nogil:
    """Count the bits of the data that were not read; below 0: more were read than there are."""
    return 8 * (<Py_ssize_t>reader.n - <Py_ssize_t>reader.at) + reader.n_held


# --- rows --------------------------------------------------------------------------------------

cdef int choose(
        const int16_t *counts, Py_ssize_t columns, Py_ssize_t r) noexcept nogil:
    """Return what codes row `r` in the fewest bits: 16 * predictor + parameter."""
    cdef uint32_t cost[PREDICTORS][CODED]
    cdef uint32_t least, number
    cdef Neighbours beside
    cdef Py_ssize_t c
    cdef int predictor, parameter, bits, best = AS_IT_IS
    for predictor in range(PREDICTORS):
        for parameter in range(CODED):
            cost[predictor][parameter] = 0
    for c in range(columns):
        beside = neighbours(counts, columns, r, c)
        bits = bits_of(&beside)
        for predictor in range(PREDICTORS):
            number = folded(counts[r * columns + c] - predicted(&beside, predictor))
            for parameter in range(CODED):
                cost[predictor][parameter] += code_bits(number, low_bits(parameter, bits))
    least = <uint32_t>(COUNT_BITS * columns)
    for predictor in range(PREDICTORS):
        for parameter in range(CODED):
            if cost[predictor][parameter] < least:
                least = cost[predictor][parameter]
                best = 16 * predictor + parameter
    return best


cdef Py_ssize_t encode_counts(
        const int16_t *counts, Py_ssize_t rows, Py_ssize_t columns, uint8_t *out,
        size_t room) noexcept nogil:
    """Code a frame; return how many bytes it takes, or -1: more than `room`."""
    cdef BitWriter writer
    cdef Neighbours beside
    cdef Py_ssize_t r, c
    cdef int how, predictor, parameter
    cdef uint32_t number
    cdef bint fits
    writer.out = out
    writer.room = room
    writer.length = 0
    writer.held = 0
    writer.n_held = 0
    for r in range(rows):
        how = choose(counts, columns, r)
        predictor, parameter = how >> 4, how & 15
        if not put_bits(&writer, <uint32_t>how, HEAD_BITS):
            return -1
        for c in range(columns):
            if parameter == AS_IT_IS:
                number = <uint16_t>counts[r * columns + c]
                fits = put_bits(&writer, number, COUNT_BITS)
            else:
                beside = neighbours(counts, columns, r, c)
                number = folded(counts[r * columns + c] - predicted(&beside, predictor))
                fits = put_number(&writer, number, low_bits(parameter, bits_of(&beside)))
            if not fits:
                return -1
    if writer.n_held and not put_bits(&writer, 0, 8 - writer.n_held):
        return -1
    return <Py_ssize_t>writer.length


cdef bint decode_counts(
        const uint8_t *data, size_t n, Py_ssize_t rows, Py_ssize_t columns,
        int16_t *counts) noexcept nogil:
    """Decode a frame; False: the data ends early, or something but zero bits is left over."""
    cdef BitReader reader
    cdef Neighbours beside
    cdef Py_ssize_t r, c, left
    cdef int how, predictor, parameter
    cdef uint32_t number
    reader.data = data
    reader.n = n
    reader.at = 0
    reader.held = 0
    reader.n_held = 0
    for r in range(rows):
        how = <int>get_bits(&reader, HEAD_BITS)
        predictor, parameter = how >> 4, how & 15
        for c in range(columns):
            if parameter == AS_IT_IS:
                number = get_bits(&reader, COUNT_BITS)
                counts[r * columns + c] = <int16_t>(<uint16_t>number)
                continue
            beside = neighbours(counts, columns, r, c)
            number = get_number(&reader, low_bits(parameter, bits_of(&beside)))
            if number > 0xFFFF:
                return False
            counts[r * columns + c] = <int16_t>(<uint16_t>(
                (predicted(&beside, predictor) + unfolded(number)) & 0xFFFF))
        if left_over(&reader) < 0:
            return False
    left = left_over(&reader)
    return left == 0 or (left < 8 and get_bits(&reader, <int>left) == 0)
