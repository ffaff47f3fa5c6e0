/**
 * The two presses of a two-ended stamp, sent together: nobody learns of one end alone whether it
 * was right, this page neither.
 *
 *   empty ──press──► half ──press of the other end, in time──► a body to send
 *     ▲               ├──── the same end again: half as before
 *     └── too late ◄──┘
 */

import {USUAL_PX_PER_MM} from "./geometry.js";

// The service takes no two presses that lie farther apart (issuance/defence/pair.py).
export const LONGEST_APART_MS = 10_000;
// Patterns differ by 3 mm or more, root of the summed squares; presses of one end by less than 1.
const SAME_PX = 1.5 * USUAL_PX_PER_MM;

export class Pair {
  constructor() {
    this.forget();
  }

  forget() {
    this.first = null;
    this.readMs = 0;
  }

  /** Whether the other end is waited for. */
  get isHalf() {
    return this.first !== null;
  }

  /** How much time is left in which the other end may touch the screen. */
  leftMs(nowMs) {
    return Math.max(0, this.readMs + LONGEST_APART_MS - nowMs);
  }

  /** Whether a press that touched the screen at `touchedMs` came too late for the other end. */
  isOver(touchedMs) {
    return touchedMs - this.readMs > LONGEST_APART_MS;
  }

  /** Keep the first press, which was read at `readMs`. */
  begin(sighting, readMs) {
    this.first = sighting;
    this.readMs = readMs;
  }

  isSameEnd(sighting) {
    return apartPx(shapeOf(this.first.samples), shapeOf(sighting.samples)) < SAME_PX;
  }

  /** Both presses, as they are sent; the second one touched the screen at `touchedMs`. */
  with(sighting, touchedMs) {
    const apartMs = Math.max(0, Math.round(touchedMs - this.readMs));
    return {ends: [this.first, sighting], apart_ms: apartMs};
  }
}

/** The mean of all samples about their centre: a list of [x, y]. */
export function shapeOf(samples) {
  const sums = samples[0].map(() => [0, 0]);
  for (const sample of samples) {
    const [x, y] = middle(sample);
    sample.forEach((point, k) => {
      sums[k][0] += point[0] - x;
      sums[k][1] += point[1] - y;
    });
  }
  return sums.map(([x, y]) => [x / samples.length, y / samples.length]);
}

/**
 * How far two shapes are apart after the best turn and the best matching of their points: root of
 * the summed squares, px. The scale is that of one screen.
 */
export function apartPx(one, other) {
  const size = [...one, ...other].reduce((sum, [x, y]) => sum + x * x + y * y, 0);
  let most = 0;
  for (const order of orders(one.length)) {
    let [along, across] = [0, 0];
    one.forEach(([x, y], k) => {
      const [u, v] = other[order[k]];
      along += x * u + y * v;
      across += x * v - y * u;
    });
    most = Math.max(most, Math.hypot(along, across));
  }
  return Math.sqrt(Math.max(0, size - 2 * most));
}

function middle(points) {
  const n = points.length;
  return points.reduce(([x, y], point) => [x + point[0] / n, y + point[1] / n], [0, 0]);
}

/** All orders of the numbers below n. */
function orders(n) {
  if (n === 0) return [[]];
  return orders(n - 1).flatMap((order) =>
    Array.from({length: n}, (_, k) => [...order.slice(0, k), n - 1, ...order.slice(k)]));
}
