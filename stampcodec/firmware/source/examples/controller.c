/* A whole controller: takes frames from one UART, follows stamps in them, and serves a client on
   another by the project's protocol (docs/protocol.md of stampcodec; clauses in brackets).

   UART 1, from the panel: packets `frame`. UART 0, to the client: hello, description, replies, the
   frames that it asked for, and a log for each event, such as "stamped 4711 press". For Arm's MPS2
   boards, as QEMU has them; other boards have other uart_* and clock_us. */

#include "../stamp_core.h"
#include "../stamp_tracker.h"
#include "../stamp_wire.h"
#include "description.h"

#include <string.h>

enum {
    HELLO = 0x01, DESCRIPTION = 0x02, REPLY = 0x03, COUNTERS = 0x04, SELF_TEST_RESULT = 0x05,
    LOG = 0x06, ALIVE = 0x07, FRAME = 0x10, /* (5.1) */
    HELLO_REQUEST = 0x81, DESCRIPTION_REQUEST = 0x82, START = 0x83, STOP = 0x84,
    RECALIBRATE = 0x85, SELF_TEST = 0x86, RESET = 0x87, COUNTERS_REQUEST = 0x88, KEEP_ALIVE = 0x89
};
enum { DONE = 0, UNKNOWN_TYPE = 1, MALFORMED = 2, OUT_OF_RANGE = 3, UNSUPPORTED = 5 }; /* (5.3) */
enum { FRAMES = 1, PLAIN = 0, RICE = 1, INFORMATION = 6 };
enum {
    NODES = STAMP_ROWS * STAMP_COLUMNS,
    FRAME_HEAD = 9,
    MOST_PAYLOAD = FRAME_HEAD + 2 * NODES > 256 ? FRAME_HEAD + 2 * NODES : 256,
    MOST_PACKET = MOST_PAYLOAD + STAMP_WIRE_OVERHEAD,
    MOST_REQUEST = 64,
    PIECE = 64,
    HELLO_US = 250000,
    ALIVE_US = 1000000,
    TRACKER_BYTES = $tracker_bytes,
    RECEIVER_BYTES = (STAMP_WIRE_LINE_BYTES(MOST_PACKET) + 64) / 8 * 8 /* each is aligned */
};

/* --- the board ------------------------------------------------------------------------------- */

#define UART(n) ((volatile uint32_t *)(0x40004000u + 0x1000u * (uint32_t)(n)))
#define SYSTICK ((volatile uint32_t *)0xE000E010u)                   /* control, reload, value */
enum { DATA = 0, STATE = 1, CONTROL = 2, DIVIDER = 4, TX_FULL = 1, RX_FULL = 2, BOTH_WAYS = 3 };
enum { CLIENT = 0, PANEL = 1, CLOCK_MHZ = 25, BAUD = 921600 };

static uint64_t now_us;

static void board_init(void) {
    int n;
    for (n = CLIENT; n <= PANEL; n++) {
        UART(n)[DIVIDER] = CLOCK_MHZ * 1000000 / BAUD;
        UART(n)[CONTROL] = BOTH_WAYS;
    }
    SYSTICK[1] = 0xFFFFFFu;
    SYSTICK[2] = 0;
    SYSTICK[0] = 5; /* on, at the processor's clock */
}

static int uart_get(int n, uint8_t *byte) {
    if ((UART(n)[STATE] & RX_FULL) == 0) return 0;
    *byte = (uint8_t)UART(n)[DATA];
    return 1;
}

static void uart_put(int n, const uint8_t *data, size_t length) {
    size_t k;
    for (k = 0; k < length; k++) {
        while ((UART(n)[STATE] & TX_FULL) != 0) {
        }
        UART(n)[DATA] = data[k];
    }
}

/* Move the clock on; to be called more often than the counter of 24 bits runs out, 0.67 s. */
static void clock_run(void) {
    static uint32_t before = 0xFFFFFFu, ticks;
    uint32_t value = SYSTICK[2];
    ticks += (before - value) & 0xFFFFFFu;
    before = value;
    now_us += ticks / CLOCK_MHZ;
    ticks %= CLOCK_MHZ;
}

/* --- what is sent ---------------------------------------------------------------------------- */

static struct {
    uint64_t scans, packets_sent, bytes_sent, packets_received, packets_bad, bytes_bad;
    uint32_t watchdog_stops;
} counters;
static uint32_t sequence;
static uint64_t sent_us, heard_us, hello_us;
static uint8_t payload[MOST_PAYLOAD], line[STAMP_WIRE_LINE_BYTES(MOST_PACKET)];
static size_t n_payload;
static struct {
    uint8_t streams, coding, has_client;
    uint16_t rate_hz;
    uint32_t watchdog_ms;
} state;

static void put(uint64_t value, int bytes) {
    int k;
    for (k = 0; k < bytes; k++) payload[n_payload++] = (uint8_t)(value >> (8 * k));
}

static void put_text(const char *text) {
    size_t length = strlen(text);
    memcpy(payload + n_payload, text, length);
    n_payload += length;
}

static void put_number(uint32_t number) {
    char digits[11];
    int at = 10;
    digits[10] = 0;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    put_text(digits + at);
}

static void send(uint8_t type, uint64_t time_us) {
    struct stamp_wire_packet packet;
    size_t length;
    packet.type = type;
    packet.boot = BOOT;
    packet.sequence = sequence++;
    packet.time_us = time_us;
    packet.payload = payload;
    packet.payload_bytes = n_payload;
    length = stamp_wire_write(&packet, line, sizeof line);
    uart_put(CLIENT, line, length);
    counters.packets_sent++;
    counters.bytes_sent += length;
    sent_us = now_us;
    n_payload = 0;
}

static void send_hello(void) {
    put(0, 1); /* minor version */
    put(0, 1); /* reset cause: power */
    put(BOOT, 4);
    put(MOST_PACKET, 4);
    put(sizeof description - 1, 4);
    put(stamp_wire_crc(0, (const uint8_t *)description, sizeof description - 1), 4);
    put_text(STAMP_PANEL);
    send(HELLO, now_us);
    hello_us = now_us;
}

/* (4.5) */
static void send_description(uint32_t at, uint32_t length) {
    const uint32_t total = (uint32_t)(sizeof description - 1);
    const uint32_t crc = stamp_wire_crc(0, (const uint8_t *)description, total);
    const uint32_t end = length == 0 || length > total - at ? total : at + length;
    while (at < end) {
        uint32_t piece = end - at < PIECE ? end - at : PIECE;
        put(at, 4);
        put(total, 4);
        put(crc, 4);
        memcpy(payload + n_payload, description + at, piece);
        n_payload += piece;
        send(DESCRIPTION, now_us);
        at += piece;
    }
}

static void send_counters(void) {
    put(counters.scans, 8);
    put(0, 8); /* overruns */
    put(counters.packets_sent, 8);
    put(counters.bytes_sent, 8);
    put(0, 8); /* dropped: nothing is, the panel waits */
    put(0, 8);
    put(0, 8);
    put(counters.packets_received, 8);
    put(counters.packets_bad, 8);
    put(counters.bytes_bad, 8);
    put(counters.watchdog_stops, 4);
    put(0, 4);
    send(COUNTERS, now_us);
}

static void send_frame(const int16_t *frame, uint64_t time_us) {
    size_t coded = 0;
    put(counters.scans, 4);
    put(STAMP_ROWS, 2);
    put(STAMP_COLUMNS, 2);
    if (state.coding == RICE)
        coded = stamp_wire_encode(frame, STAMP_ROWS, STAMP_COLUMNS, payload + FRAME_HEAD,
                                  2 * NODES - 1);
    put(coded > 0 ? RICE : PLAIN, 1);
    if (coded == 0) {
        memcpy(payload + FRAME_HEAD, frame, 2 * NODES); /* little endian, as the processor is */
        coded = 2 * NODES;
    }
    n_payload += coded;
    send(FRAME, time_us);
}

static void send_event(const struct stamp_event *event) {
    static const char *const kinds[] = {"stamped", "lifted", "unread"};
    put(INFORMATION, 1);
    put_text(kinds[event->kind]);
    if (event->kind != STAMP_UNREAD) {
        put_text(" ");
        put_number(event->merchant_id);
        put_text(event->gesture == STAMP_SWIPE ? " swipe" : " press");
    }
    send(LOG, now_us);
}

/* --- what the client asks (5.3) -------------------------------------------------------------- */

static uint32_t number(const uint8_t *data, int bytes) {
    uint32_t value = 0;
    while (bytes-- > 0) value = value << 8 | data[bytes];
    return value;
}

static int start(const uint8_t *data, size_t n) {
    if (n < 8) return MALFORMED;
    if (data[0] != FRAMES) return OUT_OF_RANGE; /* this controller makes no contacts */
    if (data[1] > RICE) return UNSUPPORTED;
    state.streams = data[0];
    state.coding = data[1];
    state.rate_hz = (uint16_t)number(data + 2, 2); /* the panel has its own */
    state.watchdog_ms = number(data + 4, 4);
    return DONE;
}

static int answer(const struct stamp_wire_packet *request) {
    switch (request->type) {
    case HELLO_REQUEST: send_hello(); return DONE;
    case DESCRIPTION_REQUEST:
        if (request->payload_bytes < 8) return MALFORMED;
        if (number(request->payload, 4) >= sizeof description - 1) return OUT_OF_RANGE;
        send_description(number(request->payload, 4), number(request->payload + 4, 4));
        return DONE;
    case START: return start(request->payload, request->payload_bytes);
    case STOP: state.streams = 0; return DONE;
    case SELF_TEST:
        put(request->sequence, 4);
        send(SELF_TEST_RESULT, now_us);
        return DONE;
    case COUNTERS_REQUEST: send_counters(); return DONE;
    case KEEP_ALIVE: return DONE;
    case RECALIBRATE:
    case RESET: return UNSUPPORTED;
    default: return UNKNOWN_TYPE;
    }
}

static void hear(const struct stamp_wire_run *run) {
    const struct stamp_wire_packet *request = &run->packet;
    int status;
    if (run->kind != STAMP_WIRE_GOOD) {
        if (run->kind != STAMP_WIRE_EMPTY) {
            counters.packets_bad++;
            counters.bytes_bad += run->line_bytes;
        }
        return;
    }
    counters.packets_received++;
    state.has_client = 1;
    heard_us = now_us;
    status = answer(request);
    put(request->sequence, 4);
    put(request->type, 1);
    put((uint64_t)status, 1);
    send(REPLY, now_us);
}

/* --- what the panel sends (6.1) -------------------------------------------------------------- */

static _Alignas(STAMP_TRACKER_ALIGNMENT) unsigned char tracker_memory[TRACKER_BYTES];
static struct stamp_tracker *tracker;

static void scan(const struct stamp_wire_packet *packet) {
    static int16_t frame[NODES];
    struct stamp_event events[STAMP_TRACKER_MOST_EVENTS];
    const uint8_t *data = packet->payload;
    int k, n;
    if (packet->type != FRAME || packet->payload_bytes < FRAME_HEAD ||
        number(data + 4, 2) != STAMP_ROWS || number(data + 6, 2) != STAMP_COLUMNS)
        return;
    if (data[8] == RICE) {
        if (!stamp_wire_decode(data + FRAME_HEAD, packet->payload_bytes - FRAME_HEAD, STAMP_ROWS,
                               STAMP_COLUMNS, frame))
            return;
    } else if (data[8] == PLAIN && packet->payload_bytes == FRAME_HEAD + sizeof frame) {
        memcpy(frame, data + FRAME_HEAD, sizeof frame);
    } else {
        return;
    }
    counters.scans++;
    n = stamp_tracker_push(tracker, frame, packet->time_us, events);
    if (state.streams != 0) send_frame(frame, packet->time_us);
    for (k = 0; state.has_client && k < n; k++) send_event(&events[k]);
}

static void run_timers(void) {
    if (state.streams != 0 && state.watchdog_ms > 0 &&
        now_us - heard_us > (uint64_t)state.watchdog_ms * 1000) {
        state.streams = 0;
        state.has_client = 0;
        counters.watchdog_stops++;
    }
    if (!state.has_client && now_us - hello_us >= HELLO_US) send_hello();
    if (state.has_client && now_us - sent_us >= ALIVE_US) {
        put(state.streams, 1);
        put(state.streams != 0 ? state.rate_hz : 0, 2);
        send(ALIVE, now_us);
    }
}

int main(void) {
    static _Alignas(8) unsigned char memories[2][RECEIVER_BYTES];
    struct stamp_wire_receiver *client, *panel;
    struct stamp_wire_run run;
    uint8_t byte = 0;
    board_init();
    tracker = stamp_tracker_init(tracker_memory, sizeof tracker_memory);
    client = stamp_wire_init(memories[CLIENT], RECEIVER_BYTES, MOST_REQUEST);
    panel = stamp_wire_init(memories[PANEL], RECEIVER_BYTES, MOST_PACKET);
    if (tracker == NULL || client == NULL || panel == NULL) return 1;
    uart_put(CLIENT, &byte, 1); /* a zero before the first packet (2.5) */
    send_hello();
    for (;;) {
        clock_run();
        run_timers();
        if (uart_get(CLIENT, &byte)) {
            stamp_wire_push(client, &byte, 1, &run);
            if (run.kind != STAMP_WIRE_OPEN) hear(&run);
        }
        if (uart_get(PANEL, &byte)) {
            stamp_wire_push(panel, &byte, 1, &run);
            if (run.kind == STAMP_WIRE_GOOD) scan(&run.packet);
        }
    }
}
