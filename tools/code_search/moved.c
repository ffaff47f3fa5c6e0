/* Search for codes with a larger distance, held apart from the code that shares their lattice.
 *
 *     cc -O3 -march=native -o moved moved.c
 *     ./moved COLUMNS DISTANCE APART SEED FIRST COUNT [NUMBER:GENERATOR NUMBER:GENERATOR]
 *
 * Let C be the code of lattice7 or lattice8 (search.c), T a free part of it with two generators
 * less, and h a word outside:
 *
 *     C  =  R e0 + R e1 + ...          R: the group ring F2[D4]
 *     T  in C,  of rank 1 (lattice7) or 2 (lattice8)
 *     S  =  T + R h,  of DISTANCE or more
 *     a  =  a pattern that all eight symmetries leave alone
 *
 * A word of the new family is a word of a + S.  What it differs by from a word of C lies in
 * a + x h + C for one of the 256 elements x of R, and of such a coset only the syndrome counts.  So
 * 43 syndromes are checked, one for each orbit of x, and every word of a + S is APART sites or more
 * from every word of C.  (Were S a part of C, one syndrome would do; no part of C of this rank with the
 * distance was met.)  Two words of S that differ in an x are tried by the symmetric words first: what
 * a subgroup leaves alone is little, and the first to be light.
 *
 * lattice7: an attempt draws T = e0 + c1 e1 + c2 e2 and the syndrome of h; where some a passes,
 * h = (syndrome) + u e1 + c e2 is tried for all u that have an inverse and all c.
 *
 * lattice8: T is the code of lattice8h18, whose generators are given with their numbers in C
 * (subcodes.c); so a word of a + S and one of b + T differ by a word of (a + b) + S, whose least weight
 * is printed for every hole b.  An attempt draws h.  If no word is light that is left alone by
 * {0, 2, 5, 7} or a part of it, or by the quarter turns, h is moved by all sums of cells, which are what
 * {0, 2, 5, 7} make of a site: such a sum changes none of those words.
 *
 * An attempt depends on its number and the seed alone.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t word;

static const word GENERATORS[2][4] = {      /* of lattice7 and lattice8: docs/spec.md, 4.1 */
    {0x22a29118145, 0x22a20498402, 0x22220f941c4},
    {0x6080817050601, 0x4890117831682, 0x6071a11891004, 0x68e181d801580},
};
static const int SEATS[2][4] = {{0, 1, 7}, {0, 1, 2, 8}};
static int order[4] = {0, 1, 2, 3};     /* of them: those of T, then e, then e' */
#define SUBGROUPS_TRIED 6
static const int SUBGROUPS[SUBGROUPS_TRIED][2] = {{2, 4}, {2, 5}, {1, 1}, {5, 5}, {2, 2}, {4, 4}};   /* by what makes them */

static int columns, length, distance, apart;
static int rank;                    /* of T; C has two generators more, S one */
static int image[8][64];            /* image[s][i]: the data site that symmetry s carries site i to */
static int under[8][256];           /* an element of the group ring after a symmetry */
static uint8_t product[256][256];   /* of two elements */
static int some_of_orbit[64], orbits;   /* an element of each orbit under the symmetries; 0 first */
static word own[4][256];            /* own[g][x]: x times generator g of C */
static word kid[3][256];            /* of S: generators of T, then h */
static word t_words[65536];
static int n_t;
static word parity;                 /* sites that no message bit of C lies on */
static word *near_c;                /* a bit for each syndrome: nearer to C than APART */
static uint64_t of_site[64];        /* the syndrome of a single site */
static word hole[64];               /* symmetric patterns that are APART from C, one of each coset */
static uint64_t hole_syndrome[64];
static int holes;

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
}

static void make_ring(void)
{
    int after[8][8];
    for (int s = 0; s < 8; s++)
        for (int t = 0; t < 8; t++)
            after[s][t] = ((s + (s < 4 ? t : -t)) & 3) + 4 * ((s > 3) != (t > 3));
    for (int a = 0; a < 256; a++)
        for (int s = 0; s < 8; s++) {
            int moved = 0;
            for (int t = 0; t < 8; t++) moved |= (a >> t & 1) << after[s][t];
            under[s][a] = moved;
        }
    for (int a = 0; a < 256; a++)
        for (int b = 0; b < 256; b++) {
            int sum = 0;
            for (int s = 0; s < 8; s++)
                if (a >> s & 1) sum ^= under[s][b];
            product[a][b] = sum;
        }
    for (int a = 0; a < 256; a++) {
        int least = a;
        for (int s = 0; s < 8; s++)
            if (under[s][a] < least) least = under[s][a];
        if (least == a) some_of_orbit[orbits++] = a;
    }
}

static word view(word w, int s)
{
    word out = 0;
    for (; w; w &= w - 1) out |= (word)1 << image[s][__builtin_ctzll(w)];
    return out;
}

/* Write x times a word, for every element x of the ring. */
static void multiply(word w, word out[256])
{
    out[0] = 0;
    for (int t = 0; t < 8; t++) {
        word turned = view(w, t);
        for (int a = 0; a < 1 << t; a++) out[a + (1 << t)] = out[a] ^ turned;
    }
}

static word random_word(uint64_t seed, uint64_t counter)   /* splitmix64 */
{
    uint64_t z = (seed << 40) + counter * 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Move the message bits of C out of a word: what is left tells its coset. */
static word reduced(word w)
{
    for (int g = 0; g < rank + 2; g++)
        for (int s = 0; s < 8; s++)
            if (w >> image[s][SEATS[columns - 7][g]] & 1) w ^= own[g][1 << s];
    return w;
}

static uint64_t syndrome(word w)    /* the parity sites side by side */
{
    uint64_t packed = 0;
    int at = 0;
    for (word rest = parity; rest; rest &= rest - 1, at++)
        packed |= (w >> __builtin_ctzll(rest) & 1) << at;
    return packed;
}

static void mark(uint64_t found, int first, int left)
{
    near_c[found >> 6] |= (word)1 << (found & 63);
    if (left == 0) return;
    for (int i = first; i < length; i++) mark(found ^ of_site[i], i + 1, left - 1);
}

static int is_near(word w)          /* w on parity sites */
{
    uint64_t found = syndrome(w);
    return near_c[found >> 6] >> (found & 63) & 1;
}

static void find_holes(void)
{
    word seen = 0, orbit[16];
    int n = 0;
    for (int i = 0; i < length; i++) {
        if (seen >> i & 1) continue;
        orbit[n] = 0;
        for (int s = 0; s < 8; s++) orbit[n] |= (word)1 << image[s][i];
        seen |= orbit[n++];
    }
    for (int k = 0; k < 1 << n; k++) {
        word a = 0;
        for (int j = 0; j < n; j++) if (k >> j & 1) a |= orbit[j];
        if (a != reduced(a) || is_near(a)) continue;
        hole_syndrome[holes] = syndrome(a);
        hole[holes++] = a;
    }
}

static int is_light(word w) { return __builtin_popcountll(w) < distance; }

/* The words of T that a subgroup leaves alone, and the elements x for which x h is left alone. */
static word still_t[SUBGROUPS_TRIED][256];
static int n_still_t[SUBGROUPS_TRIED], still[SUBGROUPS_TRIED][16], n_still[SUBGROUPS_TRIED];

static void list_still(void)
{
    for (int k = 0; k < SUBGROUPS_TRIED; k++) {
        n_still[k] = n_still_t[k] = 0;
        for (int x = 0; x < 256; x++)
            if (under[SUBGROUPS[k][0]][x] == x && under[SUBGROUPS[k][1]][x] == x)
                still[k][n_still[k]++] = x;
        for (int b = 0; b < n_still[k]; b++)
            for (int c = 0; c < (rank > 1 ? n_still[k] : 1); c++)
                still_t[k][n_still_t[k]++] =
                    kid[0][still[k][b]] ^ (rank > 1 ? kid[1][still[k][c]] : 0);
    }
}

static void list_t(void)
{
    n_t = rank == 1 ? 256 : 65536;
    for (int i = 0; i < n_t; i++) t_words[i] = kid[0][i & 255] ^ (rank > 1 ? kid[1][i >> 8] : 0);
    list_still();
}

/* Is x times h light with some word of T, for an x that subgroup k leaves alone? */
static int is_light_still(const word xh[256], int k)
{
    for (int a = 1; a < n_still[k]; a++) {
        word base = xh[still[k][a]];
        int light = 0;
        for (int j = 0; j < n_still_t[k]; j++) light |= is_light(still_t[k][j] ^ base);
        if (light) return 1;
    }
    return 0;
}

static int has_light(const word xh[256])
{
    for (int k = 1; k < orbits; k++) {
        word base = xh[some_of_orbit[k]];
        for (int i = 0; i < n_t; i += 256) {
            int light = 0;
            for (int j = 0; j < 256; j++) light |= is_light(t_words[i + j] ^ base);
            if (light) return 1;
        }
    }
    return 0;
}

/* Count the words of a pattern + S by weight; return the least. */
static int count(const word xh[256], word pattern, long weights[65])
{
    int least = 0;
    memset(weights, 0, 65 * sizeof(long));
    for (int x = 0; x < 256; x++)
        for (int i = 0; i < n_t; i++)
            weights[__builtin_popcountll(t_words[i] ^ xh[x] ^ pattern)]++;
    while (!weights[least]) least++;
    return least;
}

static int byte_at_seat(word w)     /* what of the ring w has on the orbit of h's seat */
{
    int x = 0;
    for (int t = 0; t < 8; t++)
        x |= (int)(w >> image[t][SEATS[columns - 7][order[rank]]] & 1) << t;
    return x;
}

/* Keep the holes that are APART from C with all of h; found[k]: the syndrome of x h, a unit of orbit k. */
static int pass(const uint64_t found[64], int passed[64])
{
    int n = 0;
    for (int a = 0; a < holes; a++) {
        int k = 1;
        while (k < orbits) {
            uint64_t at = hole_syndrome[a] ^ found[k];
            if (near_c[at >> 6] >> (at & 63) & 1) break;
            k++;
        }
        if (k == orbits) passed[n++] = a;
    }
    return n;
}

static void syndromes(const word xh[256], uint64_t found[64])
{
    for (int k = 0; k < orbits; k++) {
        found[k] = 0;
        for (word w = xh[some_of_orbit[k]]; w; w &= w - 1) found[k] ^= of_site[__builtin_ctzll(w)];
    }
}

/* Print S, if it has fewer words of its least weight than any before. */
static void report(uint64_t seed, uint64_t attempt, const word xh[256], const int *passed, int n)
{
    static long best = 1L << 60;
    long weights[65];
    word normal[256];
    int u = byte_at_seat(xh[1]);
    int inverse = product[u][product[u][u]];    /* the fourth power of every odd element is 1 */
    count(xh, 0, weights);
    if (weights[distance] >= best) return;
    best = weights[distance];
    for (int x = 0; x < 256; x++) normal[x] = xh[product[x][inverse]];
    printf("seed %llu attempt %llu: distance %d, %ld words of that weight, generators",
           (unsigned long long)seed, (unsigned long long)attempt, distance, best);
    for (int g = 0; g <= rank; g++) {
        word w = g == rank ? normal[1] : kid[g][1] ^ normal[byte_at_seat(kid[g][1])];
        printf(" %d: 0x%llx", SEATS[columns - 7][order[g]], (unsigned long long)w);
    }
    puts("");
    for (int a = 0; a < n; a++) {
        word offset = hole[passed[a]];
        printf("  offset 0x%llx: words of weight %d or more", (unsigned long long)offset,
               count(xh, offset, weights));
        for (int b = 0; rank == 2 && b < holes; b++) {
            int between = count(xh, offset ^ hole[b], weights);
            if (between > 8) printf(", %d from 0x%llx + T", between, (unsigned long long)hole[b]);
        }
        puts("");
    }
    fflush(stdout);
}

static void attempt_on_7(uint64_t seed, uint64_t attempt)
{
    word part[256], xh[256];
    uint64_t found[64], other = random_word(seed + 1, attempt);
    int passed[64], n, light = 0;
    multiply(random_word(seed, attempt) & parity, part);
    syndromes(part, found);
    if (!(n = pass(found, passed))) return;
    for (int x = 0; x < 256; x++)
        kid[0][x] = own[0][x] ^ own[1][product[x][other & 255]] ^ own[2][product[x][other >> 8 & 255]];
    for (int x = 1; x < 256; x++) light |= is_light(kid[0][x]);
    if (light) return;
    list_t();
    for (int all = 0; all < 65536; all++) {
        int u = all & 255, c = all >> 8, k = 0;
        if (!__builtin_parity(u)) continue;
        for (int x = 0; x < 256; x++) xh[x] = part[x] ^ own[1][product[x][u]] ^ own[2][product[x][c]];
        while (k < SUBGROUPS_TRIED && !is_light_still(xh, k)) k++;
        if (k == SUBGROUPS_TRIED && !has_light(xh)) report(seed, attempt, xh, passed, n);
    }
}

static word cell_part[32][256], free_sites;
static uint64_t cell_syndrome[32][64];
static int cells;

static void make_cells(void)
{
    word taken = 0;
    for (int g = 0; g < rank; g++)
        for (int s = 0; s < 8; s++) taken |= (word)1 << image[s][SEATS[columns - 7][order[g]]];
    free_sites = (((word)1 << length) - 1) & ~taken;
    for (int i = 0; i < length; i++) {
        if (taken >> i & 1) continue;
        word cell = (word)1 << i | (word)1 << image[2][i] | (word)1 << image[5][i] | (word)1 << image[7][i];
        taken |= cell;
        multiply(cell, cell_part[cells]);
        syndromes(cell_part[cells], cell_syndrome[cells]);
        cells++;
    }
}

static void attempt_on_8(uint64_t seed, uint64_t attempt)
{
    word xh[256];
    uint64_t found[64];
    int passed[64], n;
    multiply(random_word(seed, attempt) & free_sites, xh);
    if (!__builtin_parity(byte_at_seat(xh[1]))) return;
    for (int k = 0; k < SUBGROUPS_TRIED - 1; k++)
        if (is_light_still(xh, k)) return;
    syndromes(xh, found);
    for (long at = 1; at <= 1L << cells; at++) {        /* Gray code */
        if (!is_light_still(xh, SUBGROUPS_TRIED - 1) && (n = pass(found, passed)) && !has_light(xh))
            report(seed, attempt, xh, passed, n);
        int j = __builtin_ctzl(at);
        if (j == cells) break;
        for (int x = 0; x < 256; x++) xh[x] ^= cell_part[j][x];
        for (int k = 0; k < orbits; k++) found[k] ^= cell_syndrome[j][k];
    }
}

int main(int argc, char **argv)
{
    if (argc < 7 || ((columns = atoi(argv[1])) != 7 && columns != 8) || argc != 7 + 2 * (columns - 7)) {
        fprintf(stderr,
                "usage: moved 7|8 DISTANCE APART SEED FIRST COUNT [NUMBER:GENERATOR NUMBER:GENERATOR]\n");
        return 2;
    }
    distance = atoi(argv[2]), apart = atoi(argv[3]);
    uint64_t seed = strtoull(argv[4], 0, 0), from = strtoull(argv[5], 0, 0);
    uint64_t to = from + strtoull(argv[6], 0, 0);
    rank = columns - 6;
    make_geometry();
    make_ring();
    parity = ((word)1 << length) - 1;
    for (int g = 0; g < rank + 2; g++) {
        multiply(GENERATORS[columns - 7][g], own[g]);
        for (int s = 0; s < 8; s++) parity &= ~((word)1 << image[s][SEATS[columns - 7][g]]);
    }
    for (int i = 0; i < length; i++) of_site[i] = syndrome(reduced((word)1 << i));
    near_c = calloc((size_t)1 << (__builtin_popcountll(parity) - 6), sizeof(word));
    if (!near_c) return 1;
    mark(0, 0, apart - 1);
    find_holes();
    if (rank == 2) {
        int others = 2;
        for (int j = 0; j < 2; j++) {
            char *end;
            order[j] = (int)strtol(argv[7 + j], &end, 10);
            multiply(strtoull(end + 1, 0, 0), kid[j]);
        }
        for (int g = 0; g < 4; g++) if (g != order[0] && g != order[1]) order[others++] = g;
        list_t();
        make_cells();
    }
    for (uint64_t attempt = from; attempt < to; attempt++)
        (rank == 1 ? attempt_on_7 : attempt_on_8)(seed, attempt);
    return 0;
}
