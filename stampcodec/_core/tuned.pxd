"""How a table of thresholds is written: STAMP_TUNED for a real number, STAMP_COUNT for a count.

Compiled with STAMPCODEC_TUNABLE, each is a variable that ``benchmarks/lattice/tuning.py`` can set.
In every other build it is a constant that the compiler folds.
"""

cdef extern from *:
    """
    #ifdef STAMPCODEC_TUNABLE
    #define STAMP_IS_TUNABLE 1
    #define STAMP_TUNED(name, value) float name = value##f;
    #define STAMP_COUNT(name, value) int name = value;
    #else
    #define STAMP_IS_TUNABLE 0
    #define STAMP_TUNED(name, value) static const float name __attribute__((unused)) = value##f;
    #define STAMP_COUNT(name, value) enum { name = value };
    #endif
    """
    const bint STAMP_IS_TUNABLE
