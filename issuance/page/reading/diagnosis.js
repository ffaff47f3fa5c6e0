/**
 * Why a press was not read, from the touches alone. The server says no more than yes or no, so that
 * nobody learns from it how near a guess was (docs/security.md).
 *
 * A diagnosis is {word, values}: a key of the words in i18n/, and what goes into them.
 */

import {DOTS, hasSettled} from "./settled.js";
import {areTooClose, areTooFarApart, hasPalm, isRigid} from "./geometry.js";

// So many touches and no more are fingers rather than a stamp that was not held well.
const FINGERS = 2;

/** Diagnose the moments of a press of which `run` counted; null where it is worth sending. */
export function diagnose(moments, run, turned = false) {
  const most = Math.max(...moments.map((moment) => moment.touches.length));
  const cancelled = moments.some((moment) => moment.cancelled);
  if (turned) return {word: "press.turned"};
  if (run.moments[0].touches.length !== DOTS) {
    // Of an iPhone that gave up the page may have seen fewer than five: the sixth cancels them all.
    if (most > DOTS || (cancelled && most > FINGERS)) return {word: "press.hand"};
    // A finger that lay there when the stamp came, or the phone itself: one cannot tell.
    if (cancelled) return {word: "press.interrupted"};
    if (most <= FINGERS) return {word: "press.finger"};
    return {word: "press.fewer", values: {seen: most, dots: DOTS}};
  }
  if (!hasSettled(run)) {
    return {word: cancelled || most > DOTS ? "press.hand" : "press.short"};
  }
  if (areTooFarApart(run.moments)) return {word: "press.apart"};
  if (areTooClose(run.moments)) return {word: "press.close"};
  if (hasPalm(run.moments)) return {word: "press.hand"};
  if (!isRigid(run.moments)) return {word: "press.unsteady"};
  return null;
}
