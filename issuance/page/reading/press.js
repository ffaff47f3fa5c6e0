/**
 * A press as it happens: from the first touch on a clear glass to the last one lifted.
 *
 *   clear ──touch──► down ──five rest long enough──► done ──lifted──► clear
 *                      └──────── lifted ────────────────────────────► clear
 *
 * Listeners are told at once of every change (`onTouches`), and once a press what came of it:
 * `onSeen(sighting)` or `onUnread(diagnosis)`.
 */

import {addMoment} from "./moment.js";
import {DOTS, RESTS_MS, runs, settledRun} from "./settled.js";
import {diagnose} from "./diagnosis.js";
import {ENOUGH_SAMPLES, sightingOf} from "./sighting.js";

export class Press {
  constructor({viewport, onTouches, onSeen, onUnread}) {
    Object.assign(this, {viewport, onTouches, onSeen, onUnread});
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

  /** Take what a touch event told. */
  take(moment) {
    this.onTouches(moment.touches);
    if (moment.touches.length) {
      if (!this.isDone) addMoment(this.moments, moment);
      return;
    }
    if (!this.isDown) return;
    // The touches are gone; that the device gave up on them is told of the last that was seen.
    if (moment.cancelled) this.moments.at(-1).cancelled = true;
    const {moments, isDone, hasTurned} = this;
    this.clear();
    if (!isDone) this.conclude(moments, settledRun(moments, moment.timeMs), hasTurned);
  }

  /** Look whether five touches have rested for long enough; called with every frame drawn. */
  look(nowMs) {
    if (!this.isDown || this.isDone || this.hasTurned) return;
    const run = runs(this.moments, nowMs).at(-1);
    if (run.moments[0].touches.length !== DOTS) return;
    // A stamp that rests so long has told what it has to tell, also on a panel whose places are
    // whole pixels and which says nothing while nothing moves.
    if (run.moments.length < ENOUGH_SAMPLES && run.lastsMs < RESTS_MS) return;
    this.isDone = true;
    this.conclude(this.moments, run, false);
  }

  /** The screen was turned: places before and after it have nothing to do with each other. */
  turn() {
    this.hasTurned = this.isDown;
  }

  conclude(moments, run, hasTurned) {
    const diagnosis = diagnose(moments, run, hasTurned);
    if (diagnosis) {
      this.onUnread(diagnosis);
    } else {
      this.onSeen(sightingOf(run, moments, this.viewport()));
    }
  }
}
