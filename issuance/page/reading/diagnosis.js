/**
 * Why a press was not read, from the touches alone. The server says no more than yes or no, so that
 * nobody learns from it how near a guess was (docs/security.md).
 *
 * A diagnosis is {word, values}: a key of the words in i18n/, and what goes into them.
 */

import {DOTS, FEWEST_SAMPLES, counted, hasSettled, runs} from "./settled.js";
import {areTooClose, areTooFarApart, hasPalm, isRigid, lieTogether} from "./geometry.js";

// Up to so many touches are fingers, rather than a stamp that was not held well.
const FINGERS = 2;
// What Android phones take for a gesture of their own: a screenshot, the screen divided in two.
const GESTURE = 3;

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
    // A finger that lay there when the stamp came, or the phone itself: the page cannot know which.
    if (most <= FINGERS) return {word: "press.interrupted"};
    if (most === GESTURE) return {word: "press.gesture"};
    // On an iPhone the sixth touch cancels all, and the page may have seen fewer than five.
    return {word: "press.hand"};
  }
  if (most <= FINGERS) return {word: "press.finger"};
  return {word: "press.fewer", values: {seen: most, dots: DOTS}};
}

/** Five touches were down, but neither often nor long enough. */
function unsettled(moments, run, boundMs) {
  if (wasCancelled(moments) || mostTouches(moments) > DOTS) return "press.hand";
  if (blinks(moments)) return "press.blink";
  // The rest was long enough, and no challenge is there to answer.
  if (hasSettled(run) && boundMs === -Infinity) return "sheet.offline";
  return "press.short";
}

/**
 * Whether dots lost contact and came back where they were, in a press that otherwise has enough
 * samples.
 */
function blinks(moments) {
  const full = runs(moments, moments.at(-1).timeMs)
    .filter((run) => run.moments[0].touches.length === DOTS);
  const samples = full.reduce((sum, run) => sum + run.moments.length, 0);
  return full.length > 1 && samples >= FEWEST_SAMPLES
    && full.slice(1).every((run, i) =>
      lieTogether(full[i].moments.at(-1).touches, run.moments[0].touches));
}

function mostTouches(moments) {
  return Math.max(...moments.map((moment) => moment.touches.length));
}

function wasCancelled(moments) {
  return moments.some((moment) => moment.cancelled);
}
