/* A client of the wire in C: asks a touch controller for frames and contacts, prints a line each.
 *
 *     cc -std=c99 -O2 -o touch_client touch_client.c
 *     ./touch_client /dev/ttyUSB0 --frames 100
 *     ./touch_client press.touch                     a recording; - reads standard input
 *
 * Written from docs/protocol.md, whose clauses the comments name; nothing else of the project is
 * used. C99 and POSIX, memory fixed at compile time. A controller's firmware takes parts 1 to 4 as
 * they are; parts 5 and 6 are a program for a desk.
 *
 * Standard output has a JSON object a line: "device", "frame", "contacts", "restarted", and "counts"
 * at the end. Status: 0 frames or contacts were read, 1 none, 2 wrong use, or no such device.
 */
#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE                 /* baud rates above 38,400 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum {
    HEADER = 16, CHECKSUM = 4, LEAST_RUN = 21,          /* 2.1, 2.6 */
    MOST_PACKET = 65536,                                /* 2.8 */
    MOST_RUN = MOST_PACKET + MOST_PACKET / 254 + 1,     /* 2.2 */
    MOST_DESCRIPTION = 16384, MOST_FIELDS = 64, MOST_NAME = 41,     /* 4.1, 4.2 */
    MOST_NODES = MOST_PACKET / 2, MOST_REQUEST = 64,
    QUIET_MS = 25, MOST_QUIET_MS = 100, PATIENCE_MS = 1500,         /* 5.4 */
    RETRY_MS = 250, BACK_MS = 10000                     /* 8.8 */
};

/* --- 1. Bytes: numbers, checksum, COBS --------------------------------------------------------- */

static uint64_t little(const uint8_t *bytes, size_t size)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++)
        value |= (uint64_t)bytes[i] << (8 * i);
    return value;
}

static void put_little(uint8_t *bytes, size_t size, uint64_t value)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(value >> (8 * i) & 0xFF);
}

static uint32_t crc32(const uint8_t *bytes, size_t n)                  /* 2.4 */
{
    uint32_t crc = 0xFFFFFFFF;
    for (size_t i = 0; i < n; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return ~crc;
}

/* Decodes in place. -1: a block reaches beyond the end. */
static long cobs_decode(uint8_t *bytes, size_t n)                      /* 2.2 */
{
    size_t at = 0, length = 0;
    while (at < n) {
        size_t code = bytes[at], end = at + code;
        if (end > n)
            return -1;
        for (at++; at < end; at++)
            bytes[length++] = bytes[at];
        if (code < 0xFF && at < n)
            bytes[length++] = 0;
    }
    return (long)length;
}

static size_t cobs_encode(const uint8_t *bytes, size_t n, uint8_t *out)    /* 2.2, 2.3 */
{
    size_t length = 1, code_at = 0;
    uint8_t code = 1;
    for (size_t i = 0; i < n; i++) {
        if (code == 0xFF) {
            out[code_at] = code;
            code_at = length++;
            code = 1;
        }
        if (bytes[i]) {
            out[length++] = bytes[i];
            code++;
        } else {
            out[code_at] = code;
            code_at = length++;
            code = 1;
        }
    }
    out[code_at] = code;
    return length;
}

/* --- 2. Runs: what lies between two zeros ------------------------------------------------------- */

enum kind {                                                            /* 2.6 */
    OPEN, GOOD, UNKNOWN, EMPTY, GARBAGE, TRUNCATED, TOO_LONG, COBS, CRC, VERSION, MALFORMED, KINDS
};
static const char *const kind_names[KINDS] = {
    "open", "good", "unknown", "empty", "garbage", "truncated", "too_long", "cobs", "crc",
    "version", "malformed"
};

struct receiver {
    uint8_t room[MOST_RUN];
    size_t length, n_packet;            /* of the open run; of the decoded packet, less checksum */
    bool begun;
    uint64_t runs[KINDS], bytes[KINDS];
};

static enum kind check_run(struct receiver *r)
{
    long decoded;
    if (r->length == 0)
        return EMPTY;
    if (r->length < LEAST_RUN)
        return GARBAGE;
    if (r->length > MOST_RUN)
        return TOO_LONG;
    decoded = cobs_decode(r->room, r->length);
    if (decoded < 0)
        return COBS;
    if (decoded < HEADER + CHECKSUM)
        return GARBAGE;
    r->n_packet = (size_t)decoded - CHECKSUM;
    if (little(r->room + r->n_packet, CHECKSUM) != crc32(r->room, r->n_packet))
        return CRC;
    return r->room[0] == 1 ? GOOD : VERSION;                           /* 3.1 */
}

/* Takes a byte. OPEN: the run goes on; GOOD: a packet stands in the room; else what was damaged. */
static enum kind receive(struct receiver *r, uint8_t byte, size_t *n_bytes)
{
    enum kind kind;
    if (byte) {
        if (r->length < MOST_RUN)
            r->room[r->length] = byte;
        r->length++;
        return OPEN;
    }
    kind = check_run(r);
    if (!r->begun && kind != GOOD && kind != EMPTY && kind != VERSION)
        kind = GARBAGE;
    r->begun = true;
    *n_bytes = r->length + 1;
    r->length = 0;
    return kind;
}

static void count(struct receiver *r, enum kind kind, size_t n_bytes)
{
    r->runs[kind]++;
    r->bytes[kind] += n_bytes;
}

/* --- 3. Layouts: fields by name ----------------------------------------------------------------- */

struct field {
    char name[MOST_NAME];
    char sort;                          /* u i f, or b t r: bytes, text, records */
    size_t size, offset;                /* bytes */
};

struct fields {
    struct field field[MOST_FIELDS];
    int n;
    size_t size;                        /* of all numbers */
    char tail;                          /* sort of what stands after them, 0: nothing */
};

enum message {
    HELLO, DESCRIPTION, REPLY, FRAME, CONTACTS,
    HELLO_REQUEST, DESCRIPTION_REQUEST, START, STOP, KEEP_ALIVE, MESSAGES
};

struct layout {
    int type;
    struct fields head, each;
};

static const struct {                                                  /* 5.1 */
    const char *name;
    int type;
    const char *fields, *each;
} version_1_0[MESSAGES] = {
    {"hello", 0x01, "protocol_minor:u8 reset_cause:u8 boot_count:u32 packet_bytes:u32 "
     "description_bytes:u32 description_crc:u32 name:text", ""},
    {"description", 0x02, "offset:u32 total_bytes:u32 crc:u32 piece:bytes", ""},
    {"reply", 0x03, "request_sequence:u32 request_type:u8 status:u8 reason:text", ""},
    {"frame", 0x10, "scan:u32 rows:u16 columns:u16 coding:u8 frame_data:bytes", ""},
    {"contacts", 0x11, "scan:u32 scan_time:u16 contact_count:u8 contacts:records",
     "contact_identifier:u8 tip_switch:u8 x_um:i32 y_um:i32 width_um:u16 height_um:u16 "
     "pressure:u16"},
    {"hello_request", 0x81, "", ""},
    {"description_request", 0x82, "offset:u32 length:u32", ""},
    {"start", 0x83, "streams:u8 coding:u8 rate_hz:u16 watchdog_ms:u32", ""},
    {"stop", 0x84, "", ""},
    {"keep_alive", 0x89, "", ""},
};

/* Reads "name:kind name:kind" of `n` characters; false: it is no layout. */
static bool read_fields(const char *text, size_t n, struct fields *fields)     /* 4.2 */
{
    static const struct { const char *kind; char sort; size_t size; } kinds[] = {
        {"u8", 'u', 1}, {"u16", 'u', 2}, {"u32", 'u', 4}, {"u64", 'u', 8},
        {"i8", 'i', 1}, {"i16", 'i', 2}, {"i32", 'i', 4}, {"i64", 'i', 8},
        {"f32", 'f', 4}, {"f64", 'f', 8}, {"bytes", 'b', 0}, {"text", 't', 0}, {"records", 'r', 0}
    };
    size_t at = 0;
    memset(fields, 0, sizeof *fields);
    while (at < n) {
        struct field *field = &fields->field[fields->n];
        size_t name_end = at, kind_at, end, k;
        if (text[at] == ' ') {
            at++;
            continue;
        }
        while (name_end < n && text[name_end] != ':' && text[name_end] != ' ')
            name_end++;
        if (fields->n == MOST_FIELDS || fields->tail || name_end == n || text[name_end] != ':'
            || name_end - at >= MOST_NAME)
            return false;
        memcpy(field->name, text + at, name_end - at);
        for (end = kind_at = name_end + 1; end < n && text[end] != ' '; end++)
            ;
        for (k = 0; k < sizeof kinds / sizeof *kinds; k++)
            if (strlen(kinds[k].kind) == end - kind_at
                && memcmp(kinds[k].kind, text + kind_at, end - kind_at) == 0)
                break;
        if (k == sizeof kinds / sizeof *kinds)
            return false;
        field->sort = kinds[k].sort;
        field->size = kinds[k].size;
        field->offset = fields->size;
        fields->size += field->size;
        fields->tail = field->size ? 0 : field->sort;
        fields->n++;
        at = end;
    }
    return true;
}

static const struct field *find(const struct fields *fields, const char *name)
{
    for (int i = 0; i < fields->n; i++)
        if (strcmp(fields->field[i].name, name) == 0)
            return &fields->field[i];
    return NULL;
}

/* A field keeps its sort (4.3): whole numbers stay whole, text stays text. */
static bool same_sorts(const struct fields *given, const struct fields *own)
{
    for (int i = 0; i < own->n; i++) {
        const struct field *found = find(given, own->field[i].name);
        char sort = own->field[i].sort;
        if (found && (sort == 'u' || sort == 'i' ? found->sort != 'u' && found->sort != 'i'
                                                 : found->sort != sort))
            return false;
    }
    return true;
}

/* Reads a whole number by name; 0 where there is none. */
static int64_t whole(const struct fields *fields, const uint8_t *bytes, const char *name)
{
    const struct field *field = find(fields, name);
    uint64_t value, sign;
    if (!field || field->size == 0)
        return 0;
    value = little(bytes + field->offset, field->size);
    sign = (uint64_t)1 << (8 * field->size - 1);
    if (field->sort == 'i' && value & sign)
        return -(int64_t)(sign - 1 - (value & (sign - 1))) - 1;        /* two's complement */
    return (int64_t)(value & INT64_MAX);
}

static void put_whole(const struct fields *fields, uint8_t *bytes, const char *name, uint64_t value)
{
    const struct field *field = find(fields, name);
    if (field && field->size)
        put_little(bytes + field->offset, field->size, value);
}

/* --- 4. Coded frames ---------------------------------------------------------------------------- */

struct bits {
    const uint8_t *bytes;
    size_t n, at;                       /* bits */
    bool ended;
};

static uint32_t get_bits(struct bits *bits, unsigned n)                /* 7.1 */
{
    uint32_t value = 0;
    if (n > bits->n - bits->at) {
        bits->ended = true;
        bits->at = bits->n;
        return 0;
    }
    for (; n; n--, bits->at++)
        value = value << 1 | (uint32_t)(bits->bytes[bits->at / 8] >> (7 - bits->at % 8) & 1);
    return value;
}

static int16_t count_of(uint32_t bits)
{
    bits &= 0xFFFF;
    return (int16_t)(bits < 0x8000 ? (int32_t)bits : (int32_t)bits - 0x10000);
}

static bool decode_frame(                                              /* 7 */
    const uint8_t *bytes, size_t n, size_t rows, size_t columns, int16_t *counts)
{
    struct bits bits = {bytes, 8 * n, 0, false};
    for (size_t r = 0; r < rows; r++) {
        uint32_t predictor = get_bits(&bits, 2), parameter = get_bits(&bits, 4);
        for (size_t c = 0; c < columns; c++) {
            int16_t *node = counts + r * columns + c;
            int32_t left = c ? node[-1] : r ? *(node - columns) : 0;   /* 7.3 */
            int32_t up = r ? *(node - columns) : left;
            int32_t larger = abs(left) > abs(up) ? abs(left) : abs(up), predicted, difference;
            uint32_t zeros = 0, k = parameter, u;
            if (bits.ended)
                return false;
            if (parameter == 15) {                                     /* 7.7 */
                *node = count_of(get_bits(&bits, 16));
                continue;
            }
            if (parameter > 10) {
                for (k = 0; larger; larger >>= 1)
                    k++;
                k = k > parameter - 11 ? k - (parameter - 11) : 0;
            }
            while (zeros < 20 && !get_bits(&bits, 1) && !bits.ended)   /* 7.6 */
                zeros++;
            u = zeros == 20 ? get_bits(&bits, 16) : zeros << k | get_bits(&bits, k);
            if (bits.ended || u > 0xFFFF)
                return false;
            predicted = predictor == 0 ? 0 : predictor == 1 ? left : predictor == 2 ? up
                : (left + up + 131072) / 2 - 65536;                    /* 7.4: rounded down */
            difference = u & 1 ? -(int32_t)(u / 2) - 1 : (int32_t)(u / 2);      /* 7.5 */
            *node = count_of((uint32_t)(predicted + difference));
        }
    }
    return !bits.ended && bits.n - bits.at < 8
        && get_bits(&bits, (unsigned)(bits.n - bits.at)) == 0;
}

/* --- 5. The description ------------------------------------------------------------------------- */

struct text {
    const char *at;
    size_t n;
};

static size_t skip_space(struct text json, size_t at)
{
    while (at < json.n && strchr(" \t\r\n", json.at[at]) && json.at[at])
        at++;
    return at;
}

/* Finds where a value ends, whatever is in it; json.n where it does not. */
static size_t skip_value(struct text json, size_t at)
{
    size_t depth = 0;
    bool quoted = false;
    for (; at < json.n; at++) {
        char c = json.at[at];
        if (quoted) {
            if (c == '\\')
                at++;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']' || c == ',') {
            if (depth == 0)
                return at;
            depth -= c != ',';
        }
    }
    return json.n;
}

/* Returns the value of a name in an object, its quotes or brackets included; n is 0 without one. */
static struct text member(struct text object, const char *name)
{
    static const struct text none = {"", 0};
    size_t at = skip_space(object, 0), n = strlen(name);
    if (at == object.n || object.at[at] != '{')
        return none;
    for (at++; at < object.n; at++) {
        size_t key = skip_space(object, at), value, end;
        for (value = key + 1; value < object.n && object.at[value] != '"'; value++)
            value += object.at[value] == '\\';
        if (value >= object.n || object.at[key] != '"')
            return none;
        end = value;
        value = skip_space(object, value + 1);
        if (value >= object.n || object.at[value] != ':')
            return none;
        value = skip_space(object, value + 1);
        at = skip_value(object, value);
        if (end - key - 1 == n && memcmp(object.at + key + 1, name, n) == 0) {
            struct text found = {object.at + value, at - value};
            return found;
        }
        if (at < object.n && object.at[at] != ',')
            return none;
    }
    return none;
}

static struct text inside_quotes(struct text value)
{
    struct text inside = {"", 0};
    while (value.n && strchr(" \t\r\n", value.at[value.n - 1]))
        value.n--;
    if (value.n >= 2 && value.at[0] == '"' && value.at[value.n - 1] == '"') {
        inside.at = value.at + 1;
        inside.n = value.n - 2;
    }
    return inside;
}

/* Reads a number from 0 to `most`; -1 where there is none. */
static double number(struct text value, double most)
{
    char digits[40];
    size_t n = value.n < sizeof digits - 1 ? value.n : sizeof digits - 1;
    double found;
    memcpy(digits, value.at, n);
    digits[n] = 0;
    found = n && strchr("0123456789", *digits) ? strtod(digits, NULL) : -1;
    return found >= 0 && found <= most ? found : -1;
}

struct description {
    uint8_t bytes[MOST_DESCRIPTION];
    bool here[MOST_DESCRIPTION];
    size_t total;
    uint32_t crc;
    bool whole;
};

/* From the first gap to the end of the last: false where there is none. */
static bool missing(const struct description *d, size_t *offset, size_t *length)       /* 4.5 */
{
    size_t first = 0, after = d->total;
    while (first < d->total && d->here[first])
        first++;
    while (after > first && d->here[after - 1])
        after--;
    *offset = first;
    *length = after - first;
    return first < d->total || d->total == 0;
}

static void add_piece(
    struct description *d, const struct fields *head, const uint8_t *payload, size_t n)
{
    size_t offset = (size_t)whole(head, payload, "offset");
    size_t total = (size_t)whole(head, payload, "total_bytes");
    uint32_t crc = (uint32_t)whole(head, payload, "crc");
    size_t length = n - head->size, gap;
    if (d->whole || total == 0 || total > MOST_DESCRIPTION || offset > total
        || length > total - offset)
        return;
    if (total != d->total || crc != d->crc) {
        memset(d, 0, sizeof *d);
        d->total = total;
        d->crc = crc;
    }
    memcpy(d->bytes + offset, payload + head->size, length);
    memset(d->here + offset, true, length);
    if (!missing(d, &gap, &gap)) {
        d->whole = crc32(d->bytes, total) == crc;
        if (!d->whole)
            memset(d, 0, sizeof *d);
    }
}

/* --- 6. The program ----------------------------------------------------------------------------- */

enum state { ASK_HELLO, ASK_DESCRIPTION, ASK_START, STREAMING, LISTENING };

static struct client {
    struct receiver receiver;
    struct description description;
    struct layout layouts[MESSAGES];
    int16_t counts[MOST_NODES];
    int fd;
    bool can_ask;                       /* a line, not a file or a pipe */
    bool started;                       /* a stream was asked for: what comes is the client's own */
    enum state state;
    uint32_t sequence;                  /* of the next request */
    bool followed;                      /* boot and last are those of a packet */
    uint16_t boot;
    uint32_t last;
    uint64_t lost, repeated, restarts, frames, contacts;
    uint64_t began_ms, heard_ms;        /* of the program; of the last good packet */
    uint64_t asked_ms, busy_ms, quiet_ms;   /* of the last request and byte; the wait after it */
    /* what the command line asked for */
    uint8_t streams, coding;
    uint16_t rate_hz;
    uint64_t most_frames;
} client;

static volatile sig_atomic_t stopped;

static void stop(int signal_number)
{
    (void)signal_number;
    stopped = 1;
}

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "touch_client: %s: %s\n", what, why);
    exit(2);
}

static uint64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Prints text of the device between quotes; what is not plain becomes a question mark. */
static void print_text(FILE *out, struct text text)
{
    for (size_t i = 0; i < text.n && i < 200; i++) {
        char c = text.at[i];
        fputc(c < ' ' || c == '"' || c == '\\' || c > '~' ? '?' : c, out);
    }
}

static bool learn(enum message message, struct text fields, struct text each, int type)
{
    static struct layout given, own;
    struct layout *layout = &client.layouts[message];
    const char *own_fields = version_1_0[message].fields, *own_each = version_1_0[message].each;
    if (!read_fields(fields.at, fields.n, &given.head)
        || !read_fields(each.at, each.n, &given.each)
        || !read_fields(own_fields, strlen(own_fields), &own.head)
        || !read_fields(own_each, strlen(own_each), &own.each)
        || given.each.tail || (given.head.tail == 'r') != (given.each.n > 0)
        || type < 0 || type > 255)
        return false;
    given.type = same_sorts(&given.head, &own.head) && same_sorts(&given.each, &own.each)
        ? type : -1;
    *layout = given;
    return true;
}

static void learn_version_1_0(void)
{
    for (int m = 0; m < MESSAGES; m++) {
        struct text fields = {version_1_0[m].fields, strlen(version_1_0[m].fields)};
        struct text each = {version_1_0[m].each, strlen(version_1_0[m].each)};
        if (!learn((enum message)m, fields, each, version_1_0[m].type))
            fail("version 1.0", version_1_0[m].name);
    }
}

/* Reads the description: what is printed of it, and the layouts by name. */
static void read_description(void)                                     /* 4.3, 4.4 */
{
    struct text json = {(const char *)client.description.bytes, client.description.total};
    struct text format = inside_quotes(member(json, "format"));
    struct text panel = member(json, "panel"), messages = member(json, "messages");
    static const char expected[] = "touch-link/1";
    if (format.n != sizeof expected - 1 || memcmp(format.at, expected, format.n) != 0)
        fail("description", "expected format touch-link/1, a newer client may read it");
    for (int m = 0; m < MESSAGES; m++) {
        struct text message = member(messages, version_1_0[m].name);
        struct text fields = inside_quotes(member(message, "fields"));
        struct text each = inside_quotes(member(message, "each"));
        if (message.n
            && !learn((enum message)m, fields, each, (int)number(member(message, "type"), 255)))
            fail("description: cannot read the layout of", version_1_0[m].name);
    }
    printf("{\"kind\": \"device\", \"name\": \"");
    print_text(stdout, inside_quotes(member(panel, "name")));
    printf("\", \"rows\": %.0f, \"columns\": %.0f, \"pitch_mm\": %.6g, \"firmware\": \"",
           number(member(panel, "rows"), 4096), number(member(panel, "columns"), 4096),
           number(member(panel, "pitch_mm"), 100));
    print_text(stdout, inside_quotes(member(json, "firmware")));
    printf("\"}\n");
}

static void write_all(const uint8_t *bytes, size_t n)
{
    while (n) {
        ssize_t written = write(client.fd, bytes, n);
        if (written > 0) {
            bytes += written;
            n -= (size_t)written;
        } else if ((written < 0 && errno != EINTR && errno != EAGAIN) || stopped) {
            return;                     /* the device is gone, as reading shows; or enough */
        } else {
            struct pollfd line = {client.fd, POLLOUT, 0};
            (void)poll(&line, 1, 100);
        }
    }
}

/* Sends a request; a zero byte before it ends what noise may have begun (2.5). */
static void request(enum message message, const uint8_t *payload)
{
    uint8_t packet[HEADER + MOST_REQUEST + CHECKSUM], line[sizeof packet + 4];
    const struct layout *layout = &client.layouts[message];
    size_t n = HEADER + layout->head.size, length;
    if (layout->type < 0 || layout->head.size > MOST_REQUEST)
        fail("description: cannot send", version_1_0[message].name);
    memset(packet, 0, sizeof packet);
    packet[0] = 1;
    packet[1] = (uint8_t)layout->type;
    put_little(packet + 4, 4, client.sequence++);
    memcpy(packet + HEADER, payload, layout->head.size);
    put_little(packet + n, CHECKSUM, crc32(packet, n));
    line[0] = 0;
    length = 1 + cobs_encode(packet, n + CHECKSUM, line + 1);
    line[length++] = 0;
    write_all(line, length);
    client.asked_ms = client.busy_ms = now_ms();
}

/* Asks for what the client waits for (5.9); called again when no answer came (5.4). */
static void ask(void)
{
    uint8_t payload[MOST_REQUEST] = {0};
    const struct fields *head;
    size_t offset, length;
    switch (client.state) {
    case ASK_HELLO:
        request(HELLO_REQUEST, payload);
        break;
    case ASK_DESCRIPTION:
        head = &client.layouts[DESCRIPTION_REQUEST].head;
        (void)missing(&client.description, &offset, &length);
        put_whole(head, payload, "offset", offset);
        put_whole(head, payload, "length", length);
        request(DESCRIPTION_REQUEST, payload);
        break;
    case ASK_START:
        client.started = true;
        head = &client.layouts[START].head;
        put_whole(head, payload, "streams", client.streams);
        put_whole(head, payload, "coding", client.coding);
        put_whole(head, payload, "rate_hz", client.rate_hz);
        put_whole(head, payload, "watchdog_ms", 3000);
        request(START, payload);
        break;
    case STREAMING:
        request(KEEP_ALIVE, payload);
        break;
    case LISTENING:
        break;
    }
}

static void enter(enum state state)
{
    if (!client.can_ask)
        return;
    client.state = state;
    client.quiet_ms = QUIET_MS;
    ask();
}

/* --- what arrives ------------------------------------------------------------------------------- */

static bool on_frame(const struct fields *head, const uint8_t *payload, size_t n, uint64_t time_us)
{
    int64_t rows = whole(head, payload, "rows"), columns = whole(head, payload, "columns");
    int64_t coding = whole(head, payload, "coding");
    const uint8_t *data = payload + head->size;
    size_t length = n - head->size, nodes, peak = 0;
    int64_t sum = 0;
    const struct field *tail = find(head, "frame_data");
    if (!tail || tail->sort != 'b' || rows < 1 || columns < 1 || rows > 4096 || columns > 4096
        || rows * columns > MOST_NODES)
        return false;
    nodes = (size_t)(rows * columns);
    if (coding == 1) {
        if (!decode_frame(data, length, (size_t)rows, (size_t)columns, client.counts))
            return false;
    } else if (coding == 0 && length == 2 * nodes) {
        for (size_t i = 0; i < nodes; i++)
            client.counts[i] = count_of((uint32_t)little(data + 2 * i, 2));
    } else {
        return false;
    }
    for (size_t i = 0; i < nodes; i++) {
        sum += client.counts[i];
        if (client.counts[i] > client.counts[peak])
            peak = i;
    }
    client.frames++;
    printf("{\"kind\": \"frame\", \"scan\": %" PRId64 ", \"time_us\": %" PRIu64
           ", \"rows\": %" PRId64 ", \"columns\": %" PRId64 ", \"coding\": %" PRId64
           ", \"sum\": %" PRId64 ", \"peak\": %d, \"peak_row\": %zu, \"peak_column\": %zu}\n",
           whole(head, payload, "scan"), time_us, rows, columns, coding, sum,
           client.counts[peak], peak / (size_t)columns, peak % (size_t)columns);
    return true;
}

static bool on_contacts(
    const struct layout *layout, const uint8_t *payload, size_t n, uint64_t time_us)
{
    const struct fields *head = &layout->head, *each = &layout->each;
    const struct field *tail = find(head, "contacts");
    size_t length = n - head->size;
    const char *before = "";
    if (!tail || tail->sort != 'r' || length % each->size
        || (size_t)whole(head, payload, "contact_count") != length / each->size)
        return false;
    client.contacts++;
    printf("{\"kind\": \"contacts\", \"scan\": %" PRId64 ", \"time_us\": %" PRIu64
           ", \"contacts\": [", whole(head, payload, "scan"), time_us);
    for (const uint8_t *at = payload + head->size; at < payload + n; at += each->size) {
        printf("%s{\"contact_identifier\": %" PRId64 ", \"tip_switch\": %" PRId64
               ", \"x_mm\": %.3f, \"y_mm\": %.3f, \"pressure\": %" PRId64 "}", before,
               whole(each, at, "contact_identifier"), whole(each, at, "tip_switch"),
               (double)whole(each, at, "x_um") / 1000, (double)whole(each, at, "y_um") / 1000,
               whole(each, at, "pressure"));
        before = ", ";
    }
    printf("]}\n");
    return true;
}

static void on_reply(const struct fields *head, const uint8_t *payload, size_t n)
{
    int64_t status = whole(head, payload, "status");
    if ((uint32_t)whole(head, payload, "request_sequence") != client.sequence - 1)
        return;                         /* to an earlier request */
    if (client.state == ASK_START) {
        struct text reason = {(const char *)payload + head->size, n - head->size};
        if (status == 0) {
            client.state = STREAMING;
            return;
        }
        fprintf(stderr, "touch_client: the device refused to start: ");
        print_text(stderr, reason);
        fprintf(stderr, "\n");
        exit(2);
    }
    if (client.state == ASK_DESCRIPTION && !client.description.whole)
        ask();
}

static void on_hello(const struct fields *head, const uint8_t *payload)
{
    bool known = client.description.whole
        && client.description.total == (size_t)whole(head, payload, "description_bytes")
        && client.description.crc == (uint32_t)whole(head, payload, "description_crc");
    if (!known && client.description.whole)
        memset(&client.description, 0, sizeof client.description);
    if (client.state == ASK_HELLO || client.state == STREAMING)
        enter(known ? ASK_START : ASK_DESCRIPTION);
}

/* Says whether a packet is to be used (8.2, 8.3). */
static bool follow(const uint8_t *packet)
{
    uint16_t boot = (uint16_t)little(packet + 2, 2);
    uint32_t sequence = (uint32_t)little(packet + 4, 4), ahead = sequence - client.last;
    if (client.followed && boot == client.boot) {
        if (ahead == 0 || ahead >= UINT32_C(1) << 31) {
            client.repeated++;
            return false;
        }
        client.lost += ahead - 1;
    } else if (client.followed) {
        client.restarts++;
        client.lost += sequence;
        printf("{\"kind\": \"restarted\", \"boot\": %u}\n", (unsigned)boot);
        enter(ASK_HELLO);
    }
    client.followed = true;
    client.boot = boot;
    client.last = sequence;
    return true;
}

static enum kind on_packet(const uint8_t *packet, size_t n)
{
    const uint8_t *payload = packet + HEADER;
    uint64_t time_us = little(packet + 8, 8);
    const struct layout *layout = NULL;
    int m;
    for (m = 0; m < HELLO_REQUEST && !layout; m++)
        if (client.layouts[m].type == packet[1])
            layout = &client.layouts[m];
    client.heard_ms = now_ms();
    if (!follow(packet))
        return GOOD;
    if (!layout)
        return UNKNOWN;
    if (m > FRAME && client.can_ask && !client.started)                /* 5.9 */
        return GOOD;
    n -= HEADER;
    if (n < layout->head.size)
        return MALFORMED;
    switch ((enum message)(m - 1)) {
    case HELLO:
        on_hello(&layout->head, payload);
        break;
    case DESCRIPTION: {
        bool was_whole = client.description.whole;
        add_piece(&client.description, &layout->head, payload, n);
        if (client.description.whole && !was_whole) {
            read_description();
            if (client.state == ASK_DESCRIPTION)
                enter(ASK_START);
        }
        break;
    }
    case REPLY:
        on_reply(&layout->head, payload, n);
        break;
    case FRAME:
        return on_frame(&layout->head, payload, n, time_us) ? GOOD : MALFORMED;
    case CONTACTS:
        return on_contacts(layout, payload, n, time_us) ? GOOD : MALFORMED;
    default:
        break;
    }
    return GOOD;
}

static void on_bytes(const uint8_t *bytes, size_t n)
{
    struct receiver *r = &client.receiver;
    client.busy_ms = now_ms();
    client.quiet_ms = QUIET_MS;
    for (size_t i = 0; i < n && !stopped; i++) {
        size_t n_bytes = 0;
        enum kind kind = receive(r, bytes[i], &n_bytes);
        if (kind == OPEN)
            continue;
        if (kind == GOOD)
            kind = on_packet(r->room, r->n_packet);
        count(r, kind, n_bytes);
        if (client.most_frames && client.frames + client.contacts >= client.most_frames)
            stopped = 1;
    }
}

/* What time alone brings: asking again, feeding the watchdog, noticing silence. */
static void on_time(void)
{
    uint64_t now = now_ms();
    if (client.state == LISTENING)
        return;
    if (!client.followed && now - client.began_ms > 5000)              /* 8.6 */
        fail("the line", "nothing on it speaks touch-link 1, or at another speed");
    if (client.state == STREAMING) {
        if (now - client.heard_ms > 2000)                              /* 8.4 */
            enter(ASK_HELLO);
        else if (now - client.asked_ms > 800)                          /* 5.5 */
            ask();
    } else if (now - client.busy_ms >= client.quiet_ms
               || now - client.asked_ms > PATIENCE_MS) {               /* 5.4 */
        client.quiet_ms = 2 * client.quiet_ms < MOST_QUIET_MS ? 2 * client.quiet_ms : MOST_QUIET_MS;
        ask();
    }
}

static void print_counts(void)
{
    printf("{\"kind\": \"counts\"");
    for (int k = GOOD; k < KINDS; k++)
        printf(", \"%s\": [%" PRIu64 ", %" PRIu64 "]", kind_names[k], client.receiver.runs[k],
               client.receiver.bytes[k]);
    printf(", \"lost\": %" PRIu64 ", \"repeated\": %" PRIu64 ", \"restarts\": %" PRIu64 "}\n",
           client.lost, client.repeated, client.restarts);
}

/* --- the line ----------------------------------------------------------------------------------- */

static struct termios before;

static void restore_line(void)
{
    (void)tcdrain(client.fd);
    (void)tcsetattr(client.fd, TCSANOW, &before);
}

static bool baud_of(unsigned long baud, speed_t *speed)
{
    static const struct { unsigned long baud; speed_t speed; } known[] = {
        {9600, B9600}, {19200, B19200}, {38400, B38400}, {57600, B57600}, {115200, B115200},
        {230400, B230400}, {460800, B460800}, {500000, B500000}, {921600, B921600},
        {1000000, B1000000}, {2000000, B2000000}, {3000000, B3000000}
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].baud == baud) {
            *speed = known[i].speed;
            return true;
        }
    return false;
}

/* Opens a line or a file. Returns NULL, or what failed. */
static const char *open_line(const char *path, speed_t speed)
{
    struct stat status;
    struct termios raw;
    if (strcmp(path, "-") == 0)
        client.fd = STDIN_FILENO;
    else if (stat(path, &status) == 0)
        client.fd = open(path, S_ISCHR(status.st_mode) ? O_RDWR | O_NOCTTY | O_NONBLOCK : O_RDONLY);
    else
        client.fd = -1;
    if (client.fd < 0)
        return strerror(errno);
    client.can_ask = isatty(client.fd);
    if (!client.can_ask)
        return NULL;
    if (tcgetattr(client.fd, &before) < 0)
        return strerror(errno);
    raw = before;                                                      /* 8.7 */
    raw.c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON
                               | IXOFF);
    raw.c_oflag &= ~(tcflag_t)OPOST;
    raw.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    raw.c_cflag &= ~(tcflag_t)(CSIZE | PARENB | CSTOPB);
    raw.c_cflag |= CS8 | CREAD | CLOCAL;
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    if (cfsetispeed(&raw, speed) < 0 || cfsetospeed(&raw, speed) < 0
        || tcsetattr(client.fd, TCSANOW, &raw) < 0)
        return strerror(errno);
    return NULL;
}

/* Reads what has come. False: the end of a file, or the device has gone. */
static bool read_line(void)
{
    static uint8_t bytes[4096];
    struct pollfd line = {client.fd, POLLIN, 0};
    ssize_t n;
    if (poll(&line, 1, 10) <= 0)
        return true;
    n = read(client.fd, bytes, sizeof bytes);
    if (n > 0)
        on_bytes(bytes, (size_t)n);
    return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

static void end_run(void)                                              /* 2.6 */
{
    if (client.receiver.length)
        count(&client.receiver, TRUNCATED, client.receiver.length);
    client.receiver.length = 0;
    client.receiver.begun = false;
}

/* Waits for a device that has gone, and begins anew. False: it does not come back. */
static bool come_back(const char *path, speed_t speed)                 /* 8.8 */
{
    uint64_t gone_ms = now_ms();
    const struct timespec pause = {0, RETRY_MS * 1000000L};
    if (!client.can_ask)
        return false;
    end_run();
    fprintf(stderr, "touch_client: the device has gone; waiting for it to come back\n");
    close(client.fd);
    while (open_line(path, speed) || !client.can_ask) {
        if (client.fd >= 0)
            close(client.fd);
        if (stopped || now_ms() - gone_ms > BACK_MS) {
            client.fd = -1;
            client.state = LISTENING;
            return false;
        }
        nanosleep(&pause, NULL);
    }
    client.heard_ms = now_ms();
    enter(ASK_HELLO);
    return true;
}

static unsigned long whole_argument(const char *name, const char *text, unsigned long most)
{
    char *end;
    unsigned long value;
    errno = 0;
    value = strtoul(text, &end, 10);
    if (errno || *text < '0' || *text > '9' || *end || value > most)
        fail(name, "expected a whole number");
    return value;
}

static const char usage[] =
    "usage: touch_client DEVICE [--baud N] [--frames N] [--seconds N] [--rate N]\n"
    "                    [--streams frames|contacts|both] [--coding plain|rice]\n"
    "DEVICE is a serial device, a pseudo terminal, a recording, or - for standard input.\n"
    "--frames: stop after so many frames and contact reports.\n";

static unsigned long choice(const char *name, const char *text, const char *const words[])
{
    for (unsigned long i = 0; words[i]; i++)
        if (strcmp(words[i], text) == 0)
            return i;
    fail(name, "expected one of the words that --help lists");
    return 0;
}

int main(int argc, char **argv)
{
    static const char *const streams[] = {"", "frames", "contacts", "both", NULL};
    static const char *const codings[] = {"plain", "rice", NULL};
    const char *path = NULL;
    unsigned long baud = 921600, seconds = 0;
    const char *problem;
    speed_t speed;
    struct sigaction action;
    client.streams = 3;
    client.coding = 1;
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--help") == 0) {
            fputs(usage, stdout);
            return 0;
        } else if (strncmp(argv[i], "--", 2) != 0) {
            if (path)
                fail(argv[i], "expected one device");
            path = argv[i];
            continue;
        }
        if (strcmp(argv[i], "--baud") == 0)
            baud = whole_argument("--baud", value, 4000000);
        else if (strcmp(argv[i], "--frames") == 0)
            client.most_frames = whole_argument("--frames", value, 1000000000);
        else if (strcmp(argv[i], "--seconds") == 0)
            seconds = whole_argument("--seconds", value, 1000000000);
        else if (strcmp(argv[i], "--rate") == 0)
            client.rate_hz = (uint16_t)whole_argument("--rate", value, 65535);
        else if (strcmp(argv[i], "--streams") == 0)
            client.streams = (uint8_t)choice("--streams", *value ? value : "?", streams);
        else if (strcmp(argv[i], "--coding") == 0)
            client.coding = (uint8_t)choice("--coding", value, codings);
        else
            fail(argv[i], "no such option");
        i++;
    }
    if (!path) {
        fputs(usage, stderr);
        return 2;
    }
    memset(&action, 0, sizeof action);
    action.sa_handler = stop;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOLBF, 0);
    learn_version_1_0();
    if (!baud_of(baud, &speed))
        fail("--baud", "expected a usual rate from 9600 to 3000000");
    problem = open_line(path, speed);
    if (problem)
        fail(path, problem);
    if (client.can_ask)
        (void)atexit(restore_line);
    client.began_ms = client.heard_ms = now_ms();
    client.state = LISTENING;
    enter(ASK_HELLO);
    while (!stopped && (!seconds || now_ms() - client.began_ms < 1000 * (uint64_t)seconds)) {
        if (!read_line() && !come_back(path, speed))
            break;
        on_time();
        if (ferror(stdout))
            break;
    }
    end_run();
    if (client.state == STREAMING) {
        uint8_t none[MOST_REQUEST] = {0};
        request(STOP, none);
    }
    print_counts();
    return client.frames + client.contacts ? 0 : 1;
}
