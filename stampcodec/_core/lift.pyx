"""Undo, roughly, what a floating face takes away from its own frame.

Joined dots that nobody grounds pass the drive signal on: node (i, j) loses R_i C_j / S, with R and
C what the dots cover of row i and column j (Apple, US 9075483). At worst the frame then adds up to
zero: dots barely rise, and the gaps between them sink. The gaps show how much: where no dot is, the
count is -u_i v_j, so u and v are the least that lift every node to zero,

    u_i = max_j (-count_ij / v_j),      v_j = max_i (-count_ij / u_i)

found in a few turns (the depths stand in `lifted` meanwhile). A line without gaps borrows from its neighbours: R and C are smooth. The fit of
the pose later replaces this guess by the sums of the dots themselves.
"""

from libc.stdint cimport int16_t
from libc.string cimport memset
from stampcodec._core.workspace cimport Bench, Sheet

cdef enum:
    TURNS = 4

cdef float DEEP = 2.0           # noise RMS: less is not below zero
cdef float STEADY = 0.15        # of the largest: lines that sink less say nothing of others
cdef float BORROWED = 0.45      # of two neighbours' sum
cdef float SHORT = 1.2          # gaps are never quite empty: what the least falls short by


cdef void borrow(float *line, int n) noexcept nogil:
    cdef int k
    cdef float before = 0, here
    for k in range(n):
        here = line[k]
        if k + 1 < n and BORROWED * (before + line[k + 1]) > here:
            line[k] = BORROWED * (before + line[k + 1])
        before = here


cdef float largest(const float *line, int n) noexcept nogil:
    cdef int k
    cdef float most = 0
    for k in range(n):
        most = line[k] if line[k] > most else most
    return most


cdef void lift(const Sheet *sheet, Bench *bench, float deepest) noexcept nogil:
    """Write rise_row and rise_column, and the frame lifted by their product.

    No node is taken to lie further below zero than `deepest`.
    """
    cdef int rows = sheet.rows, columns = sheet.columns, r, c, k, turn
    cdef float *u = bench.rise_row
    cdef float *v = bench.rise_column
    cdef float least, deep, count
    cdef float shallowest = DEEP * sheet.noise
    for k in range(rows * columns):
        deep = -bench.counts[k]
        bench.lifted[k] = <int16_t>(0 if deep < shallowest else deep if deep < deepest else deepest)
    for r in range(rows):
        u[r] = 1
    for turn in range(TURNS + 1):
        least = STEADY * largest(u, rows)
        memset(v, 0, columns * sizeof(float))
        for r in range(rows):
            if u[r] > least:
                for c in range(columns):
                    deep = bench.lifted[r * columns + c] / u[r]
                    v[c] = deep if deep > v[c] else v[c]
        borrow(v, columns)
        if turn == TURNS:
            break
        least = STEADY * largest(v, columns)
        for r in range(rows):
            u[r] = 0
            for c in range(columns):
                if v[c] > least:
                    deep = bench.lifted[r * columns + c] / v[c]
                    u[r] = deep if deep > u[r] else u[r]
        borrow(u, rows)
    for c in range(columns):
        v[c] *= SHORT
    for r in range(rows):
        for c in range(columns):
            count = bench.counts[r * columns + c] + u[r] * v[c]
            bench.lifted[r * columns + c] = <int16_t>(count if count < 32767 else 32767)
