/**
 * The clock of a press: when events arrive and frames are drawn, in milliseconds.
 *
 * One clock for both, `performance.now()` as it is when the page gets to work. The `timeStamp` of
 * touches is another clock: on some phones it lags, steps back and begins below zero.
 *
 * A page that was busy gets several events late and together, and does not know when they happened:
 *
 *   on the glass   5 4 3 2 1 0                           touches that are down
 *   arrives        ├──── busy ────┤5 4 3 2 1 0           no rest: the clock stood still
 */

// What arrives within this time is one moment, unless a touch was lifted. It is a scan at 240 Hz;
// browsers report moves once with every frame drawn.
const MOMENT_MS = 4;
// Of moments that arrive together each is later than the one before.
const LEAST_MS = 0.001;
// A frame is drawn every 8 to 33 ms. Of a longer silence nobody knows what the glass felt.
const LONGEST_SILENCE_MS = 100;

export class Clock {
  constructor() {
    this.lostMs = 0;
    this.seenMs = Infinity;
    this.momentMs = -Infinity;
    this.isClear = true;
  }

  /** Read it at `nowMs`: while the page is busy it stops. */
  at(nowMs) {
    this.lostMs += Math.max(0, nowMs - this.seenMs - LONGEST_SILENCE_MS);
    this.seenMs = nowMs;
    return nowMs - this.lostMs;
  }

  /**
   * When the moment began to which an event belongs that arrives at `nowMs`. A lift begins a new
   * one, because what lay there until then was seen, and so does the first touch on a clear glass.
   */
  momentAt(nowMs, {lifted, touches}) {
    const atMs = this.at(nowMs);
    if (lifted || this.isClear || atMs - this.momentMs >= MOMENT_MS) {
      this.momentMs = Math.max(atMs, this.momentMs + LEAST_MS);
    }
    this.isClear = !touches.length;
    return this.momentMs;
  }
}
