/**
 * A press as it happens: from the first touch on a clear glass to the last one lifted.
 *
 *   clear ──touch──► down ──five rest long enough──► done ──lifted──► clear
 *                      └──────── lifted ────────────────────────────► clear
 *
 * Listeners are called at once with every change (`onTouches`), and once a press with what came of
 * it: `onSeen(sighting, {touchedMs, readMs})`, with the times of its first touch and of now, or
 * `onUnread(diagnosis)`.
 */

import {addMoment} from "./moment.js";
import {Clock} from "./clock.js";
import {DOTS, RESTS_MS, counted, hasSettled, runs, settledRun} from "./settled.js";
import {diagnose} from "./diagnosis.js";
import {ENOUGH_SAMPLES, sightingOf} from "./sighting.js";

export class Press {
  /** `challengedMs()`: when the challenge arrived that a press will answer; Infinity for none. */
  constructor({viewport, challengedMs = () => 0, onTouches, onSeen, onUnread}) {
    Object.assign(this, {viewport, challengedMs, onTouches, onSeen, onUnread});
    this.clock = new Clock();
    this.clear();
  }

  clear() {
    this.moments = [];
    this.isDone = false;
    this.hasTurned = false;
  }

  get isDown() {
    return this.moments.length > 0;
  }

  /** Take what a touch event reported; its time is that of its arrival. */
  take(moment) {
    const nowMs = moment.timeMs;
    const beganMs = this.clock.momentAt(nowMs, moment);
    this.onTouches(moment.touches);
    if (moment.touches.length) {
      if (!this.isDone) addMoment(this.moments, {...moment, timeMs: beganMs, arrivedMs: nowMs});
      return;
    }
    if (!this.isDown) return;
    // The touches are gone. That the device gave up on them is noted with the last that was seen.
    if (moment.cancelled) this.moments.at(-1).cancelled = true;
    const {moments, isDone, hasTurned} = this;
    this.clear();
    if (isDone) return;
    this.conclude(moments, settledRun(moments, beganMs), nowMs, hasTurned);
  }

  /** Look whether five touches have rested for long enough; called with every frame drawn. */
  look(nowMs) {
    const atMs = this.clock.at(nowMs);
    if (!this.isDown || this.isDone || this.hasTurned) return;
    const run = runs(this.moments, atMs).at(-1);
    if (run.moments[0].touches.length !== DOTS) return;
    // A stamp that rests so long has told what it has to tell, also on a panel whose places are
    // whole pixels and which reports nothing while nothing moves.
    const hasRested = run.lastsMs >= RESTS_MS && hasSettled(counted(run, this.boundMs(nowMs)));
    if (run.moments.length < ENOUGH_SAMPLES && !hasRested) return;
    this.isDone = true;
    this.conclude(this.moments, run, nowMs, false);
  }

  /** How long the service can know that a rest lasts at most; below 0 without a challenge. */
  boundMs(nowMs) {
    return nowMs - this.challengedMs();
  }

  /** The screen was turned: places before and after it have nothing to do with each other. */
  turn() {
    this.hasTurned = this.isDown;
  }

  conclude(moments, run, nowMs, hasTurned) {
    const boundMs = this.boundMs(nowMs);
    const diagnosis = diagnose(moments, run, boundMs, hasTurned);
    if (diagnosis) {
      this.onUnread(diagnosis);
    } else {
      const times = {touchedMs: moments[0].arrivedMs, readMs: nowMs};
      this.onSeen(sightingOf(counted(run, boundMs), moments, this.viewport()), times);
    }
  }
}
