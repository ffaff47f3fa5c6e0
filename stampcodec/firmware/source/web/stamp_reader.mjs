// Reads stamps from raw frames in a browser, or wherever WebAssembly runs: stamp_core.c, compiled.
// $about
//
//     import { loadStampReader } from "./stamp_reader.mjs";
//     const reader = await loadStampReader(fetch("stamp_reader.wasm"));
//     const reading = reader.read(frame);
//     if (reading.outcome === "read") use(reading.merchantId);

export const FAMILY = "$family";
export const PANEL = "$panel";
export const ROWS = $rows;
export const COLUMNS = $columns;

const OUTCOMES = ["empty", "unreadable", "read", "mirrored"];
const PAGE_BYTES = 65536;
const COUNTS = ROWS * COLUMNS;

/**
 * Make a reader of stamp_reader.wasm: of a response (or a promise of one), of its bytes, or of a
 * module that is compiled already.
 */
export async function loadStampReader(source) {
  return new StampReader(await instantiated(await source));
}

/** One reader reads one frame at a time; its memory does not grow. */
export class StampReader {
  #exports;
  #reader;
  #frameAt;
  #readingAt;

  constructor(instance) {
    this.#exports = instance.exports;
    const bytes = this.#exports.stamp_bytes();
    const start = aligned(this.#exports.__heap_base.value);
    this.#frameAt = aligned(start + bytes);
    this.#readingAt = aligned(this.#frameAt + 2 * COUNTS);
    const memory = this.#exports.memory;
    const missing = this.#readingAt + PAGE_BYTES - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    this.#reader = this.#exports.stamp_init(start, bytes);
  }

  /** Read ROWS x COLUMNS counts, row by row, touch positive. */
  read(frame) {
    if (!(frame instanceof Int16Array) || frame.length !== COUNTS) {
      throw new RangeError(`a frame is an Int16Array of $${ROWS} x $${COLUMNS} counts`);
    }
    const buffer = this.#exports.memory.buffer;
    new Int16Array(buffer, this.#frameAt, COUNTS).set(frame);
    const outcome = this.#exports.stamp_read(this.#reader, this.#frameAt, this.#readingAt);
    return readingAt(new DataView(buffer, this.#readingAt), OUTCOMES[outcome]);
  }
}

// The fields of struct stamp_reading, in their order.
function readingAt(view, outcome) {
  const hasPose = outcome === "read" || outcome === "mirrored";
  return {
    outcome,
    merchantId: outcome === "read" ? view.getUint32(0, true) : null,
    pose: hasPose
      ? {
          xMm: view.getFloat32(4, true),
          yMm: view.getFloat32(8, true),
          angleDeg: view.getFloat32(12, true),
        }
      : null,
    margin: hasPose ? view.getFloat32(16, true) : null,
    corrected: view.getUint8(20),
    missing: view.getUint8(21),
    added: view.getUint8(22),
  };
}

async function instantiated(source) {
  if (source instanceof WebAssembly.Module) return WebAssembly.instantiate(source);
  if (typeof Response !== "undefined" && source instanceof Response) {
    if (!source.ok) throw new Error(`the reader could not be fetched: status $${source.status}`);
    source = await source.arrayBuffer();
  }
  return (await WebAssembly.instantiate(source)).instance;
}

function aligned(address) {
  return Math.ceil(address / 16) * 16;
}
