/* The calls of stamp_core.h. */

#define DEGREES 57.2957795f /* of a radian */

/* The sites of a face that carry bits; the others are anchors. */
static const struct Places PLACES = ${places};

struct stamp_reader {
    struct Rooms rooms;
    struct Reading reading;
};

size_t stamp_bytes(void) {
    return sizeof(struct stamp_reader) + room_bytes(&TABLES);
}

struct stamp_reader *stamp_init(void *memory, size_t bytes) {
    struct stamp_reader *reader = memory;
    if (memory == NULL || (uintptr_t)memory % STAMP_ALIGNMENT != 0 || bytes < stamp_bytes())
        return NULL;
    memset(memory, 0, stamp_bytes());
    lay_out(&TABLES, reader + 1, &reader->rooms);
    return reader;
}

static float degrees_of(float radians) {
    float turned = radians * DEGREES;
    while (turned < 0.0f) turned += 360.0f;
    while (turned >= 360.0f) turned -= 360.0f;
    return turned;
}

int stamp_encode(uint32_t merchant_id, uint8_t occupied[STAMP_SITES]) {
    uint64_t codeword;
    int site, dots = 0;
    if (merchant_id >= STAMP_IDENTIFIERS) return 0;
    codeword = codeword_of(&PARTIALS, message_of_id(&TABLES.orientation, merchant_id));
    sites_spread(&PLACES, codeword, occupied);
    for (site = 0; site < STAMP_SITES; site++) dots += occupied[site];
    return dots;
}

int stamp_read(struct stamp_reader *reader, const int16_t *frame, struct stamp_reading *reading) {
    int outcome = read_frame(&TABLES, frame, &reader->rooms, &reader->reading);
    struct Result result;
    memset(reading, 0, sizeof *reading);
    if (outcome != STAMP_READ && outcome != STAMP_MIRRORED) return outcome;
    result = result_of(reader->reading.believed);
    if (outcome == STAMP_READ) reading->merchant_id = (uint32_t)result.merchant_id;
    reading->x_mm = (result.x + 0.5f) * STAMP_PITCH_MM;
    reading->y_mm = (result.y + 0.5f) * STAMP_PITCH_MM;
    reading->angle_deg = degrees_of(result.angle);
    reading->margin = result.margin;
    reading->missing = (uint8_t)stamp_count(result.missing);
    reading->added = (uint8_t)stamp_count(result.added);
    reading->corrected = (uint8_t)(reading->missing + reading->added);
    return outcome;
}
