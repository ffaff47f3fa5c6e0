"""The objects that own the tables of a code and of a lattice, and their steps for arrays.

Neither changes after it is made: threads may share it.
"""

from libc.stdint cimport int8_t, int64_t, uint8_t, uint32_t, uint64_t
from stampcodec._core.code.codeword cimport codeword_of, fill_partials, message_of
from stampcodec._core.code.message cimport message_of_id, name_of
from stampcodec._core.code.sites cimport gather, spread
from stampcodec._core.code.values cimport (
    MAX_BITS, MAX_ORBITS, MAX_RANK, N_SYMMETRIES, NO_MERCHANT, Name
)


cdef class CodeKernel:
    """Merchant ID to message to codeword, and back.

    Parameters
    ----------
    code : stampcodec.lattice.code.Code
        Trusted to agree with itself.

    Raises
    ------
    ValueError
        The code has more message bytes or orbits than there is room for.
    """

    def __cinit__(self, code):
        cdef const uint64_t[::1] rows = code.rows
        cdef int k, s
        if code.rank > MAX_RANK or len(code.canonical_bytes) > MAX_ORBITS:
            raise ValueError(f"the core has room for {MAX_RANK} message bytes, {MAX_ORBITS} orbits")
        fill_partials(&rows[0], code.dimension, code.offset, &self.partials)
        self.seats.dimension = code.dimension
        for k in range(code.dimension):
            self.seats.site[k] = code.homes[k]
        self.orientation.low_bits = code.low_bits
        for k in range(len(code.canonical_bytes)):
            self.orientation.canonical[k] = code.canonical_bytes[k]
        for k in range(256):
            self.orientation.orbit_of[k] = code.orbit_of[k]
            self.orientation.symmetry_of[k] = code.symmetry_of[k]
            for s in range(N_SYMMETRIES):
                self.orientation.byte_under[s][k] = code.byte_under[s, k]

    def message_of_id(self, int64_t merchant_id):
        """Return the message of an unturned face."""
        return message_of_id(&self.orientation, merchant_id)

    def encode(self, uint32_t message):
        """Return the codeword of a message."""
        return codeword_of(&self.partials, message)

    def message(self, uint64_t codeword):
        """Return the message of a codeword."""
        return message_of(&self.seats, codeword)

    def name(self, uint32_t message):
        """Return merchant ID (-1 without one) and symmetry of a message."""
        cdef Name name = name_of(&self.orientation, message)
        return name.merchant_id, name.symmetry

    def codewords(self, const int64_t[::1] ids not None, uint64_t[::1] out not None):
        """Write the codewords of unturned faces."""
        cdef Py_ssize_t k
        with nogil:
            for k in range(ids.shape[0]):
                out[k] = codeword_of(&self.partials, message_of_id(&self.orientation, ids[k]))

    def names(
        self, const uint64_t[::1] words not None, int64_t[::1] ids not None,
        int8_t[::1] symmetries not None,
    ):
        """Write whom words name, -1 where one is no codeword or names nobody; and the symmetry."""
        cdef Py_ssize_t k
        cdef uint32_t message
        cdef Name name
        with nogil:
            for k in range(words.shape[0]):
                message = message_of(&self.seats, words[k])
                name = name_of(&self.orientation, message)
                if codeword_of(&self.partials, message) != words[k]:
                    name.merchant_id = NO_MERCHANT
                ids[k] = name.merchant_id
                symmetries[k] = name.symmetry


cdef class SiteKernel:
    """Words to occupied sites, and back.

    Parameters
    ----------
    data_sites : sequence of int
        The site of each bit.
    n_sites : int
        Sites, anchors included.

    Raises
    ------
    ValueError
        There are more bits than there is room for.
    """

    def __cinit__(self, data_sites, int n_sites):
        cdef int k
        if len(data_sites) > MAX_BITS:
            raise ValueError(f"the core has room for {MAX_BITS} data sites")
        self.places.n_sites = n_sites
        self.places.n_bits = len(data_sites)
        for k in range(self.places.n_bits):
            self.places.site_of_bit[k] = data_sites[k]

    def spread(self, const uint64_t[::1] words not None, uint8_t[:, ::1] out not None):
        """Write the occupied sites of each word."""
        cdef Py_ssize_t k
        with nogil:
            for k in range(words.shape[0]):
                spread(&self.places, words[k], &out[k, 0])

    def gather(self, const uint8_t[:, ::1] occupied not None, uint64_t[::1] out not None):
        """Write the word of each row of sites, 0 or 1."""
        cdef Py_ssize_t k
        with nogil:
            for k in range(occupied.shape[0]):
                out[k] = gather(&self.places, &occupied[k, 0])
