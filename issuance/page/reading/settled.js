/**
 * The longest time in which the same touches are down: what of a press is read.
 *
 *   touches down   0  1  3  4  5  5  5  5  5  5  5  4  2  0        time ──►
 *                     landing     settled           lifting
 *                                 samples
 *
 * The samples are those of stampcodec/touchpress.py; a test holds one against the other.
 */

import {sameTouches} from "./moment.js";

export const DOTS = 5;
// The codec reads three samples (docs/adr/0071). The service asks for more, so that it can tell a
// press from a cut of an earlier one. Of a stamp that lies still a device may report fewer: then it
// asks for a rest, which it can only believe as far back as it gave the challenge (docs/adr/0123).
export const FEWEST_SAMPLES = 10;
export const RESTS_MS = 600;

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
 * The longest run. Runs of as many touches as a stamp has dots come first: while the stamp is set
 * down or lifted there are fewer touches, and with a finger beside it more, however long that
 * lasts.
 */
export function settledRun(moments, endMs) {
  const worth = (run) => [
    run.moments[0].touches.length === DOTS ? 1 : 0, run.lastsMs, run.moments.length,
  ];
  return runs(moments, endMs).reduce((best, run) => isMore(worth(run), worth(best)) ? run : best);
}

/**
 * The part of a run that counts for the service. With enough samples that is all of it. With fewer
 * it is the last `mostMs`, the time since the challenge arrived; the first sample is then where the
 * stamp lay at that time.
 */
export function counted(run, mostMs) {
  if (run.moments.length >= FEWEST_SAMPLES || run.lastsMs <= mostMs) return run;
  const lastsMs = Math.max(0, mostMs);
  const beganMs = run.moments[0].timeMs;
  // Never earlier than the run, also where the difference is rounded.
  const fromMs = Math.max(beganMs, beganMs + run.lastsMs - lastsMs);
  const before = run.moments.filter((moment) => moment.timeMs <= fromMs);
  const [first, ...after] = run.moments.slice(before.length - 1);
  return {moments: [{...first, timeMs: fromMs}, ...after], lastsMs};
}

/** Whether there is enough of a run for the service. */
export function hasSettled(run) {
  return run.moments.length >= FEWEST_SAMPLES || run.lastsMs >= RESTS_MS;
}

function isMore(one, other) {
  const i = one.findIndex((value, k) => value !== other[k]);
  return i >= 0 && one[i] > other[i];
}
