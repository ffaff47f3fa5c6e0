/* Reads a file of frames, one reading a line: read_frames FRAMES [OUTPUT].

   FRAMES holds int16, little endian, STAMP_ROWS x STAMP_COLUMNS each. A line has outcome, merchant
   ID, x and y (mm), angle (degrees), margin, the sites corrected, missing and added, and the ticks of
   a Cortex-M's clock that the reading took. */

#include "../stamp_core.h"

#include <stdio.h>

/* Here, not on the stack: a reader keeps everything in it. */
#define MOST_BYTES (192 * 1024)
static _Alignas(STAMP_ALIGNMENT) unsigned char memory[MOST_BYTES];
static int16_t frame[STAMP_ROWS * STAMP_COLUMNS];

#ifdef __ARM_ARCH_PROFILE
#define SYSTICK ((volatile uint32_t *)0xE000E010u) /* control, reload, current value */

static unsigned long now(void) {
    SYSTICK[1] = 0xFFFFFFu;
    SYSTICK[0] = 5; /* on, at the processor's clock */
    return SYSTICK[2];
}

/* The clock runs down from its reload value. */
static unsigned long ticks_since(unsigned long before) {
    return (before - SYSTICK[2]) & 0xFFFFFFu;
}
#else
static unsigned long now(void) {
    return 0;
}

static unsigned long ticks_since(unsigned long before) {
    return before;
}
#endif

static int read_all(FILE *input, FILE *output) {
    struct stamp_reader *reader = stamp_init(memory, sizeof memory);
    struct stamp_reading reading;
    if (reader == NULL) {
        fprintf(stderr, "a reader needs %lu bytes\n", (unsigned long)stamp_bytes());
        return 1;
    }
    while (fread(frame, sizeof frame, 1, input) == 1) {
        unsigned long before = now(), passed;
        int outcome = stamp_read(reader, frame, &reading);
        passed = ticks_since(before);
        fprintf(output, "%d %lu %.4f %.4f %.3f %.5f %u %u %u %lu\n", outcome,
                (unsigned long)reading.merchant_id, (double)reading.x_mm, (double)reading.y_mm,
                (double)reading.angle_deg, (double)reading.margin, reading.corrected,
                reading.missing, reading.added, passed);
    }
    return 0;
}

int main(int argc, char **argv) {
    FILE *input, *output = stdout;
    int status;
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: read_frames FRAMES [OUTPUT]\n");
        return 2;
    }
    input = fopen(argv[1], "rb");
    if (argc == 3) output = fopen(argv[2], "w");
    if (input == NULL || output == NULL) {
        fprintf(stderr, "read_frames: cannot open %s\n", input == NULL ? argv[1] : argv[2]);
        return 1;
    }
    status = read_all(input, output);
    if (fclose(output) != 0) status = 1;
    fclose(input);
    return status;
}
