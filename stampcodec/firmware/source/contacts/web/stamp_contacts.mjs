// Reads touch5 stamps from five contacts in a browser, or wherever WebAssembly runs:
// stamp_contacts.c, compiled.
// $about
//
//     import { loadContactReader } from "./stamp_contacts.mjs";
//     const reader = await loadContactReader(fetch("stamp_contacts.wasm"));
//     const reading = reader.read([[x0, y0], [x1, y1], [x2, y2], [x3, y3], [x4, y4]]);
//     if (reading.outcome === "read") use(reading.merchantId);

export const POINTS = 5;
/** Units of a coordinate, per millimetre, for which this reader was made. */
export const SCALES = Object.freeze([$low, $high]);

const OUTCOMES = ["empty", "unreadable", "read"];
const PAGE_BYTES = 65536;

/**
 * Make a reader of stamp_contacts.wasm: of a response (or a promise of one), of its bytes, or of a
 * module that is compiled already.
 */
export async function loadContactReader(source) {
  return new ContactReader(await instantiated(await source));
}

/** Keeps nothing from one reading to the next. */
export class ContactReader {
  #exports;
  #pointsAt;
  #readingAt;

  constructor(instance) {
    this.#exports = instance.exports;
    this.#pointsAt = Math.ceil(this.#exports.__heap_base.value / 16) * 16;
    this.#readingAt = this.#pointsAt + 8 * POINTS;
    const memory = this.#exports.memory;
    const missing = this.#readingAt + PAGE_BYTES - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  }

  /** Read up to five points, each [x, y], in any order. */
  read(points) {
    if (points.length > POINTS) {
      throw new RangeError(`expected up to $${POINTS} points, got $${points.length}`);
    }
    const buffer = this.#exports.memory.buffer;
    const held = new Float32Array(buffer, this.#pointsAt, 2 * POINTS).fill(NaN);
    points.forEach((point, at) => held.set(point, 2 * at));
    const outcome = this.#exports.stamp_contacts_read(this.#pointsAt, this.#readingAt);
    return readingAt(new DataView(buffer, this.#readingAt), OUTCOMES[outcome]);
  }
}

// The fields of struct stamp_contacts_reading, in their order.
function readingAt(view, outcome) {
  if (outcome !== "read") return { outcome, merchantId: null, pose: null, margin: null };
  return {
    outcome,
    merchantId: view.getUint32(0, true),
    pose: {
      x: view.getFloat32(4, true),
      y: view.getFloat32(8, true),
      angleDeg: view.getFloat32(12, true),
      scale: view.getFloat32(16, true),
    },
    margin: view.getFloat32(20, true),
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
