/* Search for the stamp codes: free modules over F2[D4] with a good distance.
 *
 *     cc -O3 -march=native -o search search.c
 *     ./search COLUMNS SEED FIRST COUNT [WORDS]
 *
 * tries the candidates FIRST .. FIRST + COUNT - 1 of a seed and prints each code found that
 * has fewer words of minimum weight than any printed before (first line: any code; WORDS
 * sets where to start).  A candidate depends on its seed and number alone, so one printed
 * line is reproduced by COUNT = 1.
 *
 * A candidate.  The data sites (docs/spec.md, 2.3) fall into orbits of the eight symmetries,
 * of 4 sites (on an axis or a diagonal) or of 8.  A generator g is one site of its own orbit
 * of 8, plus random sites outside all such "information orbits"; its eight images span
 * the code together with those of the other generators:
 *
 *                  information orbits        all other sites
 *     g0 and views [ I8              |  random, views of each other ]
 *     g1 and views [      I8         |  random                      ]
 *     g2 and views [           I8    |  random                      ]
 *
 * Nothing is lost by this: the sum of all eight symmetries sends every orbit of 4 to zero, so a
 * free module projects one to one into the orbits of 8 (docs/adr/0001).
 *
 * The test.  A word of weight below d is the sum of fewer than d rows.  Sums of 1, 2, 3 .. rows
 * are formed in turn, so nearly every candidate falls at sums of three or four; and since some symmetry
 * carries any word to one that contains the very generator of its first orbit, only such sums are
 * formed.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef uint64_t word;

#define TRIES 20000      /* draws for one generator before an attempt is given up */

static int columns, length, rank, distance;
static int image[8][64];      /* image[s][i]: the data site that symmetry s carries site i to */
static word information;      /* sites of the information orbits */
static int seat[4];           /* the first site of each information orbit */

/* Fill in the tables for one lattice: its data sites row by row, without corners and centre. */
static void make_geometry(void)
{
    int index[8][8], x[64], y[64];
    length = 0;
    for (int r = 0; r < columns; r++)
        for (int c = 0; c < columns; c++) {
            int corner = (r == 0 || r == columns - 1) && (c == 0 || c == columns - 1);
            int centre = 2 * r == columns - 1 && 2 * c == columns - 1;
            index[r][c] = corner || centre ? -1 : length;
            if (index[r][c] < 0) continue;
            x[length] = 2 * c - (columns - 1), y[length] = 2 * r - (columns - 1);
            length++;
        }
    for (int s = 0; s < 8; s++)
        for (int i = 0; i < length; i++) {
            int u = s < 4 ? x[i] : -x[i], v = y[i];
            for (int turn = 0; turn < s % 4; turn++) {
                int old = u;
                u = -v, v = old;        /* clockwise where y points down */
            }
            image[s][i] = index[(v + columns - 1) / 2][(u + columns - 1) / 2];
        }
    word seen = 0;
    int orbits = 0;
    for (int i = 0; i < length && orbits < rank; i++) {
        word orbit = 0;
        for (int s = 0; s < 8; s++) orbit |= (word)1 << image[s][i];
        if ((seen & orbit) || __builtin_popcountll(orbit) < 8) continue;
        seen |= orbit;
        seat[orbits++] = i;
    }
    information = seen;
}

static word view(word w, int s)
{
    word out = 0;
    for (; w; w &= w - 1) out |= (word)1 << image[s][__builtin_ctzll(w)];
    return out;
}

static word random_word(uint64_t seed, uint64_t counter)   /* splitmix64 */
{
    uint64_t z = (seed << 40) + counter * 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Is some sum of w with `left` of the rows from `first` on lighter than the distance? */
static int lighter(const word *rows, int first, int n, int left, word w)
{
    if (left == 0) return __builtin_popcountll(w) < distance;
    if (left == 1) {
        for (int j = first; j < n; j++)
            if (__builtin_popcountll(w ^ rows[j]) < distance) return 1;
        return 0;
    }
    for (int j = first; j + left <= n; j++)
        if (lighter(rows, j + 1, n, left - 1, w ^ rows[j])) return 1;
    return 0;
}

/* Has every word of the first `generators` modules, with some of the last, weight d or more? */
static int good(const word *rows, int generators)
{
    for (int sum = 1; sum < distance; sum++)
        for (int g = 0; g < generators; g++)
            if (lighter(rows, 8 * g + 1, 8 * generators, sum - 1, rows[8 * g])) return 0;
    return 1;
}

/* Count words of weight `weight` by sums of at most `weight` rows. */
static long count(const word *rows, int first, int n, int left, word w, int weight)
{
    long total = __builtin_popcountll(w) == weight;
    if (left == 0) return total;
    for (int j = first; j < n; j++) total += count(rows, j + 1, n, left - 1, w ^ rows[j], weight);
    return total;
}

int main(int argc, char **argv)
{
    if (argc < 5 || ((columns = atoi(argv[1])) != 7 && columns != 8)) {
        fprintf(stderr, "usage: search 7|8 SEED FIRST COUNT [WORDS]\n");
        return 2;
    }
    uint64_t seed = strtoull(argv[2], 0, 0), from = strtoull(argv[3], 0, 0);
    uint64_t to = from + strtoull(argv[4], 0, 0);
    long best = argc > 5 ? atol(argv[5]) : 1L << 60;
    rank = columns == 7 ? 3 : 4;
    distance = columns == 7 ? 8 : 10;
    make_geometry();
    int n = 8 * rank;
    word rows[32];
    word parity = (((word)1 << length) - 1) & ~information;
    unsigned long found = 0;
    for (uint64_t attempt = from; attempt < to; attempt++) {
        uint64_t draw = attempt << 24;
        int g = 0;
        for (; g < rank; g++) {         /* the module of g0 .. g-1 is good: find the next generator */
            int tries = TRIES;
            do {
                word w = (random_word(seed, draw++) & parity) | (word)1 << seat[g];
                for (int s = 0; s < 8; s++) rows[8 * g + s] = view(w, s);
            } while (!good(rows, g + 1) && --tries);
            if (!tries) break;
        }
        if (g < rank) continue;
        found++;
        long words = count(rows, 0, n, distance, 0, distance);
        if (words >= best) continue;
        best = words;
        printf("columns %d seed %llu attempt %llu: distance %d, %ld words of that weight, generators",
               columns, (unsigned long long)seed, (unsigned long long)attempt, distance, words);
        for (g = 0; g < rank; g++) printf(" 0x%llx", (unsigned long long)rows[8 * g]);
        printf("\n");
        fflush(stdout);
    }
    fprintf(stderr, "%lu codes among %llu attempts\n", found, (unsigned long long)(to - from));
    return 0;
}
