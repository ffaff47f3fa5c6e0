/* Search the code of lattice8 for parts of two generators with a larger distance: lattice8h18.
 *
 *     cc -O3 -march=native -o subcodes subcodes.c
 *     ./subcodes DISTANCE SEED FIRST COUNT
 *
 * The code is C = R e0 + .. + R e3, R the group ring F2[D4].  An attempt draws a pair e, e' of the four
 * and elements of R: e + a f + b f' and e' + c f + d f', with f, f' the other two, span a free part of
 * rank 2 with the seats of e and e'.  (R is local, so every free part has such generators for some
 * pair.)  Of each orbit of x one sum x (..) + y (..) is weighed for all y; a part that has no light
 * word is printed if it has fewer words of its least weight than any printed before.  An attempt depends on
 * its number and the seed alone.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t word;

enum { COLUMNS = 8, LENGTH = 60 };
static const word GENERATORS[4] = {     /* of lattice8: docs/spec.md, 4.1 */
    0x6080817050601, 0x4890117831682, 0x6071a11891004, 0x68e181d801580,
};
static const int PAIRS[6][4] = {        /* f, f', e, e' */
    {2, 3, 0, 1}, {1, 3, 0, 2}, {1, 2, 0, 3}, {0, 3, 1, 2}, {0, 2, 1, 3}, {0, 1, 2, 3},
};

static int image[8][LENGTH], after[8][8];
static uint8_t product[256][256];
static int some_of_orbit[64], orbits;
static word own[4][256], kid[2][256];
static int distance;

static void make_geometry(void)
{
    int index[COLUMNS][COLUMNS], x[LENGTH], y[LENGTH], last = COLUMNS - 1, n = 0;
    for (int r = 0; r < COLUMNS; r++)
        for (int c = 0; c < COLUMNS; c++) {
            index[r][c] = -1;
            if ((r == 0 || r == last) && (c == 0 || c == last)) continue;
            x[n] = 2 * c - last, y[n] = 2 * r - last;
            index[r][c] = n++;
        }
    for (int s = 0; s < 8; s++)
        for (int i = 0; i < LENGTH; i++) {
            int u = s < 4 ? x[i] : -x[i], v = y[i];
            for (int turn = 0; turn < s % 4; turn++) {
                int old = u;
                u = -v, v = old;        /* clockwise where y points down */
            }
            image[s][i] = index[(v + last) / 2][(u + last) / 2];
        }
}

static int moved(int s, int a)          /* an element after a symmetry */
{
    int found = 0;
    for (int t = 0; t < 8; t++) found |= (a >> t & 1) << after[s][t];
    return found;
}

static void make_ring(void)
{
    for (int s = 0; s < 8; s++)
        for (int t = 0; t < 8; t++)
            after[s][t] = ((s + (s < 4 ? t : -t)) & 3) + 4 * ((s > 3) != (t > 3));
    for (int a = 0; a < 256; a++) {
        int least = a;
        for (int b = 0; b < 256; b++)
            for (int s = 0; s < 8; s++)
                if (a >> s & 1) product[a][b] ^= moved(s, b);
        for (int s = 0; s < 8; s++) if (moved(s, a) < least) least = moved(s, a);
        if (least == a) some_of_orbit[orbits++] = a;
    }
}

static word view(word w, int s)
{
    word out = 0;
    for (; w; w &= w - 1) out |= (word)1 << image[s][__builtin_ctzll(w)];
    return out;
}

static uint64_t random_word(uint64_t seed, uint64_t counter)    /* splitmix64 */
{
    uint64_t z = (seed << 40) + counter * 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static int has_light(void)
{
    for (int k = 0; k < orbits; k++) {
        int light = 0;
        for (int b = k == 0; b < 256; b++)
            light |= __builtin_popcountll(kid[0][some_of_orbit[k]] ^ kid[1][b]) < distance;
        if (light) return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: subcodes DISTANCE SEED FIRST COUNT\n");
        return 2;
    }
    distance = atoi(argv[1]);
    uint64_t seed = strtoull(argv[2], 0, 0), from = strtoull(argv[3], 0, 0);
    uint64_t to = from + strtoull(argv[4], 0, 0);
    long best = 1L << 60;
    make_geometry();
    make_ring();
    for (int g = 0; g < 4; g++)
        for (int a = 0; a < 256; a++)
            for (int t = 0; t < 8; t++)
                if (a >> t & 1) own[g][a] ^= view(GENERATORS[g], t);
    for (uint64_t attempt = from; attempt < to; attempt++) {
        uint64_t draw = random_word(seed, attempt);
        const int *pair = PAIRS[(uint32_t)(draw >> 32) % 6];
        long weights[LENGTH + 1] = {0};
        for (int j = 0; j < 2; j++)
            for (int a = 0; a < 256; a++)
                kid[j][a] = own[pair[2 + j]][a] ^ own[pair[0]][product[a][draw >> 16 * j & 255]]
                            ^ own[pair[1]][product[a][draw >> (16 * j + 8) & 255]];
        if (has_light()) continue;
        for (int a = 0; a < 256; a++)
            for (int b = 0; b < 256; b++) weights[__builtin_popcountll(kid[0][a] ^ kid[1][b])]++;
        if (weights[distance] >= best) continue;
        best = weights[distance];
        printf("seed %llu attempt %llu: distance %d, %ld words of that weight, generators %d: 0x%llx %d: 0x%llx\n",
               (unsigned long long)seed, (unsigned long long)attempt, distance, best, pair[2],
               (unsigned long long)kid[0][1], pair[3], (unsigned long long)kid[1][1]);
        fflush(stdout);
    }
    return 0;
}
