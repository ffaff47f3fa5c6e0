/**
 * Why a press was not read, from the touches alone. The server says no more than yes or no, so that
 * nobody learns from it how near a guess was (docs/security.md).
 *
 * A diagnosis is {word, values}: a key of the words in i18n/, and what goes into them.
 */

import {DOTS, counted, hasSettled} from "./settled.js";
import {areTooClose, areTooFarApart, hasPalm, isRigid} from "./geometry.js";

// So many touches and no more are fingers rather than a stamp that was not held well.
const FINGERS = 2;

/**
 * Diagnose the moments of a press of which `run` was the longest; null where it is worth sending.
 * A rest counts for `boundMs`, the time since the challenge arrived.
 */
export function diagnose(moments, run, boundMs, turned = false) {
  if (turned) return {word: "press.turned"};
  if (run.moments[0].touches.length !== DOTS) return fewer(moments);
  if (!hasSettled(counted(run, boundMs))) return {word: unsettled(moments, run, boundMs)};
  if (areTooFarApart(run.moments)) return {word: "press.apart"};
  if (areTooClose(run.moments)) return {word: "press.close"};
  if (hasPalm(run.moments)) return {word: "press.hand"};
  if (!isRigid(run.moments)) return {word: "press.unsteady"};
  return null;
}

/** Five touches were never down, or more than five were. */
function fewer(moments) {
  const most = mostTouches(moments);
  if (most > DOTS) return {word: "press.hand"};
  if (wasCancelled(moments)) {
    // A finger that lay there when the stamp came, or the phone itself: one cannot tell.
    if (most <= FINGERS) return {word: "press.interrupted"};
    // Of an iPhone that gave up the page may have seen fewer than five: the sixth cancels them all.
    return {word: "press.hand"};
  }
  if (most <= FINGERS) return {word: "press.finger"};
  return {word: "press.fewer", values: {seen: most, dots: DOTS}};
}

/** Five touches were down, but neither often nor long enough. */
function unsettled(moments, run, boundMs) {
  if (wasCancelled(moments) || mostTouches(moments) > DOTS) return "press.hand";
  // The rest was long enough, and no challenge is there to answer.
  if (hasSettled(run) && boundMs === -Infinity) return "sheet.offline";
  return "press.short";
}

function mostTouches(moments) {
  return Math.max(...moments.map((moment) => moment.touches.length));
}

function wasCancelled(moments) {
  return moments.some((moment) => moment.cancelled);
}
