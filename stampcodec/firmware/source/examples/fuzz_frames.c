/* Feeds a reader with any frames, for libFuzzer: what a reading promises must hold for each.

   The README tells how Clang builds it with the sanitizers, which make a wrong step of the reader
   visible. Each input is a frame as examples/read_frames.c reads it; what is missing of it is 0. */

#include "../stamp_core.h"

#include <stdlib.h>
#include <string.h>

#define MOST_BYTES (192 * 1024)
static _Alignas(STAMP_ALIGNMENT) unsigned char memory[MOST_BYTES];
static int16_t frame[STAMP_ROWS * STAMP_COLUMNS];

/* Stop, so that libFuzzer keeps the frame. */
static void promised(int holds) {
    if (!holds) abort();
}

static void check(int outcome, const struct stamp_reading *reading) {
    static const struct stamp_reading none;
    int has_pose = outcome == STAMP_READ || outcome == STAMP_MIRRORED;
    promised(outcome >= STAMP_EMPTY && outcome <= STAMP_MIRRORED);
    if (!has_pose) {
        promised(memcmp(reading, &none, sizeof none) == 0);
        return;
    }
    promised(reading->merchant_id < STAMP_IDENTIFIERS);
    promised(outcome == STAMP_READ || reading->merchant_id == 0);
    promised(reading->margin >= 0.0f && reading->margin <= 1.0f);
    promised(reading->angle_deg >= 0.0f && reading->angle_deg < 360.0f);
    promised(reading->x_mm >= 0.0f && reading->x_mm <= STAMP_COLUMNS * STAMP_PITCH_MM);
    promised(reading->y_mm >= 0.0f && reading->y_mm <= STAMP_ROWS * STAMP_PITCH_MM);
    promised(reading->corrected == reading->missing + reading->added);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct stamp_reader *reader;
    struct stamp_reading first, again;
    int outcome;
    if (reader == NULL) reader = stamp_init(memory, sizeof memory);
    promised(reader != NULL);
    memset(frame, 0, sizeof frame);
    memcpy(frame, data, size < sizeof frame ? size : sizeof frame);
    outcome = stamp_read(reader, frame, &first);
    check(outcome, &first);
    /* A reader remembers nothing of the frames before. */
    promised(stamp_read(reader, frame, &again) == outcome);
    promised(memcmp(&first, &again, sizeof first) == 0);
    return 0;
}
