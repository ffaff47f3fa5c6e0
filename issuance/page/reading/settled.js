/**
 * The longest time in which the same touches are down: what of a press is read.
 *
 *   touches down   0  1  3  4  5  5  5  5  5  5  5  4  2  0        time ──►
 *                     landing     settled           lifting
 *                                 samples
 *
 * The rule is that of stampcodec/touchpress.py; a test holds one against the other.
 */

import {sameTouches} from "./moment.js";

export const DOTS = 5;
// Of three samples one that is wild is outvoted, of fewer not. Five dots that stay for so long are
// more than one wild sample of the slowest panels, which scan every 50 ms (docs/adr/0071).
const FEWEST_SAMPLES = 3;
const SETTLED_MS = 200;

/** Split moments, each with touches, into runs of the same touches: {moments, lastsMs}. */
export function runs(moments, endMs) {
  const found = [];
  moments.forEach((moment, i) => {
    const untilMs = i + 1 < moments.length ? moments[i + 1].timeMs : endMs;
    if (i && sameTouches(moment, moments[i - 1])) {
      found.at(-1).moments.push(moment);
    } else {
      found.push({moments: [moment], lastsMs: 0});
    }
    found.at(-1).lastsMs = untilMs - found.at(-1).moments[0].timeMs;
  });
  return found;
}

/**
 * The run that counts. Runs of as many touches as a stamp has dots come first: while it is set down
 * and lifted there are fewer, and with a finger beside it more, however long that lasts.
 */
export function settledRun(moments, endMs) {
  const worth = (run) => [
    run.moments[0].touches.length === DOTS ? 1 : 0, run.lastsMs, run.moments.length,
  ];
  return runs(moments, endMs).reduce((best, run) => isMore(worth(run), worth(best)) ? run : best);
}

/** Whether one wild sample could not be all that there is to a run. */
export function hasSettled(run) {
  return run.moments.length >= FEWEST_SAMPLES || run.lastsMs >= SETTLED_MS;
}

function isMore(one, other) {
  const i = one.findIndex((value, k) => value !== other[k]);
  return i >= 0 && one[i] > other[i];
}
